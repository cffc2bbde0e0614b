"""Words by which lines of a contact page show what they are: organisations, groups, units, roles, titles."""

ORGANISATION_OPENERS = frozenset(
    """stadt gemeinde markt landkreis landratsamt kreis kreisverwaltung stadtverwaltung gemeindeverwaltung
    verbandsgemeinde samtgemeinde verwaltungsgemeinschaft kreisstadt universitätsstadt hansestadt
    bürgermeisteramt rathaus regierungspräsidium bezirksregierung bezirksamt ministerium bundesamt landesamt
    bundesagentur agentur jobcenter polizeipräsidium polizei polizeirevier caritas diakonie drk awo asb malteser
    johanniter paritätische paritätischer vhs ihk kirchengemeinde pfarrei pfarrgemeinde gesamtkirchengemeinde
    dekanat kirchenbezirk kirchenkreis bistum erzbistum diözese landeskirche universität hochschule
    fachhochschule verein stiftung landeshauptstadt amtsgericht landgericht finanzamt staatsanwaltschaft
    amtsverwaltung bundespolizei handwerkskammer flüchtlingsrat senatsverwaltung kolping kolpingwerk propstei
    seelsorgeeinheit evang ev kath evangelische evangelischer evangelisches katholische katholischer
    katholisches evangelisch-lutherische diakonisches deutsches kreisverband ortsverein internationaler
    ortsverband orthodoxe jüdische israelitische moscheegemeinde kommune""".split()
)
"""First words of an organisation's name; an adjective of these needs a noun of the next two tables."""

ADJECTIVE_OPENERS = frozenset(
    """evang ev kath evangelische evangelischer evangelisches katholische katholischer katholisches
    evangelisch-lutherische diakonisches deutsches internationaler orthodoxe jüdische israelitische ökumenische
    ökumenischer""".split()
)

ORGANISATION_ENDINGS = (
    "kirchengemeinde", "pfarrgemeinde", "verband", "diakonieverband", "kirchenbezirk", "kirchenkreis", "stiftung",
    "werk", "gmbh", "verein", "universität", "hochschule", "landratsamt", "stadtverwaltung", "gemeindeverwaltung",
    "kreisverwaltung", "ministerium", "präsidium", "akademie", "genossenschaft", "kirche", "gemeinschaft",
    "bürgermeisteramt", "klinikum", "krankenhaus", "stadtwerke", "volkshochschule", "jobcenter", "rathaus",
    "kammer", "gewerkschaft", "sparkasse", "kreuz", "wohlfahrt", "bezirksamt", "finanzamt", "bundesamt",
    "landesamt", "kreisdekanat", "dekanat", "amtsgericht", "gesundheitskasse",
)  # fmt: skip
ORGANISATION_MARKS = ("e.v.", "e. v.", "ggmbh", "gmbh", " ag ", "kdör", "k.d.ö.r.", " kg", "i.g.")
"""Legal forms; anywhere in the text they make it an organisation."""

GROUP_ENDINGS = (
    "arbeitskreis", "freundeskreis", "helferkreis", "asylkreis", "unterstützerkreis", "initiative", "bündnis",
    "netzwerk", "selbsthilfegruppe", "arbeitsgruppe", "flüchtlingskreis", "willkommenskreis", "bürgerinitiative",
    "interessengemeinschaft", "arbeitsgemeinschaft", "stammtisch", "hilfskreis", "koordinierungskreis",
    "patenkreis", "besuchskreis", "besuchsdienstkreis",
)  # fmt: skip
GROUP_WORDS = frozenset({"ak", "ag", "freundeskreis", "arbeitskreis", "runder"})

