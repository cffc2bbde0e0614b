"""Words by which a mailbox shows that it is nobody's own, and domains where everybody may have one."""

FUNCTION_WORDS: frozenset[str] = frozenset(
    (
        "abteilung ag ak allgemein amt anfrage anfragen anmeldung arbeitskreis asyl auskunft ausbildung beratung "
        "beratungsstelle bewerbung bibliothek bildung buchhaltung buergerbuero buergeramt buergermeister buergerservice "
        "buero dekanat dialog edv ehrenamt einkauf empfang engagement fachbereich fachstelle familie familien "
        "feedback finanzen fluechtlinge foerderverein frauen freiwillige freundeskreis gemeinde gemeindebuero "
        "geschaeftsstelle gesundheit gleichstellung hallo hello hausmeister helpdesk hilfe hotline info infos information "
        "informationen integration it jobs jugend jugendamt jugendhaus kanzlei kasse kindergarten kirche kita kontakt "
        "contact koordination kultur kundenservice landratsamt leitung mail marketing migration mitglieder "
        "netzwerk newsletter noreply no-reply office ordnungsamt organisation pfarramt pfarrbuero personal personalamt "
        "post poststelle postfach postmaster praxis presse pressestelle projekt rathaus rechnung redaktion reception "
        "sachspenden sales schulamt schule schulleitung sekretariat senioren service sozialamt sozialberatung "
        "sozialdienst soziales spenden sprachkurse stadt stadtverwaltung standesamt stelle support team telefonzentrale "
        "treff treffpunkt umwelt unterkunft veranstaltungen verein verkauf vertrieb verwaltung vhs volkshochschule "
        "vorstand vorzimmer webmaster welcome werkstatt wohnen zentrale zentrum"
    ).split()
)

FREE_DOMAINS: frozenset[str] = frozenset(
    (
        "aol.com aol.de arcor.de email.de freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.info gmx.net "
        "googlemail.com hotmail.com hotmail.de icloud.com live.com live.de mac.com mail.de mail.ru mailbox.org me.com "
        "msn.com online.de outlook.com outlook.de posteo.de posteo.net proton.me protonmail.com t-online.de ukr.net "
        "vodafone.de web.de yahoo.com yahoo.de ymail.com yandex.ru kabelbw.de unitybox.de freemail.example webmail.example "
        "post.example mail.example"
    ).split()
)
