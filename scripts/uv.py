"""Find uv or fetch it, and print its path: the one thing ``make`` needs that a fresh machine lacks.

Order: uv on the PATH, the copy fetched earlier, the wheel that ``uv.lock`` names (checked against the lock's SHA-256).
Needs nothing but Python 3.11's standard library: neither pip nor venv, nor rights beyond this folder.
"""

import hashlib
import io
import os
import platform
import shutil
import ssl
import sys
import tomllib
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"


def main() -> int:
    """Print the path of a uv that runs."""
    found = shutil.which("uv") or (str(TOOLS / "uv") if (TOOLS / "uv").exists() else None)
    if found is None:
        try:
            found = str(fetched())
        except (urllib.error.URLError, ValueError, OSError) as error:
            print(f"uv is not here and could not be fetched: {error}", file=sys.stderr)
            print("Install uv (pip install uv) or name a proxy in HTTPS_PROXY, then run make again.", file=sys.stderr)
            return 1
    print(found)
    return 0


def fetched() -> Path:
    """Download the locked wheel, check it, and unpack the program."""
    wheel = locked_wheel()
    print("Fetching uv …", file=sys.stderr)
    content = download(wheel["url"])
    if f"sha256:{hashlib.sha256(content).hexdigest()}" != wheel["hash"]:
        raise ValueError("the download does not have the hash that uv.lock names")
    TOOLS.mkdir(exist_ok=True)
    program = TOOLS / "uv"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        member = next(name for name in archive.namelist() if name.endswith("/scripts/uv"))
        half = program.with_suffix(".part")
        half.write_bytes(archive.read(member))
    half.chmod(0o755)
    half.replace(program)
    return program


def download(url: str) -> bytes:
    """The bytes behind a URL. A machine without certificates still gets them: the hash in the lock is the proof."""
    try:
        with urllib.request.urlopen(url, timeout=120, context=trust()) as answer:
            return answer.read()
    except urllib.error.URLError as error:
        if not isinstance(error.reason, ssl.SSLCertVerificationError):
            raise
    unverified = ssl.create_default_context()
    unverified.check_hostname = False
    unverified.verify_mode = ssl.CERT_NONE
    with urllib.request.urlopen(url, timeout=120, context=unverified) as answer:
        return answer.read()


def locked_wheel() -> dict[str, str]:
    """The wheel of uv that uv.lock names for this machine."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    package = next(item for item in lock["package"] if item["name"] == "uv")
    machine = {"arm64": "aarch64", "amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    libc = "musl" if not platform.libc_ver()[0] else "manylinux"
    for wheel in package["wheels"]:
        name = wheel["url"].rsplit("/", 1)[1]
        if libc in name and name.endswith(f"{machine}.whl"):
            return wheel
    raise ValueError(f"uv.lock names no uv for {machine} ({libc})")


def trust() -> ssl.SSLContext:
    """The system's certificates, and those of a CA bundle that the environment names for other programs."""
    context = ssl.create_default_context()
    for variable in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_CERT"):
        if (bundle := os.environ.get(variable)) and Path(bundle).exists():
            context.load_verify_locations(bundle)
    return context


if __name__ == "__main__":
    sys.exit(main())
