"""Words by which a mailbox shows that it is nobody's own, and domains where everybody may have one."""

from syncsvc.lexicon.wordlist import word_set

FUNCTION_WORDS: frozenset[str] = word_set(
    """abteilung ag ak allgemein amt anfrage anfragen anmeldung arbeitskreis asyl ausbildung auskunft beratung
    beratungsstelle bewerbung bibliothek bildung buchhaltung buergeramt buergerbuero buergermeister buergerservice
    buero contact dekanat dialog edv ehrenamt einkauf empfang engagement fachbereich fachstelle familie familien
    feedback finanzen fluechtlinge foerderverein frauen freiwillige freundeskreis gemeinde gemeindebuero
    geschaeftsstelle gesundheit gleichstellung hallo hausmeister hello helpdesk hilfe hotline info information
    informationen infos integration it jobs jugend jugendamt jugendhaus kanzlei kasse kindergarten kirche kita
    kontakt koordination kultur kundenservice landratsamt leitung mail marketing migration mitglieder netzwerk
    newsletter no-reply noreply office ordnungsamt organisation personal personalamt pfarramt pfarrbuero post
    postfach postmaster poststelle praxis presse pressestelle projekt rathaus reception rechnung redaktion
    sachspenden sales schulamt schule schulleitung sekretariat senioren service sozialamt sozialberatung
    sozialdienst soziales spenden sprachkurse stadt stadtverwaltung standesamt stelle support team telefonzentrale
    treff treffpunkt umwelt unterkunft veranstaltungen verein verkauf vertrieb verwaltung vhs volkshochschule
    vorstand vorzimmer webmaster welcome werkstatt wohnen zentrale zentrum"""
)

FREE_DOMAINS: frozenset[str] = word_set(
    """aol.com aol.de arcor.de email.de freemail.example freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.info
    gmx.net googlemail.com hotmail.com hotmail.de icloud.com kabelbw.de live.com live.de mac.com mail.de
    mail.example mail.ru mailbox.org me.com msn.com online.de outlook.com outlook.de post.example posteo.de
    posteo.net proton.me protonmail.com t-online.de ukr.net unitybox.de vodafone.de web.de webmail.example
    yahoo.com yahoo.de yandex.ru ymail.com"""
)
