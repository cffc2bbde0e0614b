"""A private 389 Directory Server on loopback for tests: own folder, free port, no systemd, as any user."""

import contextlib
import getpass
import hashlib
import shutil
import socket
import subprocess
import time
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from tests.servers.slapd import DIE_WITH_PARENT, free_port

NS_SLAPD = shutil.which("ns-slapd", path="/usr/sbin:/usr/bin") or "ns-slapd"
TEMPLATE = Path("/usr/share/dirsrv/data/template-dse.ldif")
SCHEMA = Path("/etc/dirsrv/schema")
_BACKEND = """dn: cn=userroot,cn=ldbm database,cn=plugins,cn=config
objectClass: extensibleObject
objectClass: nsBackendInstance
nsslapd-suffix: {suffix}

dn: cn="{suffix}",cn=mapping tree,cn=config
objectClass: extensibleObject
objectClass: nsMappingTree
nsslapd-state: backend
nsslapd-backend: userroot

dn: {suffix}
objectClass: domain
dc: musterstadt
"""


@dataclass
class Dirsrv:
    """A running server with an empty suffix; ``stop`` ends it."""

    folder: Path
    suffix: str = "dc=musterstadt,dc=example"
    password: str = "just-for-tests"
    admin: str = "cn=Directory Manager"
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.port = free_port()
        for name in ("schema", "db", "log", "run", "lock", "tmp", "ldif", "bak", "instance"):
            (self.folder / name).mkdir(parents=True)
        for name in ("certmap.conf", "slapd-collations.conf"):
            shutil.copy(Path("/etc/dirsrv/config") / name, self.folder)
        (self.folder / "schema" / "99user.ldif").write_text("dn: cn=schema\nobjectClass: top\ncn: schema\n")
        (self.folder / "dse.ldif").write_text(self._configuration(), encoding="utf-8")

    @property
    def url(self) -> str:
        return f"ldap://127.0.0.1:{self.port}"

    def _configuration(self) -> str:
        folders = {
            f"{name}_dir": self.folder / name for name in ("schema", "db", "log", "run", "lock", "tmp", "ldif", "bak")
        }
        values = folders | {
            "db_home_dir": self.folder / "db",
            "config_dir": self.folder,
            "cert_dir": self.folder,
            "inst_dir": self.folder / "instance",
            "db_lib": "mdb",
            "ds_port": self.port,
            "ds_user": getpass.getuser(),
            "ds_suffix": self.suffix,
            "ds_passwd": _hashed(self.password),
            "rootdn": self.admin,
            "fqdn": "localhost",
            "ldapi": self.folder / "run" / "ldapi",
            "ldapi_enabled": "off",
            "ldapi_autobind": "off",
        }
        text = TEMPLATE.read_text(encoding="utf-8")
        for name, value in values.items():
            text = text.replace(f"%{name}%", str(value))
        return text.replace("nsslapd-port:", "nsslapd-listenhost: 127.0.0.1\nnsslapd-port:", 1)

    def start(self) -> "Dirsrv":
        command = [NS_SLAPD, "-D", str(self.folder), "-i", str(self.folder / "run" / "pid"), "-d", "0"]
        self.process = subprocess.Popen(
            [*DIE_WITH_PARENT, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(3000):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                done = self.client("ldapmodify", "-a", stdin=_BACKEND.format(suffix=self.suffix).encode())
                assert done.returncode == 0, done.stderr
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.01)
        raise RuntimeError(f"389-ds did not start: {(self.folder / 'log' / 'errors').read_text()[-500:]}")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    def client(self, name: str, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run ldapsearch, ldapmodify and the like, bound as the administrator."""
        command = [name, "-x", "-H", self.url, "-D", self.admin, "-w", self.password, *arguments]
        return subprocess.run(command, input=stdin, capture_output=True, check=False, timeout=120)


def _hashed(password: str) -> str:
    salt = b"of-a-test"
    return "{SSHA512}" + b64encode(hashlib.sha512(password.encode() + salt).digest() + salt).decode()
