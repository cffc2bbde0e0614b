"""Errors, sorted by what the run does about them.

SyncError                  raised on purpose; carries .hint for the operator
├── ConfigError            nothing runs                                   exit 2
├── RecordError            that record is set aside as an issue
├── SourceError            that source keeps its last good records        exit 3
│   ├── SourceUnavailable  (after retries)
│   └── SourceRejected     (credentials, rights, changed format)
│       └── SourceIncomplete   (an answer that is only a part)
├── TargetError            that target stays as it is, others go on       exit 3
├── SafetyStop             something is held for a person                 exit 4
└── StoreError             the run stops                                  exit 5

Messages say what, where and what to do, and never hold personal data or secrets.
"""


class SyncError(Exception):
    """Something went wrong that an operator can do something about."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class ConfigError(SyncError):
    """The configuration cannot be used; nothing runs."""

    exit_code = 2


class RecordError(SyncError):
    """One record cannot be used; it is set aside as an issue and the rest goes on."""

    def __init__(self, message: str, *, code: str, field: str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.field = field


class SourceError(SyncError):
    """A source could not be read completely; its last good records stay."""

    exit_code = 3


class SourceUnavailable(SourceError):
    """The source did not answer, after retries."""


class SourceRejected(SourceError):
    """The source answered, but not with what was expected: credentials, rights, format."""


class SourceIncomplete(SourceRejected):
    """The source gave only a part of its records, so none of them count."""


class TargetError(SyncError):
    """A target could not be brought up to date; it stays as it was."""

    exit_code = 3


class SafetyStop(SyncError):
    """A change was held for a person to approve."""

    exit_code = 4


class StoreError(SyncError):
    """The store failed; the run stops."""

    exit_code = 5
