"""A private slapd on loopback for tests and benchmarks: own folder, free ports, plain and TLS, as any user."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import syncsvc.exports.ldap as target

SLAPD = shutil.which("slapd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin:/usr/libexec") or "slapd"
SCHEMAS = Path("/etc/ldap/schema")
OWN_SCHEMA = Path(target.__file__).parent / "schema" / "syncsvc.schema"
DIE_WITH_PARENT = ("setpriv", "--pdeathsig", "TERM") if shutil.which("setpriv") else ()
"""A test run that is killed leaves no server behind."""
AUTOCOMPLETE = """index objectClass,entryCSN,entryUUID,uid,seeAlso eq
index cn,sn,givenName,mail,telephoneNumber eq,pres,sub"""
"""The least that answers mail clients and desk phones quickly."""
INDEXES = """index objectClass,entryCSN,entryUUID,uid,seeAlso eq
index cn,sn,givenName,displayName,mail,o,ou,telephoneNumber,mobile eq,pres,sub
index title,description,roomNumber,pager,homePhone,l,street eq,sub"""


@dataclass(frozen=True)
class Identity:
    """A certificate for localhost, and the authority that signed it."""

    ca: Path
    certificate: Path
    key: Path


@dataclass
class Slapd:
    """A running server; ``stop`` ends it, ``start`` starts it again over the same database."""

    folder: Path
    suffix: str = "dc=musterstadt,dc=example"
    password: str = "just-for-tests"
    own_schema: bool = False
    overlays: str = "moduleload syncprov"
    database: str = "overlay syncprov"
    options: str = ""
    limits: str = ""
    durable: bool = False
    certified: str = ""
    """The one name in the certificate; those of this machine if left out."""
    indexes: str = INDEXES
    access: str = "access to * by * read"
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.port, self.tls_port = free_port(), free_port()
        self.identity = make_identity(self.folder, self.certified)
        (self.folder / "db").mkdir(parents=True, exist_ok=True)
        self.conf.write_text(self._configuration(), encoding="utf-8")

    @property
    def conf(self) -> Path:
        return self.folder / "slapd.conf"

    @property
    def admin(self) -> str:
        return f"cn=sync,{self.suffix}"

    @property
    def url(self) -> str:
        return f"ldap://127.0.0.1:{self.port}"

    @property
    def tls_url(self) -> str:
        return f"ldaps://127.0.0.1:{self.tls_port}"

    def _configuration(self) -> str:
        includes = "\n".join(f"include {SCHEMAS / name}.schema" for name in ("core", "cosine", "inetorgperson"))
        own = f"include {OWN_SCHEMA}" if self.own_schema else ""
        sync = "" if self.durable else "dbnosync"
        return f"""{includes}
{own}
attributeoptions lang- x-
pidfile {self.folder}/slapd.pid
argsfile {self.folder}/slapd.args
modulepath /usr/lib/ldap
moduleload back_mdb
{self.overlays}
threads 4
index_substr_any_len 3
index_substr_any_step 1
TLSCACertificateFile {self.identity.ca}
TLSCertificateFile {self.identity.certificate}
TLSCertificateKeyFile {self.identity.key}
{self.options}
database mdb
suffix "{self.suffix}"
rootdn "{self.admin}"
rootpw {self.password}
directory {self.folder}/db
maxsize 2147483648
{sync}
{self.indexes}
{self.limits}
{self.access}
{self.database}
"""

    def start(self) -> "Slapd":
        listen = f"ldap://127.0.0.1:{self.port}/ ldaps://127.0.0.1:{self.tls_port}/"
        self.process = subprocess.Popen(
            [*DIE_WITH_PARENT, SLAPD, "-f", str(self.conf), "-h", listen, "-d", "0"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(500):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.01)
        raise RuntimeError(f"slapd did not start: {self.tool('slaptest', '-u').stderr.decode()}")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None

    def tool(self, name: str, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run slapadd, slapcat or slaptest on this server's configuration."""
        command = [str(Path(SLAPD).with_name(name)), "-f", str(self.conf), *arguments]
        return subprocess.run(command, input=stdin, capture_output=True, check=False, timeout=120)

    def client(self, name: str, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run ldapsearch, ldapmodify and the like, bound as the administrator."""
        return self.stranger(name, "-D", self.admin, "-w", self.password, *arguments, stdin=stdin)

    def stranger(self, name: str, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """The same without a sign-in."""
        command = [name, "-x", "-H", self.url, *arguments]
        return subprocess.run(command, input=stdin, capture_output=True, check=False, timeout=120)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_identity(folder: Path, certified: str = "") -> Identity:
    """A throw-away authority and a certificate for this machine, whatever name libldap makes of localhost."""
    folder.mkdir(parents=True, exist_ok=True)
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = _name("Test CA")
    authority = _certificate(ca_name, ca_key.public_key(), ca_name, ca_key, x509.BasicConstraints(True, None))
    own = {certified} if certified else {"localhost", socket.gethostname(), socket.getfqdn()}
    addresses = [] if certified else [x509.IPAddress(ip_address("127.0.0.1"))]
    alternatives = x509.SubjectAlternativeName([*map(x509.DNSName, sorted(own)), *addresses])
    leaf = _certificate(_name("localhost"), key.public_key(), ca_name, ca_key, alternatives)
    identity = Identity(folder / "ca.pem", folder / "server.pem", folder / "server.key")
    identity.ca.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    identity.certificate.write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    identity.key.write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
    return identity


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _certificate(subject, public_key, issuer, signer, extension) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public_key)
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=2))
    return builder.add_extension(extension, critical=False).sign(signer, hashes.SHA256())
