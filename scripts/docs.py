"""Write the generated documents: the reference of settings and of commands, from what the program itself says."""

import sys
import types
import typing
from datetime import timedelta
from enum import Enum
from pathlib import Path

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from syncsvc import config
from syncsvc.cli import admin, ask, decide, explain, run, serve  # noqa: F401 — each adds its commands to the program
from syncsvc.cli.app import app
from syncsvc.model.audience import Audience
from syncsvc.settings import ExportSettings, SourceSettings

ROOT = Path(__file__).resolve().parent.parent
MADE = "<!-- Made by `make docs` from the program itself; do not edit. -->\n"


def kinds(union: object) -> dict[str, type[BaseModel]]:
    """The settings classes of a union of kinds, by kind."""
    found = typing.get_args(typing.get_args(union)[0])
    classes = found or (typing.get_args(union)[0],)
    return dict(sorted((typing.get_args(cls.model_fields["kind"].annotation)[0], cls) for cls in classes))


def configuration() -> str:
    """docs/configuration.md"""
    parts = [
        "# Configuration\n\n",
        MADE,
        "\nOne TOML file, by default `config/syncsvc.toml`; `--config FILE` or `SYNCSVC_CONFIG` names another. Paths are\n"
        "relative to the file. An environment variable `SYNCSVC_SECTION__KEY` outranks the file\n"
        "(`SYNCSVC_STORE__URL`; `SYNCSVC_SOURCES__STADT__LOCATION` for the source called stadt). Secrets stand in\n"
        "the environment (`…_env` names the variable) or in a file (`…_file`), never in the configuration.\n"
        "A mistake is reported with its place; nothing runs until it is mended. `syncsvc check` tries every connection.\n",
    ]
    for name, field in config.Config.model_fields.items():
        if name not in ("sources", "exports"):
            cls = next(arg for arg in (field.annotation, *typing.get_args(field.annotation)) if _is_settings(arg))
            parts += [f"\n## `[{name}]`\n\n{_doc(cls)}\n\n", table(cls)]
    shared = (("sources", SourceSettings, config.AnySource), ("exports", ExportSettings, config.AnyExport))
    for section, base, union in shared:
        parts += [f"\n## `[[{section}]]`\n\n{_doc(base)}\n\n", table(base)]
        for kind, cls in kinds(union).items():
            parts += [
                f'\n### kind = "{kind}"\n\nSee [{section}/{kind}.md]({section}/{kind}.md).\n\n',
                table(cls, without={*base.model_fields, "kind"}),
            ]
    return "".join(parts)


def _is_settings(cls: object) -> bool:
    return isinstance(cls, type) and issubclass(cls, BaseModel)


def table(cls: type[BaseModel], without: typing.Collection[str] = ()) -> str:
    """The settings of a class as a table."""
    rows = [
        f"| `{name}` | {_type(field.annotation)} | {_default(field)} | {_one_line(field.description or '')} |\n"
        for name, field in cls.model_fields.items()
        if name not in without
    ]
    return "| setting | type | default | meaning |\n| --- | --- | --- | --- |\n" + "".join(rows)


def _doc(cls: type[BaseModel]) -> str:
    return _one_line(cls.__doc__ or "")


def _one_line(text: str) -> str:
    return " ".join(text.replace("``", "`").replace("|", "\\|").split())


def _type(annotation: object) -> str:
    names = {str: "text", int: "number", float: "number", bool: "true or false", timedelta: "duration"}
    names |= {type(None): "nothing", Audience: "public, partner or internal"}
    if isinstance(annotation, type) and annotation in names:
        return names[annotation]
    arguments = typing.get_args(annotation)
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _type(arguments[0])
    if origin in (typing.Union, types.UnionType):
        return " or ".join(dict.fromkeys(_type(one) for one in arguments if one is not type(None)))
    if origin is typing.Literal:
        return ", ".join(f'`"{one}"`' for one in arguments)
    if origin in (tuple, list, frozenset, set):
        return f"list of {_type(arguments[0])}"
    if origin is dict:
        return f"table of {_type(arguments[1])}"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return ", ".join(f'`"{one.value}"`' for one in annotation)
    if _is_settings(annotation):
        fields = ", ".join(f"`{name}`" for name in typing.cast("type[BaseModel]", annotation).model_fields)
        return f"table: {fields}"
    return "text"


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    if value is PydanticUndefined:
        return "required"
    if value is None or value in ("", (), {}) or isinstance(value, BaseModel):
        return ""
    if isinstance(value, timedelta):
        return f"`{_duration(value)}`"
    if isinstance(value, Audience):
        return f"`{value.word}`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return "`" + ", ".join(str(getattr(one, "value", one)) for one in value) + "`"
    return f"`{getattr(value, 'value', value)}`"


def _duration(value: timedelta) -> str:
    seconds = int(value.total_seconds())
    for unit, size in (("w", 604_800), ("d", 86_400), ("h", 3600), ("m", 60)):
        if seconds % size == 0 and seconds:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def commands() -> str:
    """docs/commands.md"""
    group = typer.main.get_command(app)
    parts = [
        "# Commands\n\n",
        MADE,
        "\n`syncsvc [--config FILE] COMMAND`. Every command that prints facts has `--json`.\n\n"
        "| exit code | meaning |\n| --- | --- |\n| 0 | all well |\n| 1 | a bug |\n"
        "| 2 | the configuration, or what was typed |\n"
        "| 3 | some source or target failed; the rest is done |\n| 4 | something is held for a person |\n"
        "| 5 | the store failed |\n",
    ]
    for name, command in sorted(group.commands.items()):
        if not command.hidden:
            parts.append(f"\n## `{name}`\n\n{_one_line(command.help or '')}\n\n{_usage(name, command)}")
            subcommands = getattr(command, "commands", {})
            for inner, one in sorted(subcommands.items()):
                parts.append(
                    f"\n### `{name} {inner}`\n\n{_one_line(one.help or '')}\n\n{_usage(f'{name} {inner}', one)}"
                )
    return "".join(parts)


def _usage(name: str, command: typing.Any) -> str:
    words, lines = [name], []
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            word = (parameter.metavar or parameter.name.upper()).strip("[]")
            words.append(word if parameter.required else f"[{word}]")
            lines.append(f"- `{word}`: {_one_line(parameter.help or '')}\n")
        elif parameter.name != "help":
            lines.append(f"- `{', '.join(parameter.opts)}`: {_one_line(parameter.help or '')}\n")
    return f"```\nsyncsvc {' '.join(words)}\n```\n\n" + "".join(lines)


DOCUMENTS = {"docs/configuration.md": configuration, "docs/commands.md": commands}


def main() -> int:
    """Write every generated document."""
    for path, write in DOCUMENTS.items():
        (ROOT / path).write_text(write(), encoding="utf-8")
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
