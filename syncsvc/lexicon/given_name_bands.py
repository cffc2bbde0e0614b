"""How common given names are, and whose they are: fixed bands, in bits, for people one meets in a German directory.

A name of *b* bits is borne by about one in 2^b people. Two different names of these lists are two names, however
alike they look (Christina and Christian, Andrea and Andreas); only ``name_variants`` says which are one name.
Spelling: lower case, ä as ae, ß as ss.
"""

UNLISTED_BITS = 11.0
"""For every name that stands in no band."""

MALE: tuple[tuple[float, str], ...] = (
    (6.6, "peter michael thomas andreas wolfgang hans christian"),
    (
        7.2,
        """klaus juergen guenter stefan uwe werner horst frank dieter manfred gerhard bernd thorsten matthias helmut
        walter heinz martin joerg rolf jens sven alexander markus daniel""",
    ),
    (
        8.0,
        """karl josef johann franz herbert siegfried kurt rudolf wilhelm heinrich georg paul ralf rainer olaf dirk
        karsten oliver mario marco marcel sebastian tobias florian jan tim philipp david dennis patrick lukas
        maximilian felix jonas simon johannes fabian benjamin dominik kevin robert norbert volker harald reinhard
        holger axel kai ingo detlef lothar joachim hermann ernst otto friedrich erich mohammed ali james john
        william richard""",
    ),
    (
        9.0,
        """leon noah elias finn luis ben anton emil jakob julian niklas nils moritz leo oskar henry max erik arne
        bjoern lars malte hendrik henrik timo torben ulrich ulf gerd gernot guido gregor hubert hartmut heiko heiner
        henning burkhard bruno bodo arnold armin arthur anselm albert albrecht alfons alfred alois adolf achim adam
        august benedikt bernhard bertram carl christoph clemens claus cornelius edgar eberhard eckart eckhard edmund
        eduard egon elmar emanuel engelbert erwin eugen ewald felipe ferdinand fritz gabriel gottfried gottlieb
        gunnar gustav guenther jochen jost julius jonathan justus kilian konrad konstantin kuno lorenz ludger ludwig
        lutz magnus manuel marc marius markus meinhard micha nico nicolas nikolaus oswald pascal pius raimund
        raphael reiner reinhold rene roland roman ruediger rupert samuel siegbert silvio stephan steffen theo
        theodor till tilman tom udo urs valentin veit viktor vincent volkmar waldemar wendelin wendel wieland
        wilfried willi winfried wolfram xaver joel jannik jannis levin linus mats milan rafael rico ronny mike maik
        nick kenneth steven brian george edward mark paul charles joseph christopher matthew anthony donald steven
        andrew joshua ryan jason mehmet mustafa ahmet ahmed hasan hueseyin hussein ibrahim ismail osman murat emre
        can cem deniz kemal kadir yusuf oemer omar hamza khalid khaled mahmoud mahmud abdul abdullah hassan karim
        samir said tarek youssef jamal nabil rashid amir reza hamid farid bilal ivan dmitri sergej andrej wladimir
        vladimir nikolai igor oleg alexej pawel piotr tomasz krzysztof marek jacek wojciech miroslav dragan goran
        zoran marko nikola luka josip giovanni giuseppe antonio luigi jose carlos juan luis jean pierre tesfay
        abraham isaac moussa mamadou""",
    ),
)

FEMALE: tuple[tuple[float, str], ...] = (
    (6.6, "maria ursula monika petra elisabeth sabine anna"),
    (
        7.2,
        """renate helga karin brigitte ingrid erika andrea gisela claudia susanne gabriele christa christine hildegard
        birgit barbara gerda martina annette heike katharina stefanie nicole julia""",
    ),
    (
        8.0,
        """angelika jutta ute ulrike marion irmgard inge ruth margarete edith rosemarie eva christina sandra anja
        katrin tanja simone silke kerstin cornelia silvia doris bettina regina ilse elke anke astrid beate sonja
        melanie sarah laura lisa lena jessica jennifer vanessa nadine daniela manuela michaela alexandra antje anne
        johanna franziska carolin theresa sophie marie hannah lea emma mia fatma ayse mary patricia linda elizabeth""",
    ),
    (
        9.0,
        """agnes agnieszka alina alma amelie anastasia angela anita annegret anneliese annemarie annika antonia ariane
        bianca brunhilde charlotte carla carmen carola charlotte christel christiane clara constanze corinna dagmar
        diana dorothea dorothee edeltraud eleonore elfriede elena elvira emilia emilie emily erna esther eveline
        evelyn frauke frieda friederike gertraud gertrud gerlinde grete gudrun hanna hannelore hedwig heidemarie
        heidi helene henriette herta hilde ida ilona ina ines inga inka iris irene irina isabel isabell isabella
        jana janina jasmin jana josefine josephine judith juliane karla karoline katja kathrin klara kornelia
        kristin kristina larissa leni leonie lieselotte lilli lina linda liselotte lotte louisa lucia luisa luise
        lydia magda magdalena maike maja mandy mara mareike margit margot margret marianne marina marlene marlies
        martha mathilda mathilde meike mechthild merle meta milena mira miriam mona nadja natalie natascha nele nina
        nora olga paula pauline pia rebecca regine ricarda rita rosa rosina roswitha sabrina saskia selina sibylle
        sigrid sina sofia solveig stella susann swantje svenja sylke tamara tatjana thea tina traudel trude uta
        valentina vera verena veronika victoria viola viktoria waltraud wiebke wilhelmine wilma yvonne zoe barbara
        susan margaret dorothy lisa nancy karen betty helen sandra donna carol sharon michelle kimberly deborah amy
        angela emine hatice zeynep elif merve esra zehra meryem leyla leila aylin sevgi guelay yasemin fatima aisha
        amina khadija mariam maryam nour noor zahra samira salma rania layla hala huda zainab swetlana svetlana
        natalia natalja oksana ludmila galina tatiana jekaterina katarzyna malgorzata ewa joanna jelena milica ivana
        jovana dragana snezana giulia francesca selam hiwot aminata""",
    ),
)
