"""Imports of the page and the server that came to no end: the server ends, starts anew, and they go on."""

import json
import re
import signal
import threading
import urllib.parse
from pathlib import Path

import pytest

from serving import Serving
from test_signals import Held

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def csv(rows, width=0):
    lines = (f"u{row},person{row}@example.org,{'n' * width}\n" for row in range(1, rows + 1))
    return ("user_id,email,Note\n" + "".join(lines)).encode()


class Visitor:
    """Somebody who is logged in on the page, without a browser."""

    def __init__(self, server):
        self.server = server
        key = server.names["login (once)"].partition("key=")[2]
        answer = server.request("POST", "/login", f"key={key}".encode(), FORM)
        self.cookie = {"Cookie": answer.headers["set-cookie"].split(";")[0]}
        self.csrf = re.search("name='csrf' value='([^']+)'", self.page("/")).group(1)

    def page(self, path):
        answer = self.server.request("GET", path, headers=self.cookie)
        assert answer.status == 200, path
        return answer.body.decode()

    def post(self, path, csrf=None, **fields):
        body = urllib.parse.urlencode({"csrf": csrf or self.csrf, **fields}).encode()
        return self.server.request("POST", path, body, self.cookie | FORM)

    def upload(self, body, name="people.csv"):
        """Uploads a file to the guided setup; the path of its pages."""
        parts = [
            f'--B\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{self.csrf}\r\n'.encode(),
            f'--B\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + body + b"\r\n",
            b"--B--\r\n",
        ]
        headers = self.cookie | {"Content-Type": "multipart/form-data; boundary=B"}
        answer = self.server.request("POST", "/setup/upload", b"".join(parts), headers)
        assert answer.status == 303, answer.body
        return answer.headers["location"].rpartition("/")[0]


def runs(server):
    return server.request("GET", "/csv/imports", user=server.token).json["imports"]


def kept(server):
    return list((server.space / "runs").glob("*/kept-*"))


def stopped_send(server, held, how, rows=3000):
    """Sends to Segment from the page and ends the server while a request is under way; the run."""
    visitor = Visitor(server)
    setup = visitor.upload(csv(rows, width=1000))
    assert visitor.post(f"{setup}/import", to="segment", sure="on").status == 303
    assert held.holds.wait(60)
    server.process.send_signal(how)
    if how == signal.SIGKILL:
        server.process.wait(60)
    held.release.set()
    server.wait_for(lambda: len(held.taken) == 2)
    server.process.wait(60)
    server.process.stdout.close()
    return next((server.space / "runs").iterdir()).name


def segment(held):
    return {"SEGMENT_REGION": held.url, "SEGMENT_WRITE_KEY": "KEY"}


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_send_to_segment_goes_on_after_the_server_ended(tmp_path, how):
    with Held() as held, Serving(tmp_path, env=segment(held)) as server:
        run = stopped_send(server, held, how)
        before = len(held.message_ids)
        assert 0 < before < 3000
        server.start()
        # What was uploaded is gone with its session, the run's own hold on it is not.
        assert [p for p in (server.space / "uploads").rglob("*.csv")] == [] and len(kept(server)) == 1
        found = runs(server)
        assert [(r["run"], r["state"], r["can_go_on"], r["files"]) for r in found] == [
            (run, "unfinished", True, ["people.csv"])
        ]
        visitor = Visitor(server)
        assert "came to no end" in visitor.page("/history") and f"/history/{run}/resume" in visitor.page("/history")
        # Only a page of the same session can say so, and nobody without a login.
        assert visitor.post(f"/history/{run}/resume", csrf="x").status == 403
        assert server.request("POST", f"/history/{run}/resume", b"", FORM).status == 303
        assert len(held.message_ids) == before
        assert visitor.post(f"/history/{run}/resume").status == 303
        server.wait_for(lambda: runs(server)[0]["state"] == "finished")
        assert runs(server)[0]["totals"]["delivered"] == 3000 and runs(server)[0]["can_go_on"] is False
        assert set(held.message_ids) == {f"rollcall-{run}-1-{row}" for row in range(1, 3001)}
        if how == signal.SIGTERM:
            assert len(held.message_ids) == 3000
        # Tools behind the source get as little as before, and nothing is left.
        assert all(message["integrations"] == {"All": False, "Personas": True} for message in held.messages)
        assert kept(server) == []
        assert visitor.post(f"/history/{run}/resume").status == 409
        assert visitor.post("/history/none/resume").status == 404
        log = server.log.read_text()
        assert "import begins" in log and "import goes on" in log and "import finished" in log
        assert "example.org" not in log and "people.csv" not in log and "KEY" not in log


