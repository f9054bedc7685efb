"""A running `rollcall serve` for tests, and requests to it with nothing but the standard library."""

import base64
import http.client
import json
import os
import signal
import subprocess
import time

from conftest import BINARY


class Answer:
    """Status, headers and body of a response."""

    def __init__(self, response):
        self.status = response.status
        self.headers = {k.lower(): v for k, v in response.getheaders()}
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)


class Serving:
    """One process. Use it as a context: it is stopped at the end, and must end in order.

    `tls` is the context of a client that trusts its certificate.
    """

    def __init__(self, folder, *flags, env=None, space="space", listen="127.0.0.1:0", tls=None):
        self.folder, self.space, self.flags = folder, folder / space, flags
        self.listen, self.tls = listen, tls
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(("ROLLCALL_", "SEGMENT_"))}
        self.environment.update(env or {})
        self.names, self.log = {}, folder / "serve.log"

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [BINARY, "serve", "--space", str(self.space), "--listen", self.listen, *map(str, self.flags)],
                stdout=subprocess.PIPE, stderr=log, env=self.environment, cwd=self.folder,
            )
        self.printed = []
        for line in self.process.stdout:
            name, _, value = line.decode().rstrip("\n").partition(": ")
            self.printed.append(name)
            self.names[name] = value
            if name.startswith("login"):
                break
        assert "listening" in self.names, self.log.read_text()
        scheme, _, self.address = self.names["listening"].partition("://")
        assert scheme == ("https" if self.tls else "http")

    def stop(self, how=signal.SIGTERM):
        """Asks the process to end and waits for it."""
        self.process.send_signal(how)
        status = self.process.wait(120)
        self.process.stdout.close()
        return status

    @property
    def key(self):
        return self.names["write key"]

    @property
    def token(self):
        return self.names["Profile API token"]

    def request(self, method, path, body=None, headers=None, user=None):
        """One request on a connection of its own. `user` goes into Basic authentication."""
        headers = dict(headers or {})
        if user is not None:
            headers["Authorization"] = "Basic " + base64.b64encode(f"{user}:".encode()).decode()
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        secure = {"context": self.tls} if self.tls else {}
        kind = http.client.HTTPSConnection if self.tls else http.client.HTTPConnection
        connection = kind(self.address, timeout=120, **secure)
        try:
            connection.request(method, path, body, headers)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def batch(self, messages, key=None, **kwargs):
        body = {"writeKey": key or self.key, "batch": messages}
        return self.request("POST", "/v1/batch", body, **kwargs)

    def profile(self, who, part="traits", collection="users", **kwargs):
        path = f"/v1/spaces/{self.names['space ID']}/collections/{collection}/profiles/{who}/{part}"
        return self.request("GET", path, user=self.token, **kwargs)

    def wait_for(self, condition, seconds=60):
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "it did not come"
            time.sleep(0.05)
