"""What stands before and after a German name without being part of it: degrees, ranks, offices, forms of address.

Spelling: lower case, without the full stop at the end.
"""

import re

from syncsvc.lexicon.wordlist import word_set

SALUTATIONS = {
    **dict.fromkeys(("frau", "fr", "frl", "fräulein"), "Frau"),
    **dict.fromkeys(("herr", "herrn", "hr", "hrn"), "Herr"),
    **dict.fromkeys(("mrs", "ms", "miss"), "Frau"),
    **dict.fromkeys(("mr", "mister"), "Herr"),
    "madame": "Frau",
    "mme": "Frau",
    "monsieur": "Herr",
    "weiblich": "Frau",
    "männlich": "Herr",
}
"""Forms of address, and the one we write."""

HOUSEHOLDS = word_set("familie fam eheleute ehepaar geschwister")
"""Words before a name that several people bear."""

DEGREES = word_set(
    """prof professor professorin univ-prof jun-prof juniorprof hon-prof honorarprof apl-prof dr drs ddr dres dr-ing pd
    privatdozent privatdozentin doz dozent dozentin mag mmag magister lic di bakk ing priv-doz lehrbeauftragter"""
)
"""Academic degrees that stand first."""

DEGREE_PARTS = word_set(
    """med phil rer nat pol soc oec jur iur utr dent vet agr habil h.c hc h c mult theol sc math ing cult paed päd publ
    e.h eh e em emer univ fh ba th dh tu et mont techn forest oecotroph psych art human biol troph apl (fh) (univ)
    (ba) (th) (dh) (tu) (em) (univ.) (em.)"""
)
"""What follows a degree and belongs to it."""

DIPLOMA = re.compile(
    r"(?:dipl|diplom|staatl|cand|stud)[.\-].*|diplom[a-zäöü]*(?:wirt|loge|login|ingenieur|ingenieurin)"
)
"""«Dipl.-Soz.päd.», «Diplom-Verwaltungswirtin», «staatl. gepr. …»."""

OFFICES = word_set(
    """pfarrer pfarrerin pfr pfrin pastor pastorin past vikar vikarin diakon diakonin diakonisse dekan dekanin
    dekanatsrat prodekan prodekanin superintendent superintendentin bischof bischöfin landesbischof regionalbischof
    weihbischof prälat prälatin propst pröpstin domkapitular kirchenrat kirchenrätin oberkirchenrat oberkirchenrätin
    kaplan pater schwester bruder kmd lkmd msgr monsignore p sr br gemeindereferent gemeindereferentin pastoralreferent
    pastoralreferentin gemeindediakon gemeindediakonin jugendreferent jugendreferentin imam rabbiner rabbinerin
    oberbürgermeister oberbürgermeisterin ob bürgermeister bürgermeisterin bm obm ortsvorsteher ortsvorsteherin
    beigeordneter beigeordnete landrat landrätin stadtrat stadträtin kreisrat kreisrätin gemeinderat gemeinderätin
    minister ministerin staatssekretär staatssekretärin ministerialrat ministerialrätin regierungspräsident
    regierungspräsidentin regierungsdirektor regierungsdirektorin regierungsrat regierungsrätin oberregierungsrat
    oberregierungsrätin amtsrat amtsrätin oberamtsrat oberamtsrätin amtmann amtfrau amtsinspektor amtsinspektorin
    stadtamtmann stadtamtfrau stadtoberamtsrat verwaltungsrat verwaltungsdirektor verwaltungsdirektorin baudirektor
    baudirektorin baurat oberbaurat studienrat studienrätin oberstudienrat oberstudienrätin ostr ostrin str std
    stdin studiendirektor studiendirektorin oberstudiendirektor oberstudiendirektorin ostd rektor rektorin konrektor
    konrektorin schulrat schulrätin richter richterin staatsanwalt staatsanwältin oberstaatsanwalt ltd rd rdin ord
    orr ma kommissar kommissarin hauptkommissar hauptkommissarin polizeihauptkommissar polizeihauptkommissarin
    polizeioberkommissar polizeioberkommissarin polizeikommissar polizeikommissarin kriminalhauptkommissar
    kriminalhauptkommissarin kriminaloberkommissar kriminaloberkommissarin polizeirat polizeirätin polizeidirektor
    polizeihauptmeister polizeihauptmeisterin polizeiobermeister polizeiobermeisterin khk khkin kok kokin kk kkin
    phk phkin pok pokin pk pkin ephk ekhk phm phmin pom pomin pm por pr pd'in por'in brandmeister oberbrandmeister
    hauptbrandmeister brandrat branddirektor kreisbrandmeister stadtbrandmeister hauptmann oberst oberstleutnant
    major feldwebel rechtsanwalt rechtsanwältin ra rain notar notarin steuerberater steuerberaterin architekt
    architektin schulleiter schulleiterin i.r"""
)
"""Offices, orders and ranks."""

SURNAMES_TOO = word_set("kaplan dekan propst richter vogt major pastor bischof bruder oberst notar str ma pr ra")
"""Offices that are family names or anything else as well: they need a given and a family name behind them."""

OFFICE_PARTS = word_set("i r a d z b v em i.r a.d i.r.) (i.r a.d.) (a.d dienst i.d kr")
"""What follows an office and belongs to it: «i. R.», «a. D.»."""

SUFFIXES = word_set(
    """m.a ma b.a ba m.sc msc b.sc bsc ll.m llm ll.b mba mpa m.ed b.ed b.eng m.eng m.p.h mph ph.d phd m.div mdl mdb mdep
    mdhb mda jun sen jr junior senior ii iii iv m.s.w msw m.s b.s fh (fh) (ba) (univ) (univ.) (dh) esq osb sj ofm sdb"""
)
"""What stands behind a name."""

SUFFIX_PAIRS = frozenset({("i", "r"), ("a", "d"), ("d", "ä"), ("d", "j"), ("i", "v")})
"""«i. R.», «a. D.», «d. Ä.» in two words."""

SPELLINGS = {"dr": "Dr.", "prof": "Prof.", "pd": "PD", "dipl": "Dipl.", "pfr": "Pfr."}
"""Titles people write with and without their full stop."""