def test_an_old_send_wants_a_yes(tmp_path):
    with Held() as held, Serving(tmp_path, env=segment(held)) as server:
        run = stopped_send(server, held, signal.SIGKILL)
        record = server.space / "runs" / run / "run.json"
        content = json.loads(record.read_text())
        # A server on this machine counts as no other side.
        record.write_text(json.dumps({**content, "isRemote": True, "started": content["started"] - 21 * 3600}))
        server.start()
        visitor = Visitor(server)
        assert "21 hours ago" in visitor.page("/history")
        assert visitor.post(f"/history/{run}/resume").status == 400
        assert visitor.post(f"/history/{run}/resume", sure="on").status == 303
        server.wait_for(lambda: len(set(held.message_ids)) == 3000 and kept(server) == [])


def test_without_segment_a_send_waits_and_can_be_discarded(tmp_path):
    with Held() as held, Serving(tmp_path, env=segment(held)) as server:
        run = stopped_send(server, held, signal.SIGTERM)
        for name in ("SEGMENT_REGION", "SEGMENT_WRITE_KEY"):
            del server.environment[name]
        server.start()
        visitor = Visitor(server)
        assert f"/history/{run}/resume" not in visitor.page("/history") and held.url in visitor.page("/history")
        assert visitor.post(f"/history/{run}/resume").status == 403
        assert visitor.post(f"/history/{run}/discard", csrf="x").status == 403
        assert visitor.post(f"/history/{run}/discard").status == 303
        page = visitor.page("/history")
        assert "rest discarded" in page and "came to no end" not in page and kept(server) == []


@pytest.mark.parametrize("how, when", [(signal.SIGKILL, "journal"), (signal.SIGTERM, "kept-1")])
def test_an_import_into_the_space_goes_on_too(tmp_path, how, when):
    """Ended while rows go, or while they are still checked."""
    rows = 60_000
    with Serving(tmp_path) as server:
        visitor = Visitor(server)
        setup = visitor.upload(csv(rows, width=50))
        assert visitor.post(f"{setup}/import", to="space").status == 303
        server.wait_for(lambda: [p for p in (server.space / "runs").glob(f"*/{when}") if p.stat().st_size])
        server.process.send_signal(how)
        server.process.wait(60)
        server.process.stdout.close()
        server.start()
        run = runs(server)[0]
        assert run["state"] in ("unfinished", "not_begun") and run["can_go_on"]
        visitor = Visitor(server)
        assert f"/history/{run['run']}/discard" in visitor.page("/history")
        assert visitor.post(f"/history/{run['run']}/resume").status == 303
        server.wait_for(lambda: runs(server)[0]["state"] == "finished")
        assert runs(server)[0]["totals"]["delivered"] == rows and kept(server) == []
        assert server.profile("user_id:u1").json["traits"] and server.profile(f"user_id:u{rows}").json["traits"]


def test_what_waits_counts_as_an_upload_until_it_is_discarded(tmp_path):
    with Held() as held, Serving(tmp_path, "--spool", "4MB", env=segment(held)) as server:
        run = stopped_send(server, held, signal.SIGTERM)
        server.start()
        visitor, token = Visitor(server), {"Authorization": f"Bearer {server.token}"}

        def upload():
            return server.request("POST", "/csv/imports?name=b.csv", csv(2000, width=1000), token).status

        assert kept(server)[0].stat().st_size > 3_000_000 and upload() == 507
        assert Path(kept(server)[0]).exists()
        assert visitor.post(f"/history/{run}/discard").status == 303
        assert upload() == 200


def test_the_same_run_id_goes_on_with_the_file_that_is_kept(tmp_path):
    rows = 60_000
    body = csv(rows, width=50)
    with Serving(tmp_path) as server:
        def send():
            try:
                server.request("POST", "/csv/imports?name=a.csv&run_id=nightly", body, {"Authorization": f"Bearer {server.token}"})
            except OSError:
                pass  # The server was killed.

        thread = threading.Thread(target=send)
        thread.start()
        journal = server.space / "runs" / "nightly" / "journal"
        server.wait_for(lambda: journal.exists() and journal.stat().st_size)
        server.process.kill()
        server.process.wait(60)
        server.process.stdout.close()
        thread.join()
        server.start()
        answer = server.request(
            "POST", "/csv/imports?name=a.csv&run_id=nightly", body, {"Authorization": f"Bearer {server.token}"}
        )
        assert answer.status == 200 and answer.json["totals"]["delivered"] == rows
        assert kept(server) == []
