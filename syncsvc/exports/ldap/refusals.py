"""What staff are told of an entry that a directory does not take."""

from ldap3.core.results import RESULT_CODES

from syncsvc.formats.ldap.messages import Reply
from syncsvc.model.issue import Issue, Severity

_HINTS = {
    16: "somebody changed the entry at the same time; the next run tries again",
    17: "the server lacks an attribute; look at its schema",
    20: "the server holds two of the values for one",
    21: "the server takes a narrower alphabet than the standard",
    50: "the sign-in has no right to change this entry",
    53: "the server does not want this change; its log says why",
    65: "the server's schema does not allow a value; look at the setting «auxiliary»",
    66: "something that is not ours stands below the entry; move it away",
    80: "a full database is the common reason (raise maxsize); else the server's log says why",
    68: "an entry that is not ours has this name; remove it, or say adopt = true",
}


def refusal(export: str, key: str, reply: Reply) -> Issue:
    """The server's word on one entry; its own explanation may hold values and is kept apart."""
    said = RESULT_CODES.get(reply.code, "unknown")
    return _issue(export, key, "ldap-refused", f"the LDAP server refuses the entry: {said} ({reply.code})", reply)


def foreign(export: str, key: str) -> Issue:
    """The entry's place is taken."""
    return _issue(export, key, "ldap-foreign", "an entry that is not ours has this name", Reply(0, 0, 68))


def _issue(export: str, key: str, code: str, message: str, reply: Reply) -> Issue:
    return Issue(
        stage="deliver",
        code=code,
        message=message,
        source=export,
        key=key,
        value=reply.diagnostic,
        hint=_HINTS.get(reply.code, "look at the server's log"),
        severity=Severity.ERROR,
    )
