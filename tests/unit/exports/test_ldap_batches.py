"""What a server's odd answers are taken for: one entry that it does not want, or a server that takes nothing."""

from dataclasses import dataclass, field

import pytest

from syncsvc.errors import TargetError
from syncsvc.exports.ldap.batches import Batches, Work
from syncsvc.formats.ldap.changes import Delete
from syncsvc.formats.ldap.messages import Reply


@dataclass
class Server:
    """Answers with the code for each name; does what it has no code for."""

    codes: dict[str, int]
    done: list[str] = field(default_factory=list)

    def exchange(self, bodies, *_controls):
        names = [body[2:].decode() for body in bodies]
        self.done += [name for name in names if not self.codes.get(name)]
        return [Reply(0, 0x6B, self.codes.get(name, 0)) for name in names]


def carried_out(server, count):
    works = [Work(f"k{number}", (Delete(f"uid={number}"),)) for number in range(count)]
    batches = Batches([server], works, transactions=False)
    batches.carry_out()
    return batches.outcome


@pytest.mark.parametrize("code", [19, 50, 53, 65, 80])
def test_a_few_entries_the_server_does_not_want_are_left_out_and_the_rest_goes_in(code):
    server = Server({"uid=3": code, "uid=5": code, "uid=9": code})

    outcome = carried_out(server, 20)

    assert [ready.work.key for ready, _ in outcome.refused] == ["k3", "k5", "k9"]
    assert len(outcome.done) == 17


@pytest.mark.parametrize("code", [8, 10, 51, 52])
def test_a_code_that_is_about_the_server_stops_at_once(code):
    with pytest.raises(TargetError, match=f"takes no changes: code {code}"):
        carried_out(Server({"uid=3": code}), 20)


@pytest.mark.parametrize("code", [53, 80])
def test_a_server_that_is_unwilling_time_and_again_takes_nothing(code):
    with pytest.raises(TargetError, match=f"takes no changes: code {code}"):
        carried_out(Server({f"uid={number}": code for number in range(5, 20)}), 20)