UNIT_WORDS = frozenset(
    """fachbereich fb abteilung abt amt referat dezernat sachgebiet sg stabsstelle stabstelle fachstelle fachdienst
    fd team bereich geschäftsstelle geschäftsbereich büro sekretariat zentrale stelle dienststelle außenstelle
    zweigstelle sachbereich eigenbetrieb pforte empfang poststelle bürgerbüro bürgerservice küsterei kämmerei
    bauhof pfarramt pfarrbüro hotline servicecenter vorzimmer infopoint info-point infothek standesamt
    einwohnermeldeamt rechtsamt meldebehörde bücherei stadtbücherei beratungsstelle fachgruppe fachgebiet
    referatsgruppe institut kita kindergarten jugendhaus hauptamt bauamt ortschaftsverwaltung geschäftsführung
    fachabteilung sozialdienst migrationsdienst direktion stadtteilbüro telefonzentrale auskunft hausverwaltung
    personalrat betriebsrat schiedsamt feuerwehr museum archiv stadtarchiv musikschule hallenbad freibad
    wertstoffhof tourist-information touristinformation stadtkasse gemeindekasse schulamt schule notdienst
    bereitschaftsdienst""".split()
)
UNIT_ENDINGS = (
    "stelle", "büro", "amt", "dienst", "zentrum", "abteilung", "referat", "dezernat", "behörde", "kasse",
    "küsterei", "kämmerei", "verwaltung", "sekretariat", "archiv", "bücherei", "bibliothek", "museum", "service",
    "fachbereich", "team", "zentrale", "schule", "kindergarten", "tagesstätte", "jugendhaus", "treff", "laden",
    "kammer", "pfarramt", "bauhof", "hotline", "telefon", "station", "bereich", "gebiet", "meisterei", "wache",
    "point", "café", "stützpunkt", "börse", "center", "centre",
)  # fmt: skip
NO_UNITS = frozenset(
    {"ehrenamt", "hauptamt-", "hausmeisterei-", "diensthandy", "mobiltelefon", "telefon", "diakonenamt"}
)
"""Words with such an ending that are none."""

ROLE_WORDS = frozenset(
    """leitung leiter leiterin vorstand vorsitz vorsitzende vorsitzender koordination koordinator koordinatorin
    unterstützung begleitung beauftragte beauftragter referent referentin sachbearbeitung sachbearbeiter
    sachbearbeiterin sekretärin sekretär assistenz assistent assistentin verwaltung stellvertretung
    stellvertreter stellvertreterin stellvertretende stellvertretender stv stellv ansprechpartner
    ansprechpartnerin ansprechperson mitarbeiter mitarbeiterin mitarbeit beratung berater beraterin betreuung
    betreuer betreuerin hausmeister hausmeisterin küster küsterin mesner mesnerin organist organistin kantor
    kantorin kassier kassierer kassiererin schriftführer schriftführerin sprecher sprecherin geschäftsführer
    geschäftsführerin geschäftsleitung sozialarbeiter sozialarbeiterin pädagoge pädagogin bürgermeister
    bürgermeisterin oberbürgermeister oberbürgermeisterin landrat landrätin dezernent dezernentin beigeordnete
    beigeordneter erste erster ersthelfer pfarrer pfarrerin diakon diakonin dekan dekanin pastor pastorin
    gemeindereferent gemeindereferentin pastoralreferent pastoralreferentin jugendreferent jugendreferentin
    integrationsmanager integrationsmanagerin manager managerin lotse lotsin pate patin helfer helferin trainer
    trainerin dozent dozentin lehrer lehrerin erzieher erzieherin dolmetscher dolmetscherin kontaktperson
    ehrenamtskoordination redakteur redakteurin praktikant praktikantin auszubildende auszubildender fachkraft
    fachberatung teamleitung projektleitung präsident präsidentin direktor direktorin rektor rektorin intendant
    verantwortlich verantwortliche verantwortlicher zuständige zuständiger sozialpädagoge sozialpädagogin
    psychologe psychologin krankenschwester dipl diplom-sozialarbeiterin ehrenamtliche ehrenamtlicher
    hauptamtliche hauptamtlicher flüchtlingsarbeit""".split()
)
ROLE_ENDINGS = (
    "beauftragte", "beauftragter", "beauftragten", "koordination", "koordinator", "koordinatorin", "leitung",
    "leiter", "leiterin", "referent", "referentin", "bearbeiter", "bearbeiterin", "bearbeitung", "sekretär",
    "sekretärin", "assistenz", "assistent", "assistentin", "berater", "beraterin", "beratung", "betreuer",
    "betreuerin", "betreuung", "arbeiter", "arbeiterin", "manager", "managerin", "management", "pädagoge",
    "pädagogin", "sprecher", "sprecherin", "führer", "führerin", "meister", "meisterin", "helfer", "helferin",
    "vorsitzende", "vorsitzender", "vertreter", "vertreterin", "vertretung", "pfleger", "pflegerin", "fachkraft",
    "lotse", "lotsin", "begleitung", "begleiter", "begleiterin", "angestellte", "angestellter", "direktor",
    "direktorin", "planer", "planerin", "dolmetscher", "dolmetscherin", "seelsorger", "seelsorgerin", "seelsorge",
    "koordinierung", "unterstützung", "pfarrer", "pfarrerin", "diakon", "diakonin", "rätin", "warte", "wartin",
    "vermittlung", "wirt", "wirtin", "inspektor", "inspektorin", "mitarbeiter", "mitarbeiterin", "förderung",
    "moderator", "moderatorin", "partner", "partnerin", "sprechstunde",
)  # fmt: skip

