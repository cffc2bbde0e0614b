"""Processes that die in the middle of a delivery."""

import os
import signal
from contextlib import contextmanager

STEPS = ("open", "write", "replace", "rename", "link", "unlink", "mkdir", "rmdir", "fsync", "fchmod")
"""The calls that change a disk; pathlib's go through os as well."""


@contextmanager
def killed_at(step):
    """From the n-th of these calls on this process is dead, as if the power had gone."""
    count = 0

    def counted(real):
        def call(*args, **kwargs):
            nonlocal count
            count += 1
            if count == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **kwargs)

        return call

    originals = {name: getattr(os, name) for name in STEPS}
    for name, real in originals.items():
        setattr(os, name, counted(real))
    try:
        yield
    finally:
        for name, real in originals.items():
            setattr(os, name, real)


def in_a_child(work):
    """Run it in a process of its own; the exit status, negative for a signal."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
