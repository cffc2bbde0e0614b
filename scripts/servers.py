"""Install the real servers the tests need, where that is allowed; say plainly what is missing where it is not."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NEEDS = {
    "slapd": (("/usr/sbin/slapd",), ("slapd", "ldap-utils")),
    "dirsrv": (("/usr/sbin/ns-slapd",), ("389-ds-base", "ldap-utils")),
    "pythonldap": (("/usr/lib/python3/dist-packages/ldap/__init__.py",), ("python3-ldap",)),
    "syncevolution": (("/usr/bin/syncevolution",), ("syncevolution",)),
    "browser": (("/usr/bin/chromium",), ("chromium",)),
    "postgres": (("/usr/lib/postgresql/*/bin/initdb",), ("postgresql",)),
}
"""Mark of the tests → the programs that must be there, and the Debian packages that bring them."""


def missing() -> list[str]:
    """The marks whose programs are not on this machine."""
    return [mark for mark, (programs, _) in NEEDS.items() if not all(_there(path) for path in programs)]


def _there(pattern: str) -> bool:
    root, _, rest = pattern.partition("/")
    return shutil.which(Path(pattern).name) is not None or any(Path(root or "/").glob(rest))


def install(marks: list[str]) -> None:
    """Install the packages with apt, as root or through sudo without a password."""
    apt = shutil.which("apt-get")
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if apt is None or (
        prefix and (shutil.which("sudo") is None or subprocess.run([*prefix, "true"], check=False).returncode)
    ):
        return
    packages = [package for mark in marks for package in NEEDS[mark][1]]
    print(f"Installing for the tests: {', '.join(packages)}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # The packages' services must not start: the tests run private servers of their own.
    quiet = ["-o", "Dpkg::Use-Pty=0", "-qq"]
    subprocess.run([*prefix, apt, "update", *quiet], env=environment, check=False)
    subprocess.run(
        [*prefix, apt, "install", "-y", "--no-install-recommends", *quiet, *packages],
        env=environment,
        stdout=subprocess.DEVNULL,
        check=False,
    )


if __name__ == "__main__":
    if absent := missing():
        install(absent)
    if (absent := missing()) and os.environ.get("CI"):
        print(f"These servers could not be installed: {', '.join(absent)}", file=sys.stderr)
        sys.exit(1)
