"""Certificates for servers of tests, made on the spot by the openssl command."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

from support.tools import missing


@dataclass(frozen=True)
class Certificate:
    """A self-signed certificate: its file is the authority that a client has to trust."""

    file: Path
    key: Path

    @property
    def server(self) -> ssl.SSLContext:
        """What a server shows."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self.key)
        return context

    @property
    def client(self) -> ssl.SSLContext:
        """What a client needs that trusts this certificate and no other."""
        return ssl.create_default_context(cafile=str(self.file))


def certificate(folder: Path, host: str = "localhost", address: str = "127.0.0.1") -> Certificate:
    """A certificate for `host` and `address`, good for a century; skips where there is no openssl."""
    if not shutil.which("openssl"):
        missing("openssl", "apt-get install openssl")
    made = Certificate(folder / f"{host}.pem", folder / f"{host}.key")
    names = f"subjectAltName=DNS:{host},IP:{address}"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "36500", "-subj", f"/CN={host}"]
    files = ["-addext", names, "-keyout", str(made.key), "-out", str(made.file)]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=60)
    return made
