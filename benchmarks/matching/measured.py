"""Run a module and print the most memory it held, in KiB: ``python -m benchmarks.matching.measured MODULE ARGUMENT …``.

It asks of itself what its own memory came to. What the system tells a parent of a child that ended is never less than
what the parent held when it started the child.
"""

import re
import runpy
import sys
from pathlib import Path


def main() -> None:
    _, module, *arguments = sys.argv
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
    found = re.search(r"^VmHWM:\s*(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert found, "the system does not tell"
    print(found[1])


if __name__ == "__main__":
    main()
