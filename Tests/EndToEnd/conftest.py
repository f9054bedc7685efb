"""What every end-to-end test gets: the real binary, run in a fresh directory."""

import os
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("ROLLCALL_BINARY") or str(ROOT / ".build" / "debug" / "rollcall")


@dataclass
class Result:
    """What a command did."""

    arguments: list
    status: int
    out: str
    err: str

    def __str__(self):
        command = " ".join(str(a) for a in self.arguments)
        return f"rollcall {command}\nstatus {self.status}\n--- out\n{self.out}\n--- err\n{self.err}"


@pytest.fixture
def rollcall(tmp_path):
    """Runs rollcall in `tmp_path`; `status` is what it must end with, `None` for any or one of `allowed`."""

    def run(*arguments, status=0, stdin=b"", env=None, cwd=None, allowed=None):
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("ROLLCALL_", "SEGMENT_"))}
        environment.update(env or {})
        if isinstance(stdin, str):
            stdin = stdin.encode()
        done = subprocess.run(
            [BINARY, *map(str, arguments)],
            input=stdin,
            capture_output=True,
            cwd=cwd or tmp_path,
            env=environment,
            timeout=300,
        )
        result = Result(
            list(arguments),
            done.returncode,
            done.stdout.decode("utf-8", "surrogateescape"),
            done.stderr.decode("utf-8", "surrogateescape"),
        )
        assert status is None or result.status == status, str(result)
        assert allowed is None or result.status in allowed, str(result)
        return result

    return run


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    """A certificate authority of our own and a server's certificate by it, valid for a day."""
    folder = tmp_path_factory.mktemp("authority")

    def openssl(*arguments):
        subprocess.run(["openssl", *map(str, arguments)], cwd=folder, check=True, capture_output=True)

    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", 1, "-subj", "/CN=Test authority")
    openssl("req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=people.test")
    (folder / "names").write_text("subjectAltName=DNS:people.test,DNS:localhost,IP:127.0.0.1\n")
    openssl(
        "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", 1,
        "-extfile", "names", "-out", "server.pem",
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    return folder / "ca.pem", context


def read_rest(main):
    """All that a terminal's own end still gives, which is closed then."""
    text = b""
    try:
        while piece := os.read(main, 4096):
            text += piece
    except OSError:
        pass  # The other end is closed and everything was read.
    os.close(main)
    return text.decode()
