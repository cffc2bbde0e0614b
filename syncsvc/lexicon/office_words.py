"""Words by which a name shows that it is an office, an organisation or a group and no person.

Spelling: lower case, ä as ae, ß as ss.
"""

import re
from functools import lru_cache

from syncsvc.lexicon.wordlist import word_set
from syncsvc.model.contact import Kind

_FUNCTIONS = word_set(
    """sekretariat vorzimmer zentrale telefonzentrale pforte empfang rezeption poststelle info infopoint information
    hotline helpdesk service team amt buero rathaus abteilung fachbereich fachdienst dezernat referat sachgebiet
    bereich stabsstelle stelle geschaeftsfuehrung vorstand vorsitz leitung direktion kasse archiv presse
    pressestelle personal verwaltung hausmeister hausmeisterin hausverwaltung bauhof fuhrpark notdienst bereitschaft
    bereitschaftsdienst notruf beratung koordination redaktion webmaster support edv it kaemmerei bibliothek
    buecherei kueche kantine mensa konferenzraum besprechungsraum sitzungssaal saal diensthandy bereitschaftshandy
    fax faxgeraet kopierer labor lager werkstatt buergertelefon behoerdennummer standesamt bauamt jugendamt
    sozialamt ordnungsamt kontakt kontaktstelle anmeldung auskunft allgemein allgemeines oeffentlichkeitsarbeit
    fachkraft ansprechpartner vertretung sonstiges diverse oberbuergermeister oberbuergermeisterin buergermeister
    buergermeisterin landrat landraetin pfarrer pfarrerin dekan dekanin datenschutz gleichstellung praktikant
    praktikantin azubi azubis praktikanten hilfe telefonseelsorge"""
)
_ORGANISATIONS = word_set(
    """stadt gemeinde landkreis landratsamt diakonie caritas verein verband stiftung kirche kirchengemeinde dekanat
    universitaet hochschule schule gymnasium realschule grundschule gmbh ggmbh ag ev e.v kg ohg mbh gbr kdoer koer
    aoer jobcenter polizei feuerwehr krankenhaus klinik klinikum ministerium regierungspraesidium sparkasse
    volksbank awo drk malteser johanniter genossenschaft vhs volkshochschule stadtverwaltung gemeindeverwaltung
    kindergarten kita kinderhaus jugendhaus familienzentrum mehrgenerationenhaus moschee synagoge landeskirche
    dioezese bistum erzbistum kreisverwaltung bundesamt landesamt finanzamt amtsgericht landgericht agentur verlag
    praxis kanzlei hospiz pflegeheim seniorenheim tierheim museum theater tafel kleiderkammer diakoniestation
    sozialstation"""
)
_GROUPS = word_set(
    """arbeitskreis ak arge arbeitsgemeinschaft freundeskreis helferkreis unterstuetzerkreis initiative
    buergerinitiative buendnis verteiler mailverteiler gruppe arbeitsgruppe runde asylkreis ehrenamtskreis chor
    elternbeirat beirat begegnungscafe netzwerk ausschuss kommission rat kreistag gemeinderat stadtrat"""
)
LEGAL_FORMS = word_set("gmbh ggmbh mbh ev e.v kg ohg gbr eg ag se kdoer koer aoer stiftung")
"""Words that make an organisation of whatever stands before them."""
WORDS: dict[str, Kind] = {
    **dict.fromkeys(_ORGANISATIONS, Kind.ORGANISATION),
    **dict.fromkeys(_GROUPS, Kind.GROUP),
    **dict.fromkeys(_FUNCTIONS, Kind.FUNCTION),
}
"""Words that decide alone."""

_ENDINGS = (
    (
        """freundeskreis helferkreis arbeitskreis asylkreis stammtisch arbeitsgruppe""",
        Kind.GROUP,
    ),
    (
        """kirchengemeinde pfarrgemeinde verband verein stiftung schule kirche gesellschaft klinikum universitaet
        akademie gymnasium genossenschaft sparkasse krankenhaus museum agentur ministerium gericht gmbh zentrum
        handelskammer""",
        Kind.ORGANISATION,
    ),
    (
        """amt aemter buero stelle stellen sekretariat zentrale beratung verwaltung abteilung referat dezernat bereich
        dienst dienste service hotline leitung kasse erei archiv behoerde beauftragte beauftragter koordination
        koordinator koordinatorin sprecher sprecherin referent referentin leiter leiterin bearbeiter bearbeiterin
        berater beraterin fuehrung betreuung pflege werkstatt telefon hilfe handy assistenz wesen management planung
        foerderung vermittlung sozialarbeit bauhof werkhof""",
        Kind.FUNCTION,
    ),
)
_SHORTEST = 3
"""So many letters at least stand before an ending: «Bauamt» is an office, «Samt» is not."""
_COMPILED = tuple(
    (re.compile(rf".{{{_SHORTEST},}}(?:{'|'.join(endings.split())})$"), kind) for endings, kind in _ENDINGS
)


@lru_cache(maxsize=16384)
def kind_of(word: str) -> Kind | None:
    """The kind a word speaks of; None if it may as well be a name."""
    if word in WORDS:
        return WORDS[word]
    return next((kind for pattern, kind in _COMPILED if pattern.match(word)), None)
