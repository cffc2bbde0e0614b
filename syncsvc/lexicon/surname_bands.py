"""How common family names are: fixed bands, in bits, for people one meets in a German directory.

A name of *b* bits is borne by about one in 2^b people. The figures are rounded general knowledge; they are part of the
matching model, and nothing about a site's own contacts ever changes them. Spelling: lower case, ä as ae, ß as ss.
"""

UNLISTED_BITS = 13.0
"""For every name that stands in no band."""

BANDS: tuple[tuple[float, str], ...] = (
    (6.7, "mueller"),
    (7.2, "schmidt"),
    (8.0, "schneider fischer meyer smith nguyen"),
    (8.5, "weber wagner becker schulz hoffmann johnson williams brown jones garcia"),
    (
        9.0,
        """schaefer koch bauer richter klein wolf schroeder neumann schwarz zimmermann braun krueger hofmann hartmann
        miller davis rodriguez martinez wilson anderson taylor thomas moore martin lee""",
    ),
    (
        9.6,
        """lange schmitt werner schmitz krause meier lehmann schmid schulze maier koehler herrmann koenig walter mayer
        huber kaiser fuchs peters lang scholz moeller weiss jung hahn schubert vogel friedrich keller guenther frank
        berger winkler roth beck lorenz baumann franke albrecht schuster simon ludwig boehm winter kraus martin
        schumacher kraemer vogt stein jaeger otto sommer gross seidel heinrich brandt haas schreiber graf schulte
        dietrich ziegler kuhn kuehn pohl engel horn busch bergmann thomas voigt sauer arnold wolff pfeiffer yilmaz
        kaya demir white jackson harris clark lewis robinson walker young allen king hernandez lopez gonzalez""",
    ),
    (
        10.5,
        """ernst lindner huebner kramer franz beyer wenzel peter seifert barth hermann riedel moser paul baur arndt
        kuehne kirchner jansen lutz fiedler ullrich ulrich nagel hein kern schilling urban fink bock ritter kruse
        thiel hansen petersen mohr dreyer schenk marx stark zimmer adam eckert blum wirth zander eder gabriel conrad
        konrad bender rau rausch rapp mann kunze lenz vetter kurz reuter bach boettcher voss fritz hess hesse stahl
        bachmann scherer gerlach steiner ebert hamann fritsch schuetz schwab noack naumann behrens brand wagener
        seitz janssen stephan kunz schiller goetz rose hirsch walther brunner reinhardt beckmann frey probst heinze
        rieger wild sander may oswald opitz metzger renner bader wiese kessler kraft reich maurer geiger mack
        pfeifer kohler buchholz schreiner nowak kowalski wojcik kaminski lewandowski zielinski celik sahin yildiz
        yildirim oeztuerk ozturk aydin oezdemir ozdemir arslan dogan kilic aslan cetin kara koc kurt oezkan ozkan
        simsek polat ali ahmed hassan hussein mohammed mohamed ahmad ibrahim khan omar petrov ivanov ivanova petrova
        popov smirnov kuznetsov novak horvat jovanovic petrovic nikolic hall wright scott green baker adams nelson
        hill campbell mitchell roberts carter phillips evans turner torres parker collins edwards stewart flores
        morris murphy rivera cook rogers morgan cooper reed bailey bell gomez kelly howard ward cox diaz richardson
        wood watson brooks bennett gray james reyes hughes price myers long foster sanders ross morales powell
        sullivan russell ortiz jenkins gutierrez perry butler barnes fisher""",
    ),
    (
        11.5,
        """abel ackermann adler altmann appel armbruster asmussen bartels bartsch baum bayer beier benz berg bernhardt
        betz bischoff blank bohn bosch brandl brinkmann bruns buchner buck burger burkhardt christ claus daniel
        decker dick diehl doll dorn eberhardt ebner ehlers eichhorn engelhardt erdmann esser ewald faber feldmann
        fleischer forster freitag frick funk gaertner gebhardt geier geisler gerber glaser goebel gottschalk greiner
        grimm gruber gruen guenter haase hagen hanke hauser heck heil heinemann heinz held heller hennig henning
        herbst herold herzog heuer hildebrandt hinz hoefer hoppe huth ihle jacob jacobs jahn jakob janke jost
        kaufmann kellner kiefer kirsch klaus klemm knoll kolb kopp krebs kremer kroll kuhlmann kuester lauer link
        linke loeffler lohmann ludewig maas mai marquardt martens mayr menzel merkel merz michel miller moritz
        neubauer neugebauer neuhaus neumeier niemann oppermann ott pape pieper popp preuss raabe rademacher reimann
        reimer reiter reuss riedl roemer rohde rothe rudolph ruf runge sachs schade schaller scharf schell schick
        schindler schlegel schlueter schott schramm schroeter schuhmacher schuler seiler siebert singer sonntag
        specht spies springer stadler stoll strauss straub stumpf thiele thoma timm trautmann unger vollmer volz
        wachter walz weidner weigel weiland weis wendt westphal wetzel wilhelm wilke will winkelmann witt wittmann
        wolter wulf wunderlich zahn zeller zimmerer acar akin aksoy aktas altun atas avci bulut can cakir coskun
        demirci deniz duman erdem erdogan ergin guel gul guenes gunes guler gueler isik kaplan karaca karadag keskin
        korkmaz oezcan ozcan oezer ozer sari sen tas tekin toprak tuerk turk uenal unal yalcin yavuz abbas abdullah
        abdi al-ahmad alhassan farah haddad hamid hassani hosseini karimi mahmoud mahmud mansour mustafa nasser
        noori osman rahimi rahman rezaei saleh salem suleiman yusuf tesfay tekle berhane kone traore diallo bah
        wisniewski wozniak kozlowski jankowski mazur krawczyk nowicki pavlov sokolov volkov morozov shevchenko
        kovalenko bondarenko melnyk boyko kovalchuk tkachenko markovic ilic stankovic kovacevic babic kovac horvath
        nagy szabo toth kovacs popescu ionescu rossi russo ferrari esposito bianchi romano costa silva santos
        pereira ferreira papadopoulos""",
    ),
)
