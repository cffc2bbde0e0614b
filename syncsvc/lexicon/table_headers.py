"""Column headings of contact lists, German and English: Outlook, Google, Thunderbird, and plain Excel lists.

Spelling: lower case, ä as ae, ß as ss, every run of other signs one space, without the words that only qualify
(``QUALIFIERS``) and without numbers.
"""

from syncsvc.lexicon.wordlist import line_set, word_set

QUALIFIERS = {
    **dict.fromkeys(
        word_set(
            "geschaeftlich geschaeftl gesch dienstlich dienstl business work beruflich berufl buero arbeit firma "
            "company"
        ),
        "work",
    ),
    **dict.fromkeys(word_set("privat privates private priv home zuhause persoenlich"), "home"),
    **dict.fromkeys(
        word_set("weitere weiteres weiterer andere anderes other sonstige sonstiges secondary zweite sekundaere"),
        "other",
    ),
    **dict.fromkeys(
        word_set("primary main default primaer primaere primaeres haupt value wert adresse address nr nummer number"),
        "",
    ),
}
"""Words that say which of several like columns is meant, and the group they make."""

_HEADERS = {
    "name": """name|name vorname|nachname vorname|vor und nachname|vor und zuname|vorname nachname|
        vorname und nachname|vollstaendiger name|full name|display name|anzeigename|ansprechpartner|
        ansprechpartnerin|ansprechperson|kontaktperson|kontakt|mitarbeiter|mitarbeiterin|name des mitarbeiters|
        person|bezeichnung|file as|ansprechpartner in|mitarbeiter in|namen|cn|displayname|contact|contact name|
        ansprechpartnerinnen|stelleninhaber|stelleninhaberin|sachbearbeiter|sachbearbeiterin|
        sachbearbeiter in|sachbearbeitung|bearbeiter|bearbeiterin|bearbeiter in|ansprechpartner innen|
        mitarbeiter innen|mitarbeitende|mitarbeitender|bedienstete|bediensteter|beschaeftigte|titel name|name titel""",
    "family": "nachname|familienname|zuname|last name|family name|surname|sn|lastname|name nachname",
    "given": "vorname|first name|given name|givenname|forename|forenames|firstname|rufname|vornamen",
    "additional": "weitere vornamen|middle name|additional name|zweiter vorname|2 vorname",
    "salutation": "anrede|salutation|gender|geschlecht|form of address",
    "prefix": """titel|akad titel|akademischer titel|akad grad|akademischer grad|name prefix|namenspraefix|prefix|title|
        grad""",
    "suffix": "suffix|name suffix|namenszusatz|namenssuffix|generational suffix",
    "organisation": """
        organisation|organization|organization name|organisation name|firma|company|behoerde|dienststelle|
        institution|einrichtung|traeger|arbeitgeber|verein|kommune|stadt gemeinde|o|organisation firma|verband|
        dienstherr|company name|firmenname""",
    "unit": """abteilung|fachbereich|fb|amt|sachgebiet|referat|dezernat|department|bereich|organisationseinheit|oe|
        fachdienst|organization department|abt|team|stabsstelle|unterabteilung|ou|departmentnumber|
        amt sachgebiet|einheit|fachgebiet|abteilung amt|amt abteilung|geschaeftsbereich|gruppe sachgebiet""",
    "role": """funktion|position|role|rolle|taetigkeit|job title|jobtitle|organization title|dienststellung|
        amtsbezeichnung|berufsbezeichnung|stellenbezeichnung|stelle|beruf|aufgabe|profession|
        funktionsbezeichnung|dienstbezeichnung|occupation|arbeitstitel|organization job description""",
    "responsibility": """
        zustaendigkeit|zustaendigkeiten|aufgabengebiet|aufgabengebiete|aufgabenbereich|aufgaben|schwerpunkt|
        schwerpunkte|themen|thema|zustaendig fuer|arbeitsgebiet|buchstabe|buchstaben|responsibility|
        arbeitsbereich""",
    "room": """zimmer|raum|zi|zi nr|zimmernr|zimmer nr|zimmernummer|raumnr|raum nr|raumnummer|room|office location|
        buero|office|standort zimmer|roomnumber|zimmer raum""",
    "hours": """sprechzeiten|sprechzeit|sprechstunde|sprechstunden|oeffnungszeiten|erreichbarkeit|buerozeiten|
        arbeitszeit|arbeitszeiten|hours|office hours|servicezeiten""",
    "note": """notiz|notizen|bemerkung|bemerkungen|anmerkung|anmerkungen|hinweis|hinweise|notes|note|kommentar|
        description|info""",
    "group": """kategorie|kategorien|gruppe|gruppen|arbeitskreis|verteiler|labels|categories|group membership|groups|
        group|mailverteiler|arbeitskreise|schlagwoerter|ak""",
    "url": "webseite|website|web|homepage|internet|web page|webpage|url|internetseite|internetadresse|link",
    "birthday": "geburtstag|birthday|geburtsdatum|date of birth",
    "phone": """telefon|tel|telefonnr|telefonnummer|rufnummer|phone|fon|durchwahl|dw|nebenstelle|nst|apparat|app|
        festnetz|telephone|telephonenumber|telefon durchwahl|tel durchwahl|ruf|telefon festnetz|festnetznummer|
        tel nr|phone number|mobil|mobiltelefon|handy|mobile phone|mobile|cell|cell phone|mobilnr|mobilnummer|
        handynummer|diensthandy|handynr|mobil telefon|mobilfunk|telefon mobil|tel mobil|
        mobil tel|mobiltelefonnummer|mobilfunknummer|telefonnummern|rufnummern|
        handynummern|fax|telefax|faxnummer|
        faxnr|fax number|pager|telefaxnummer|facsimiletelephonenumber|haupttelefon|company main phone|
        main phone|phone main|autotelefon|car phone|assistant s phone|telefon assistent|rueckmeldung|callback|
        isdn|zentrale|telefonzentrale|vermittlung|telefon zentrale|kurzwahl|hotline|telefon fax|tel fax|
        telefon mobiltelefon|nummer|other phone|home fax|business fax|fax dienst|fon dienst|diensttelefon|
        dienst handy|diensthandynummer|telefon dienst|tel dienst|telefonanschluss""",
    "email": """e mail|email|mail|emailadresse|e mail adresse|mailadresse|mailaddress|email address|e mail address|
        elektronische post|mail adresse|email adresse|e mailadresse|mails|e mails|emails""",
    "address": """anschrift|adresse|dienstadresse|dienstanschrift|postanschrift|postadresse|address|formatted|
        hausanschrift|besucheradresse|besucheranschrift|dienstsitz|address formatted""",
    "street": """strasse|str|street|strasse hausnummer|strasse hausnr|strasse haus|streetaddress|strasse und hausnummer|
        dienststrasse""",
    "house": "hausnummer|hausnr|haus",
    "postal_code": "plz|postleitzahl|postal code|zip|zipcode|zip code|postcode|postalcode",
    "city": "ort|stadt|wohnort|city|town|l|ortschaft|dienstort",
    "place": "plz ort|postleitzahl ort|plz und ort|plz stadt|plz wohnort",
    "country": "land|country|land region|country region|staat",
    "publish": """veroeffentlichen|veroeffentlichung|freigabe|sichtbarkeit|publish|oeffentlich|public|visibility|
        freigegeben|veroeffentlicht|internet freigabe|auf webseite|auf website|website ja nein|im internet|
        veroeffentlichen ja nein|darf veroeffentlicht werden""",
    "secret": "sensitivity|vertraulichkeit|vertraulich|privat|private|sperrvermerk|auskunftssperre",
    "class": """ehrenamt hauptamt|haupt ehrenamt|haupt und ehrenamt|hauptamt ehrenamt|beschaeftigungsart|personenkreis|
        ehrenamtlich|status ehrenamt""",
    "consent": """
        einwilligung|zustimmung|consent|einwilligung am|einwilligung vom|einverstaendnis|datenschutzerklaerung""",
    "kind": "kontaktart|art des kontakts|kind|kontakttyp|eintragsart",
    "id": """id|personalnummer|personalnr|personal|pers|pers nr|personal nr|kennung|uid|mitarbeiternummer|user id|
        benutzername|kundennummer|employee id|employeenumber|mitgliedsnummer|samaccountname|objectguid|
        kontakt id|datensatz id|government id|organisations id|account""",
    "areacode": "vorwahl|ortsvorwahl",
    "": """lfd|lfd nr|laufende|nr|geburtsname|nickname|spitzname|phonetic first name|phonetic middle name|
        phonetic last name|foto|photo|bild|unterschrift|e mail typ|e mail anzeigename|
        e mail angezeigter name|e mail display name|
        e mail type|typ|prioritaet|priority|initialen|initials|yomi name|yomi given name|vertraulich stufe|
        bundesland kanton|state|bundesland|region|postfach|po box|extended address|postal code extension|
        abrechnungsinformation|billing information|entfernung|mileage|sprache|language|jahrestag|anniversary|
        hobby|hobbys|kinder|children|partner|spouse|ehegatte partner|benutzer|user""",
}
HEADERS: dict[str, str] = {heading: field for field, headings in _HEADERS.items() for heading in line_set(headings)}
"""Heading → field; ``house``, ``place``, ``secret`` and ``areacode`` are turned into fields of the vocabulary with
their neighbours; an empty field is known and of no use here."""

PUBLISHING = ("veroeffentlich", "publizier", "publish", "freigegeben", "freigabe", "oeffentlich", "internetfreigabe")
"""How a word begins that makes a heading one on visibility."""

CONSENTING = ("einwillig", "einverstand", "einverstaendnis", "zustimm")
"""How a word begins that makes a heading one on consent."""

HIDING = word_set(
    "nicht kein keine not intern interner internal vertraulich gesperrt geheim sperrvermerk auskunftssperre"
)
"""Words that turn such a heading round: «ja» hides."""

LABELLED = word_set("phone email")
"""Fields whose heading is the label."""

GROUPED = word_set("address street house postal_code city place country")
"""Fields that belong together by the words that qualify their heading."""

SUMS = word_set("summe gesamt gesamtsumme anzahl total sum insgesamt zwischensumme count gesamtzahl")
"""How a row begins that counts the others."""

FOOTERS = word_set(
    "stand quelle legende hinweis bearbeitet erstellt druckdatum seite source page aktualisiert ausgedruckt"
)
"""How a line begins that is about the list."""
