"""Labels that stand beside values on contact pages, and the field each of them announces."""

_LABELS: dict[str, str] = {
    "phone": """
        tel telefon telephone phone fon ruf rufnummer telefonnummer telefonnr telnr tel-nr durchwahl durchwahlnummer
        dw app apparat nebenstelle nst zentrale telefonzentrale vermittlung festnetz hotline infotelefon
        servicetelefon work voice dienstl dienstlich privat priv sorgentelefon büro-tel tel-büro t p ☎ ☏ ✆ 📞 🕻 🕿
        bürotelefon zentralnummer sammelnummer""",
    "cell": """
        mobil mobile mobiltelefon mobilnummer mobilfunk mobilfunknummer handy handynummer diensthandy cell cellphone
        smartphone m funk funktelefon whatsapp signal sms 📱""",
    "fax": "fax telefax faxnummer faxnr pc-fax computerfax fax-nr telefaxnummer telefaxnr f 📠 🖷",
    "email": """
        e-mail email mail e-mail-adresse emailadresse mailadresse e-mailadresse email-adresse mail-adresse e-post ✉
        📧 🖂 ✉️ 📨 📩 e e-mail-kontakt""",
    "room": "zimmer zi zimmernummer zimmernr zi-nr zimmer-nr raum raumnummer raum-nr room raumnr zimmernummern",
    "hours": """
        öffnungszeiten öffnungszeit sprechzeiten sprechzeit sprechstunden sprechstunde bürozeiten bürozeit
        servicezeiten
        geöffnet erreichbar erreichbarkeit telefonzeiten besuchszeiten dienstzeiten kontaktzeiten beratungszeiten
        anwesenheit telefonsprechzeiten telefonsprechstunde arbeitszeiten hours office-hours kernzeiten
        anwesenheitszeiten 🕐 🕒 🕘""",
    "address": """
        adresse anschrift postanschrift postadresse besucheradresse besuchsadresse hausanschrift dienstanschrift
        lieferanschrift address standort büroadresse besucheranschrift briefadresse dienstsitz hausadresse""",
    "url": "internet web website webseite homepage www url internetseite internetadresse online webauftritt 🌐",
    "name": """
        name ansprechpartner ansprechpartnerin ansprechpartnerinnen ansprechperson ansprechpersonen
        ansprechpartner/in kontaktperson kontaktpersonen kontakt kontaktpartner vor- vorname/name ansprechpartner*in
        ansprechpartner:in ansprechpartner/-in ansprechpartner(in) ansprechpartner*innen ansprechpartner:innen
        mitarbeiter mitarbeiterin kontaktdaten sachbearbeiter sachbearbeiterin sachbearbeiter/in sachbearbeitung
        bearbeiter bearbeiterin""",
    "role": """
        funktion position tätigkeit amtsbezeichnung dienststellung stellung berufsbezeichnung rolle stelle beruf
        dienstbezeichnung""",
    "unit": """
        abteilung fachbereich sachgebiet organisationseinheit amt dienststelle team bereich referat fachdienst
        dezernat geschäftsbereich fachgebiet department sachbereich abteilung/amt""",
    "organisation": """
        organisation einrichtung träger behörde firma institution verein organization körperschaft arbeitgeber""",
    "responsibility": """
        zuständigkeit zuständigkeiten zuständigkeitsbereich aufgabe aufgabengebiet aufgabengebiete aufgabenbereich
        aufgaben arbeitsschwerpunkte arbeitsschwerpunkt schwerpunkte schwerpunkt buchstaben buchstabe
        buchstabenbereich bezirk arbeitsgebiet arbeitsbereich themen thema zuständig aufgabenschwerpunkte buchst
        arbeitsgebiete stadtteile stadtteil""",
    "note": "hinweis hinweise bemerkung bemerkungen anmerkung info",
    "areacode": "vorwahl ortsvorwahl",
    "postbox": "postfach",
}

LABEL_FIELDS: dict[str, str] = {word: field for field, words in _LABELS.items() for word in words.split()}
"""Label word in lower case → field; ``cell`` and ``fax`` are phones of that type."""

NUMBER_FIELDS = frozenset({"phone", "cell", "fax"})
TEXT_LABELS = frozenset({"name", "role", "unit", "organisation", "responsibility", "note", "url", "address", "hours"})
"""Labels that are ordinary words too: they count with a colon, or alone on their line."""

SURNAME_LABELS = frozenset({"ruf", "funk", "zimmer", "raum"})
"""Labels that are family names too: behind a given name they name a person."""

QUALIFIERS = frozenset(
    """privat private dienstlich geschäftlich büro zentrale zuhause mobil pfarrbüro sekretariat direkt vormittags
    nachmittags abends tagsüber notfall notfälle rathaus nr nummer gebührenfrei kostenfrei kostenlos""".split()
)
"""Words that may stand between a phone label and its number and belong to the label."""

ICONS: tuple[tuple[str, str], ...] = (
    ("fax", "Fax"),
    ("print", "Fax"),
    ("printer", "Fax"),
    ("mobile", "Mobil"),
    ("mobil", "Mobil"),
    ("handy", "Mobil"),
    ("smartphone", "Mobil"),
    ("whatsapp", "WhatsApp"),
    ("phone", "Telefon"),
    ("telefon", "Telefon"),
    ("telephone", "Telefon"),
    ("tel", "Telefon"),
    ("call", "Telefon"),
    ("earphone", "Telefon"),
    ("envelope", "E-Mail"),
    ("mail", "E-Mail"),
    ("email", "E-Mail"),
    ("at", "E-Mail"),
    ("clock", "Öffnungszeiten"),
    ("globe", "Internet"),
)
"""Words inside the class of an icon, in the order they are tried, and the label they stand for."""

GENERIC_LINK_WORDS = frozenset(
    """e-mail email mail e mails nachricht kontakt kontaktformular schreiben senden verfassen anzeigen adresse
    öffnen an kontaktieren klicken hier per als eine neue ein zur zum jetzt direkt schicken sie uns mir ihnen
    bitte via link mail-adresse e-mail-adresse kontaktaufnahme aufnehmen kontakt mich anschreiben send write
    contact us me ihre unsere protected geschützt telefonnummer nummer telefon einblenden ausblenden vcard
    visitenkarte herunterladen speichern drucken download details profil mehr anrufen weiterlesen weitere
    informationen karte stadtplan route lageplan foto bild website webseite homepage schließen zeigen link
    externer office opening öffnet neuem fenster zur person des der die das alle anfrage""".split()
)
"""A mail link whose text has only such words says nothing but «write a mail»."""