TITLES = frozenset(
    """frau herr fr hr familie kmd lkmd prof dr dres dr-ing dipl dipl-ing dipl-soz dipl-sozpäd dipl-päd dipl-psych
    dipl-verww dipl-kfm mag pfarrer pfarrerin pfr pfrin pfrn diakon diakonin dekan dekanin pastor pastorin vikar
    vikarin kaplan propst pröpstin prälat superintendent superintendentin pater sr schwester bruder kirchenrat
    kirchenrätin oberkirchenrat oberkirchenrätin domkapitular bürgermeister bürgermeisterin oberbürgermeister
    oberbürgermeisterin ortsvorsteher ortsvorsteherin landrat landrätin phk pok pkh khk pm phm ekhk
    polizeihauptkommissar polizeihauptkommissarin polizeioberkommissar polizeioberkommissarin stadtrat
    stadträtin gemeinderat gemeinderätin kreisrat dr.-ing prof.dr med phil jur rer nat theol habil hc h.c ing
    rabbiner rabbinerin imam gemeindereferent gemeindereferentin pastoralreferent pastoralreferentin mr mrs ms
    stadtoberinspektor stadtoberinspektorin amtsrat amtsrätin regierungsdirektor regierungsdirektorin""".split()
)
"""Words that open a person's name: salutations, academic titles, offices and ranks (without full stops)."""

SALUTATIONS = frozenset({"frau", "herr", "fr", "hr", "familie", "herrn", "mr", "mrs", "ms"})

NOBLE = frozenset(
    "freiherr freifrau freiin graf gräfin baron baronin prinz prinzessin fürst fürstin ritter edler".split()
)
PARTICLES = frozenset(
    """von vom van zu zur zum de der den des di da dos das del della el al la le les ter ten te bin ibn abu ben y e
    auf und af av dal d""".split()
) - {"und", "auf"}
SUFFIXES = frozenset(
    {"ma", "ba", "msc", "bsc", "mba", "ir", "jun", "jr", "sen", "fh", "llm", "phd", "mph", "geb", "mdl", "mdb", "dipl"}
)

NO_NAMES = frozenset(
    """kontakt kontakte telefon telefax fax mobil handy internet adresse anschrift öffnungszeiten sprechzeiten
    datenschutz impressum start startseite suche menü sitemap home login drucken teilen mehr weiter zurück hilfe
    aktuelles service team downloads ansprechpartner ansprechpartnerin ansprechpartnerinnen ansprechpersonen
    foto bild quelle copyright montag dienstag mittwoch donnerstag freitag samstag sonntag uhr januar februar
    märz april mai juni juli august september oktober november dezember seite termine termin anfahrt stadtplan
    leichte sprache gebärdensprache barrierefreiheit newsletter rss wir ihr sie visitenkarte vcard speichern
    herunterladen route rathaus straße platz alle neue neuer neues unser unsere ihre unserer postfach
    deutschland germany baden württemberg bayern hessen sachsen nordrhein westfalen berlin hamburg bremen
    saarland brandenburg thüringen niedersachsen rheinland pfalz schleswig holstein mecklenburg vorpommern
    international und oder für im am an der die das den dem des bei mit aus nach ist sind kleine große alte
    offene bunte interkulturelle psychologische soziale frühe evangelische katholische ökumenische deutsche
    deutsches freie freiwillige""".split()
)
"""Words that occur in no person's name on a contact page."""

