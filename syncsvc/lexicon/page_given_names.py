"""Given names that open a person's name on a page: those of the common table, and many rarer or foreign ones."""

from functools import lru_cache

from syncsvc.lexicon.given_names import GIVEN_NAMES
from syncsvc.lexicon.wordlist import word_set

_MORE = word_set(
    """justine jorinde undine gunilla fenja levke flora gabi nadja rieke janna tomma rolf inge hedda thies malte
    merle aaron abdallah abdel abdo abdulaziz abdulrahman abeba abigail abir adalbert adel adem adriano agata
    aicha akram alan albena alberto aldo alejandro aleksandar aleksander aleksei alessandra alessia aleš alfonso
    alfredo alice alicja aline alison allison alper amadou amal amanda amani amer amira amit amr ana anastasija
    andreia andrij andriy angelo anica anil anjali annabell annalena annerose annett anny ante antonella
    antonios anwar arben arda ardita arezou arianna arjun arkadiusz arndt arnulf arta arun arved arzu ashley
    ashraf asli aslı asma asmaa awet aya aydin aydın ayman aynur ayoub aysel aysun ayşe aziz azra babak bahaa
    bahram bakary baran barbora barry bartosz barış basel basem bashar bashir bassam batoul bayram beatriz
    behzad bekim bekir belgin benedetta benno beren berfin berit berkan berna bernadette berta berthold besnik
    betül beyza bilel biljana birgitt birgül birsen björn blerim bodil bogumila boguslaw bojan bojana boubacar
    bozena božena brandon branislav branko bruce bruna burak burcu bülent büşra camille canan carlotta carmela
    carolina caspar caterina catherine catrin celina cemal cemile cengiz ceren cesare ceyda chantal chidi
    chinedu chloe chris christos cigdem cihan ciro claude colin concetta cordula corina costas craig cristian
    cristina cynthia czeslaw dag dalibor damir dana danica danielle danijela danny daoud dario darko darren dave
    davide davor deepak dejan derek detlev devrim diane dietmar dietrich dijana dilan dilek dimitra dimitrios
    dimitris dmitrij dmytro domenico donatella doreen dorle dorota doğan drago drita dubravka dusan dustin dušan
    dylan dörte ecem eckard eduardo edyta egbert ehsan ekaterina ekkehard ekrem elaine eleanor eleftheria eleni
    elfi elisabetta elise elli elsbeth elwira eman emel emina emir emmerich emmi emrah engin enno enrique enzo
    ercan erdal erdem erhan eric erkan ernesto erol ertan esin esma esmail ethan eugenia eugenio evamaria evan
    evgeni evgenia eylem eyüp fabienne fabio fabrizio fahima faisal faiza falk falko farah fares farhad fariba
    farida faruk fatemeh fatih fatmir fatou fatoumata federica federico fereshteh feride fernanda fernando figen
    fikret filippo filiz firas flamur flavia folker fouad frances francisco françoise friedel friedemann frieder
    friedericke frithjof furkan fırat gaby gaetano gamze gareth gary geoffrey georgia gerald gerhild gerlind
    gero gerold gert gerti ghada ghassan gianluca gianni gillian gino giorgia giorgio giovanna gitta giulio
    giuseppina gizem glenn gordana gordon gotthilf gotthold gottlob grace graham grazia greg gretel grit
    grzegorz guillaume gundolf gundula gunter gunther gökhan gönül götz gülay gülcan güler gülsen gülsüm gülşen
    günter günther gürkan güven habib hacer hadil hagen haitham halime halina hamed hamida hamide hana handan
    hanno hansjörg hansjürgen haroun harriet hartwig harun havva hayat haydar heather heba hediye heiderose
    hella hellmut helma helmuth henri henrike henryk hertha hiba hicham hikmet hilal hilke hilmar hiltrud
    hinrich hiroshi hisham hoang howard huong hussam hülya hüseyin ian ibrahima idil ignacio ignaz ilaria ilja
    ilkay ilker ilknur indira ingelore ingolf insa ioanna ioannis ionela ipek irena irmela irmhild irmtraud
    ismet isolde issa issam istvan ivica ivonne izabela jaber jack jacob jacques jadranka jadwiga jafar jalal
    jamie jamil jamila jane janet janice janin janos jarek jaroslav jaroslaw jasna jasper javier jawad jeff
    jeffrey jella jenna jeremy jerry jerzy jesus jill jimmy jiri joanne joaquim joe jolanda jordan joscha
    josefina josé jovan joyce joão juana judy julika jupp juri józef jörg jörn jürg jürgen kaan kadriye kaj
    kalliopi kamil kamila karam karel karima karlheinz karol kaspar kathi kati katinka kay keith kelly ken kenan
    kerem kersten khalil kiana kibrom kim kinga kira klaas knut konstantina koray korbinian kordula kostas
    krista krystyna ksenia kumar kwame kyle kübra laila lakshmi lamin larry lasse laszlo latifa laurence laurenz
    laurie laurin lazar leander lee lenka leonardo leslie leszek letizia levent liam liane lidija lien liesel
    liliia linh lino lirije lisbeth liz ljiljana ljubica ljudmila logan loni loredana lorena lorenzo lotta lubna
    luc luciana luciano lucy luitpold lukasz luzia luzie lynn maciej madeleine maggie mahdi maher mahmut majd
    majed maksim maksym malak malik malin manal manar manja mansour maram marcella marcello marcelo marcin
    mareile margareta margarida margherita margitta margrit mariama mariella marija marijana mariola marlen
    marlena marlis marzena masoud massimo matej mateusz matteo matthäus maureen maurizio mauro małgorzata megan
    mehran mehtap meinolf meinrad melchior melek melina melinda meral mert metin michal michał michele mihaela
    milos miloš mine minh mircea mirja mirjana mirlinda miroslaw mitchell mladen mohan molly monique mostafa
    mouna mounir mousa muharrem muna munir musa müge nader nadezhda nadim nadiya naima najib nalan naomi nasim
    nasser natalija nataša nathalie nathan nathanael navid nawal nazanin nazlı nebojša necla neil nelli nemanja
    nenad nepomuk nermin neslihan nesrin nevena nevin nga ngoc ngozi nhung nicholas nicoleta nigel nihal nihat
    nike nikos nilay nilgün niloufar nilüfer nisrin noura nuha nuno nuran nuray nurcan nuri nurten okan oktay
    ole oleh oleksandr oleksandra olivia ondrej onur orhan ornella ortrud ortwin osama otfried othman ottokar
    ousmane pamela panagiotis paola paolo parvin pasquale patience paweł pelin penny perihan petar petr philippe
    phuong pietro pilar pinar pirmin pradeep predrag priya przemyslaw pınar rabia rachel rachid radmila radoslaw
    rafal rafał raffaele raffaella rahima raik raisa raj rajesh ramazan ramin rasha ratko raul ravi recep reem
    reinhardt reinhild reinhilde remzi renata rené reyhan rhys riad riccardo rick rima roderich rodney rola
    rosaria rosario ross rostislav rouven roy roya rukiye ruprecht russell ryszard rüdiger saad saber sadaf
    saeed safa safiye saida saleh salem salih sally salvatore samantha samia sana sanaa sandy sanja sanjay
    santiago sayed saša scott sean seda sedat sekou selcuk selda selin selçuk senad senait senay serap serdar
    sergei sergio sergiy serhat serpil sevda sevgül sevil sevim sezen sezer shabnam shadi shaima shane sheila
    shirley shpresa sieglinde siegmar siegrid siham silja simin siniša slavica slavko slawomir slobodan snežana
    soner songül sonia soraya sotirios souad srdjan stanislav stavros stefano steffi stelios stephen stuart suat
    sulaiman sunhild sunil sunita suresh susana suse susi suzanne sönke sören süleyman tadeusz taha tamer taner
    tareq tariq tarık tassilo tatyana tayfun tekin terry thaer thanh thao theda thekla theobald thorben thuy
    tiago tigist tihomir tilda tillmann tiziana tolga tomislav tommaso torsten tracy trang traute trevor tuan
    tuba turan turgay tuğba türkan ufuk ulla ulli umberto umut urszula uschi utz uğur vadim valentyna valery
    valon vasil vasiliki vedat veli veronica vesna vicky vijay vincenzo violeta virginia vitalij vito vittoria
    vivian vjekoslav vjosa vladislav vojtech volkan wael wayne wencke wendy weronika wieslaw wieslawa wiltrud
    wisam witold wolfhard xhevahire xhevat xiao yahya yakup yara yasser yavuz yeliz yevhen yeşim yuki yunus
    yuriy yusra yves yıldız yılmaz zafer zaher zakaria zbigniew zdenka zdravko zeki zeljko zineb zita zlata
    zlatko zohra zoltan zorica zsuzsa zuzana zübeyde çiğdem ömer ömür özcan özge özgür özkan özlem ümit ünal
    łukasz şenay şule şükrü željko"""
)
"""As people write them, umlauts and accents kept; from German, Turkish, Arabic, Slavic, Romance and English use."""

_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@lru_cache(maxsize=8192)
def is_given_name(word: str) -> bool:
    """Whether a word is a given name, or a hyphenated one all of whose parts are («Anna-Katharina»)."""
    parts = word.casefold().strip(".").split("-")
    return all(part in _MORE or part in GIVEN_NAMES or part.translate(_WRITTEN_OUT) in GIVEN_NAMES for part in parts)
