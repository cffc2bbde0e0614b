"""The program as people run it: a process, its output, its exit code."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


# Compiled modules are kept between the many short processes.
_ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"} | {"NO_COLOR": "1"}


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


def run(config: Path, *words: str, expect: int | None = 0, **environment: str) -> Answer:
    """Run one command on a configuration."""
    done = subprocess.run(
        [sys.executable, "-m", "syncsvc", "--config", str(config), *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=ROOT,
        env={**_ENVIRONMENT, **environment},
    )
    answer = Answer(done.returncode, done.stdout, done.stderr)
    assert expect is None or answer.code == expect, f"{words} ended with {answer.code}\n{answer.out}\n{answer.err}"
    assert "Traceback" not in answer.err, answer.err
    return answer