VACANT = frozenset({
    "n.n.", "nn", "n. n.", "n.n", "n. n", "nomen nominandum", "vakant", "unbesetzt", "z. zt. unbesetzt",
    "derzeit unbesetzt", "stelle unbesetzt", "zurzeit nicht besetzt", "nicht besetzt", "zzt. unbesetzt",
    "zur zeit unbesetzt", "derzeit vakant", "gesucht", "gesucht!", "wird gesucht", "noch zu besetzen", "noch offen",
})  # fmt: skip

REPRESENTATIVES = (
    "vertreten durch", "vertretungsberechtigt", "gesetzlich vertreten", "gesetzlicher vertreter", "v.i.s.d.p",
    "visdp", "v. i. s. d. p", "inhaltlich verantwortlich", "verantwortlich für den inhalt",
    "verantwortlich im sinne", "redaktionell verantwortlich", "verantwortlich i.s.d", "verantwortlicher i.s.d",
    "webmaster", "webdesign", "gestaltung", "umsetzung", "konzept und", "technische umsetzung", "bildnachweis",
    "fotos:", "foto:", "realisierung", "hosting", "aufsichtsbehörde", "streitbeilegung", "geschäftsführer:",
    "copyright", "programmierung", "spendenkonto", "bankverbindung", "kontoverbindung",
)  # fmt: skip
"""Openings of sentences that name people who are no contacts of the page."""

FUNCTION_MAILBOXES = frozenset(
    """info kontakt post poststelle mail email buero office sekretariat rathaus stadt gemeinde stadtverwaltung
    verwaltung landratsamt zentrale service buergerbuero buergerservice webmaster redaktion presse pfarramt
    pfarrbuero hallo beratung team anfrage anfragen datenschutz support hilfe ehrenamt asyl integration
    fluechtlinge migration noreply admin hello contact welcome vorstand""".split()
)
"""Local parts that belong to nobody in person."""

VOLUNTEER_WORDS = (
    "ehrenamtliche ansprech", "ehrenamtlicher ansprech", "ehrenamtlich tätig", "freiwillige helfer",
    "(ehrenamtlich)",
)  # fmt: skip

VERBS = frozenset(
    """ist sind war waren wird werden wurde wurden kann können hat haben steht stehen erreichen erreichbar wenden
    melden finden sollte sollten möchte möchten hilft helfen berät beraten bieten bietet freuen informiert
    erteilt gibt geben beantwortet unterstützt unterstützen kümmert kümmern sucht suchen nimmt nehmen anmelden
    leitet betreut betreuen begleitet begleiten organisiert übernimmt übernommen koordiniert vereinbaren lautet
    bitte gerne zuständig gegründet liegt besteht bestehen umfasst gehören gehört arbeiten arbeitet""".split()
)
"""Words that make a line a sentence."""

ANNOUNCEMENTS = (
    "ansprechpartner", "ansprechperson", "ihr ansprech", "ihre ansprech", "unser ansprech", "unsere ansprech",
    "kontakt", "kontakte", "so erreichen", "sie erreichen", "unser team", "das team", "team und", "wir sind",
    "wer hilft", "weitere kontakt", "weitere ansprech", "ihr kontakt", "ihre kontakt", "mitarbeiterinnen und",
    "mitarbeiter/innen", "mitarbeiter*innen", "mitarbeitende", "unsere mitarbeiter", "hier finden", "adresse und",
    "impressum", "anbieter", "herausgeber", "wichtige", "rufnummern", "telefonverzeichnis", "kurzinfo", "contact",
    "haben sie fragen", "noch fragen", "fragen?", "fragen und", "bei fragen", "für rückfragen", "rückfragen",
    "auskunft und", "information und", "informationen und", "das sind wir", "über uns", "wir über uns", "personen",
    "zuständige", "zuständig sind", "zuständigkeiten", "verantwortlich", "anschrift", "postanschrift",
    "die ansprech", "allgemeine",
    "weitere infor", "startseite", "ansprechzeiten", "mehr zum thema", "downloads", "links", "aktuelles", "service",
    "weiterführend", "stand:", "ansprechbar", "es berät", "es beraten",
)  # fmt: skip
"""Openings of headings that announce contacts but are no part of any."""

FUNCTION_HEADS = frozenset("sekretariat vorzimmer büro zentrale geschäftszimmer assistenz empfang pforte".split())
"""What comes before the name of the unit it belongs to: «Sekretariat Amt für Integration»."""
