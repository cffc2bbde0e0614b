"""Organisations by other names, and words of an organisation's name that tell nothing apart.

Each line of ``ALIASES`` holds phrases that stand for the same; the first is the canonical one. Spelling: lower case, ä
as ae, ß as ss. What distinguishes one such body from another is the rest of its name, mostly the place.
"""

ALIASES: tuple[tuple[str, ...], ...] = (
    ("diakonie", "kreisdiakonieverband", "kdv", "diakonisches werk", "diakonieverband", "dw"),
    ("caritas", "caritasverband", "caritas zentrum", "caritaszentrum", "cv"),
    ("awo", "arbeiterwohlfahrt", "awo kreisverband"),
    ("drk", "deutsches rotes kreuz", "rotes kreuz", "drk kreisverband"),
    ("asb", "arbeiter samariter bund", "samariterbund"),
    ("johanniter", "johanniter unfall hilfe", "juh"),
    ("malteser", "malteser hilfsdienst", "mhd"),
    ("paritaetischer", "paritaetischer wohlfahrtsverband", "der paritaetische", "dpwv", "paritaet"),
    ("landratsamt", "lra", "landkreis", "kreisverwaltung", "kreis", "landkreisverwaltung"),
    ("stadt", "stadtverwaltung", "rathaus", "buergermeisteramt", "magistrat", "magistrat der stadt"),
    ("gemeinde", "gemeindeverwaltung", "buergermeisteramt der gemeinde"),
    ("jobcenter", "job center", "jobzentrum"),
    ("arbeitsagentur", "agentur fuer arbeit", "bundesagentur fuer arbeit", "arbeitsamt"),
    ("vhs", "volkshochschule", "kreisvolkshochschule", "kvhs"),
    ("thw", "technisches hilfswerk", "bundesanstalt technisches hilfswerk"),
    ("bamf", "bundesamt fuer migration und fluechtlinge"),
    ("evangelisch", "ev", "evang", "evangelische", "evangelischer", "evangelisches", "evangelischen"),
    ("katholisch", "kath", "katholische", "katholischer", "katholisches", "katholischen", "roem kath"),
    ("kirchengemeinde", "kgm", "kirchgemeinde", "pfarrgemeinde"),
    ("ihk", "industrie und handelskammer"),
    ("hwk", "handwerkskammer"),
    ("aok", "allgemeine ortskrankenkasse"),
    ("dgb", "deutscher gewerkschaftsbund"),
    ("tv", "turnverein"),
    ("sv", "sportverein"),
    ("tsv", "turn und sportverein"),
    ("fc", "fussballclub", "fussball club"),
    ("arbeitskreis", "ak", "freundeskreis"),
    ("krankenhaus", "klinikum", "kliniken", "klinik", "kh"),
    ("polizei", "polizeirevier", "polizeiposten", "polizeipraesidium"),
    ("universitaet", "uni", "university"),
    ("hochschule", "fachhochschule", "fh"),
    ("sankt", "st"),
    ("school", "sch"),
    ("center", "centre", "ctr", "cntr", "zentrum"),
    ("community", "comm"),
    ("association", "assn", "assoc"),
    ("department", "dept"),
    ("saint", "st"),
    ("international", "intl"),
    ("brothers", "bros"),
    ("manufacturing", "mfg"),
)

EMPTY_WORDS: frozenset[str] = frozenset(
    (
        "ag aktiengesellschaft b bv co company corp corporation der des den die das dem e ek ev eg eingetragener "
        "fuer gbr gesellschaft ggmbh gmbh haftungsbeschraenkt im in inc incorporated kg kgaa llc limited ltd "
        "mbh ohg plc s sa se sarl srl the ug und v van verein von vom zu zum zur and of for a an am an bei "
        "bhd bvba cjsc jsc kft llp lp nv oao ojsc ooo oy oyj pao partg partgmbb pjsc pte pty spa sprl sro zao"
    ).split()
)
