"""Run every test; where a server is missing and may not be installed, leave its tests out and say so."""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from servers import NEEDS, missing


def main() -> int:
    """Run pytest with what this machine offers; in CI nothing is left out."""
    absent = [] if os.environ.get("CI") else missing()
    selection = ["-m", " and ".join(f"not {mark}" for mark in absent)] if absent else []
    # In CI the order is fixed, so that what fails there fails everywhere; elsewhere it changes with every run.
    order = ["-p", "no:randomly"] if os.environ.get("CI") else []
    workers = str(min(4, os.cpu_count() or 1))
    code = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", workers, "--dist", "loadfile", *order, *selection, *sys.argv[1:]],
        cwd=Path(__file__).resolve().parent.parent,
        check=False,
    ).returncode
    for mark in absent:
        print(f"Left out: the tests marked «{mark}»; they need the Debian packages {', '.join(NEEDS[mark][1])}.")
    return code


if __name__ == "__main__":
    sys.exit(main())
