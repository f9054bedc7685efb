"""Delivery through what stands between two machines: TLS and proxies."""

import base64
import select
import socket
import threading

from test_remote import FAST, people, totals
from tracking_server import Server, key_of


class Proxy:
    """A proxy that tunnels, and forwards plain requests, to one place whatever name it is asked for."""

    def __init__(self, port):
        self.target, self.asked = port, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        head = b""
        while b"\r\n\r\n" not in head:
            piece = client.recv(65536)
            if not piece:
                return
            head += piece
        head, _, rest = head.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:])
        self.asked.append((lines[0], {name.lower(): value for name, value in headers.items()}))
        server = socket.create_connection(("127.0.0.1", self.target))
        if lines[0].startswith("CONNECT"):
            client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        else:
            server.sendall(head + b"\r\n\r\n" + rest)
        while True:
            ready, _, _ = select.select([client, server], [], [], 30)
            for side in ready:
                data = side.recv(65536)
                if not data:
                    server.close()
                    return client.close()
                (server if side is client else client).sendall(data)


SECRET = {**FAST, "SEGMENT_WRITE_KEY": "KEY"}


def send(rollcall, file, to, env, again=False, **kwargs):
    more = ["--again"] if again else []
    return rollcall("import", file, "--to", to, "--yes", "--format", "json", *more, env={**SECRET, **env}, **kwargs)


def test_certificates_are_verified(rollcall, authority, tmp_path):
    certificates, context = authority
    file = people(tmp_path / "a.csv", 3000)
    with Server(tls=context) as server:
        stranger = send(rollcall, file, server.url, {}, status=69)
        assert "certificate is not one that this machine trusts" in stranger.err and not server.requests
        trusting = {"SSL_CERT_FILE": str(certificates)}
        done = send(rollcall, file, server.url, trusting, again=True)
        assert totals(done) == (3000, 3000, 0, 0, 0) and key_of(server.requests[0][1]) == "KEY"
        missing = send(rollcall, file, server.url, {"SSL_CERT_FILE": "nowhere.pem"}, status=66)
        assert "nowhere.pem" in missing.err
    with Server(tls=context, host="127.0.0.3") as server:
        other = send(rollcall, file, server.url, trusting, status=69)
        assert "certificate is for another name" in other.err


def test_a_proxy_tunnels_what_is_secure(rollcall, authority, tmp_path):
    certificates, context = authority
    file = people(tmp_path / "a.csv", 3000)
    with Server(tls=context) as server, Proxy(server.http.server_port) as proxy:
        env = {"SSL_CERT_FILE": str(certificates), "https_proxy": f"http://ann:s%40fe@{proxy.address}"}
        assert totals(send(rollcall, file, "https://people.test", env))[1] == 3000
        line, headers = proxy.asked[0]
        assert line == "CONNECT people.test:443 HTTP/1.1"
        assert base64.b64decode(headers["proxy-authorization"].split()[1]) == b"ann:s@fe"
        # The key passes through it unseen, and the proxy's password reaches nobody else.
        assert "authorization" not in headers
        assert not any("proxy" in name.lower() for _, seen, _ in server.requests for name in seen)
        # This machine is always reached directly.
        asked = len(proxy.asked)
        local = server.url.replace("127.0.0.1", "localhost")
        assert totals(send(rollcall, people(tmp_path / "b.csv", 10), local, env))[1] == 10
        assert len(proxy.asked) == asked


def test_plain_http_leaves_the_machine_only_when_it_is_said(rollcall, tmp_path):
    file = people(tmp_path / "a.csv", 100)
    with Server() as server, Proxy(server.http.server_port) as proxy:
        env = {"http_proxy": proxy.address}
        assert "https" in send(rollcall, file, "http://people.test", env, status=64).err and not proxy.asked
        done = rollcall(
            "import", file, "--to", "http://people.test", "--yes", "--allow-insecure-http", "--format", "json",
            env={**SECRET, **env},
        )
        assert totals(done)[1] == 100
        # Exceptions from the proxy are honoured.
        env["no_proxy"] = "people.test"
        gone = rollcall(
            "import", people(tmp_path / "b.csv", 1), "--to", "http://people.test", "--yes", "--allow-insecure-http",
            "--give-up-after", "1s", env={**SECRET, **env}, status=69,
        )
        assert "people.test" in gone.err and len(proxy.asked) >= 1
