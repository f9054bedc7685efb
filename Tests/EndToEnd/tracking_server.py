"""A Tracking API that records what it takes, and misbehaves when a test asks it to."""

import base64
import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server:
    """Listens on a free port of this machine; `with Server(...) as server: server.url`.

    `behave(number, body, server)` decides what becomes of request `number` (from 1): `None` takes it,
    `(status, body, headers)` answers instead, `"cut"` takes it and sends half of the answer, `"drop"`
    closes the connection unanswered, `"lose"` takes it and closes the connection unanswered.
    `tls` is the context of a server that speaks it.
    """

    def __init__(self, behave=None, profiles=None, host="127.0.0.1", port=0, tls=None):
        self.behave = behave or (lambda number, body, server: None)
        # What the Profile API tells: `type:value` → traits; `None`: what was received.
        self.profiles = profiles
        self.requests = []
        self.taken = []
        self.lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments):
                pass

            def do_POST(self):
                outer.post(self)

            def do_GET(self):
                outer.get(self)

        self.http = ThreadingHTTPServer((host, port), Handler)
        self.http.daemon_threads = True
        self.url = f"{'https' if tls else 'http'}://{host}:{self.http.server_port}"
        if tls:
            self.http.socket = tls.wrap_socket(self.http.socket, server_side=True)

    def __enter__(self):
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()

    @property
    def messages(self):
        """All messages taken, in order of arrival."""
        return [message for body in self.taken for message in body["batch"]]

    @property
    def message_ids(self):
        return [message["messageId"] for message in self.messages]

    def post(self, handler):
        raw = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        if handler.headers.get("Content-Encoding") == "gzip":
            raw = gzip.decompress(raw)
        body = json.loads(raw)
        with self.lock:
            self.requests.append((handler.path, dict(handler.headers), body))
            number = len(self.requests)
        what = self.behave(number, body, self)
        if what is None or what in ("cut", "lose"):
            with self.lock:
                self.taken.append(body)
        try:
            if what in ("drop", "lose"):
                handler.close_connection = True
                handler.connection.close()
            elif what == "cut":
                handler.close_connection = True
                handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"succ")
            else:
                self.answer(handler, *(what or (200, '{"success":true}', {})))
        except OSError:
            pass

    def get(self, handler):
        """The two routes of a Profile API that reading back needs."""
        parts = handler.path.split("?")[0].split("/")
        identifier = parts[7].replace("%40", "@") if len(parts) > 8 else ""
        traits = (self.profiles or self.received_profiles()).get(identifier)
        if traits is None:
            return self.answer(handler, 404, '{"error":{"code":"not_found","message":"Profile was not found."}}', {})
        if parts[8] == "external_ids":
            kind, _, value = identifier.partition(":")
            item = {"id": value, "type": kind, "collection": "users", "encoding": "none"}
            return self.answer(handler, 200, json.dumps({"data": [item], "cursor": {"has_more": False, "next": ""}}), {})
        return self.answer(handler, 200, json.dumps({"traits": traits, "cursor": {"has_more": False, "next": ""}}), {})

    def received_profiles(self):
        found = {}
        for message in self.messages:
            key = f"user_id:{message.get('userId')}"
            found.setdefault(key, {}).update(message["traits"])
        return found

    @staticmethod
    def answer(handler, status, body, headers):
        data = body.encode()
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)


def key_of(headers):
    """The write key of a request; `None` where there is none."""
    value = headers.get("Authorization")
    return base64.b64decode(value.split(" ")[1]).decode()[:-1] if value else None
