"""The record of processing activities (Art. 30 GDPR), from the live configuration."""

from typing import Any

from syncsvc.config import Config
from syncsvc.model.audience import Audience

_TLS = "Zugang über das Netz nur mit Verschlüsselung; nicht öffentliche Angaben nur nach Anmeldung."
MEASURES = (
    "Jeder Wert trägt eine Sichtbarkeit (öffentlich, Partner, intern); keine Ausgabe enthält Werte über ihrer Stufe.",
    "Löschung auf einen Befehl aus Bestand, Verlauf, Ausgaben und deren früheren Fassungen.",
    "Sperrliste aus Prüfsummen mit geheimem Schlüssel (HMAC-SHA-256) gegen die Wiederkehr Gelöschter.",
    "Protokoll aller Eingriffe mit verketteten Prüfsummen, ohne Inhalte.",
    "Betriebsprotokolle ohne personenbezogene Daten.",
    "Löschfristen für Verlauf, Läufe, Protokoll und Kopien, täglich durchgesetzt.",
    "Kennwörter werden nur als Argon2-Prüfsummen gehalten.",
    "Datensicherung und Wiederherstellung; Gelöschte bleiben auch danach gelöscht.",
)
"""What the program does by itself, for Art. 32."""


def processing(config: Config) -> dict[str, Any]:
    """The record in plain data; ``gaps`` names what the configuration does not say yet."""
    told = config.privacy
    sources = [_source(config, one) for one in config.sources]
    exports = [
        {
            "name": one.name,
            "kind": one.kind,
            "audience": one.audience.word,
            "recipients": told.recipients.get(one.name, ""),
            "where": getattr(one, "location", "") or getattr(one, "url", ""),
            "enabled": one.enabled,
        }
        for one in config.exports
    ]
    record = {
        "title": config.service.title,
        "controller": told.controller,
        "officer": told.officer,
        "authority": told.authority,
        "purpose": told.purpose,
        "legal_basis": told.legal_basis,
        "sources": sources,
        "exports": exports,
        "served": _served(config),
        "retention": {name: f"{period.days}d" for name, period in config.retention.model_dump().items()},
        "measures": [*MEASURES, *(() if config.warnings() else (_TLS,)), *told.measures],
    }
    return record | {"gaps": _gaps(record)}


def _source(config: Config, one: Any) -> dict[str, Any]:
    legal = config.privacy.sources.get(one.name)
    marks = {key: mark.word for key, mark in one.visibility.items()}
    return {
        "name": one.name,
        "title": one.title or one.name,
        "kind": one.kind,
        "organisation": one.organisation,
        "class": one.contact_class.value,
        "regime": legal.regime if legal else "dsgvo",
        "legal_basis": (legal.legal_basis if legal else "") or config.privacy.legal_basis,
        "contact": legal.contact if legal else "",
        "visibility": {"default": Audience.PUBLIC.word, **marks},
        "grace": f"{one.grace.days}d",
    }


def _served(config: Config) -> list[dict[str, str]]:
    served = []
    if config.web is not None:
        served.append({"what": "web", "listen": config.web.listen, "anonymous": "public"})
    if (directory := config.directory) is not None:
        anonymous = directory.audience.word if directory.anonymous else ""
        served.append({
            "what": "ldap", "listen": directory.listen, "anonymous": anonymous,
            "signed_in": directory.member_audience.word,
        })  # fmt: skip
    return served


def _gaps(record: dict[str, Any]) -> list[str]:
    gaps = [f"privacy.{name}" for name in ("controller", "officer", "authority", "purpose") if not record[name]]
    gaps += [f"privacy.sources.{one['name']}.legal_basis" for one in record["sources"] if not one["legal_basis"]]
    return gaps + [f"privacy.recipients.{one['name']}" for one in record["exports"] if not one["recipients"]]
