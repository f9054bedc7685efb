"""Files over HTTP: template, check, plan and import; what is left behind when a client hangs up."""

import base64
import gzip
import http.client
import json
import socket
import threading
import time
import urllib.parse

import pytest

from conftest import ROOT
from serving import Serving

PEOPLE = (ROOT / "samples" / "people.csv").read_bytes()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Serving(tmp_path_factory.mktemp("serve"), "--spool", "2MB") as server:
        yield server


def post(server, path, body, **headers):
    return server.request("POST", path, body, {"Authorization": f"Bearer {server.token}", **headers})


def events(answer):
    found = []
    for block in answer.body.decode().strip().split("\n\n"):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def uploads(server):
    """What is left of them: where they arrive, and with runs that could go on."""
    arrived = [p for p in (server.space / "uploads").rglob("*") if p.is_file() and p.name != "lock"]
    return arrived + list((server.space / "runs").glob("*/kept-*"))


def test_the_template(server):
    answer = server.request("GET", "/csv/template?traits=City&example=2", user=server.token)
    lines = answer.body.decode().splitlines()
    assert lines[0].endswith(",City") and len(lines) == 3
    assert answer.headers["content-disposition"] == 'attachment; filename="template.csv"'
    assert server.request("GET", "/csv/template?example=1000", user=server.token).status == 400
    assert server.request("GET", "/csv/template?identifiers=nonsense", user=server.token).status == 400


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_check_is_that_of_the_command(server, rollcall, tmp_path, pack):
    (tmp_path / "people.csv").write_bytes(PEOPLE)
    command = json.loads(rollcall("check", "people.csv", "--format", "json", status=None).out)
    answer = post(server, "/csv/check?name=people.csv", pack(PEOPLE))
    assert answer.status == 200
    report = answer.json
    if pack is not bytes:
        assert report.pop("compressed_bytes") == len(pack(PEOPLE))
        for part in (report, command):
            part.pop("problems"), part.pop("counts"), part.pop("targets")
    assert report == command
    assert uploads(server) == []


def test_a_check_takes_the_flags_of_the_command(server):
    body = "Kunde;Stadt\n1;Wien\n2;Graz\n".encode("utf-16le")
    query = urllib.parse.urlencode({
        "encoding": "utf-16le", "delimiter": ";", "target": "api", "name": "../../k.csv",
        "mapping": "columns: {Kunde: user_id, Stadt: city}"})
    report = post(server, "/csv/check?" + query, body).json
    assert (report["file"], report["ok"], report["rows"], report["encoding"]) == ("k.csv", True, 2, "utf-16le")
    assert report["identifiers"][0]["identifier"] == "user_id" and report["traits"][0]["trait"] == "city"
    for bad in ["target=all", "delimiter=x", "encoding=klingon", "max_problems=-1", "mapping=%7B", "show_values=perhaps"]:
        assert post(server, "/csv/check?" + bad, body).status == 400, bad
    anchors = urllib.parse.quote("a: &a [x, x]\nb: [*a, *a]\n")
    assert post(server, "/csv/check?mapping=" + anchors, body).status == 400


def test_a_plan_changes_nothing(server):
    plan = post(server, "/csv/plan?name=p.csv", b"user_id,email\nplan-1,p@example.com\nplan-2,p@example.com\n").json
    assert plan["v"] == 1 and plan["totals"]["created"] >= 1 and plan["compared_with"]
    assert server.profile("user_id:plan-1").status == 404
    page = post(server, "/csv/plan?format=html&against=none", PEOPLE)
    assert page.headers["content-type"].startswith("text/html") and b"<html" in page.body
    assert "attachment" in page.headers["content-disposition"]


def test_an_import_and_what_stops_it(server):
    answer = post(server, "/csv/imports?name=new.csv", b"user_id,City\nimp-1,Wien\nimp-2,Graz\n")
    assert (answer.status, answer.json["ending"]) == (200, "finished")
    assert answer.json["totals"]["delivered"] == 2 and answer.json["totals"]["files"][0]["file"] == "new.csv"
    assert server.profile("user_id:imp-1").json["traits"] == {"City": "Wien"}
    bad = b"user_id,City\nimp-3,Wien\n,Linz\n"
    answer = post(server, "/csv/imports?name=bad.csv", bad)
    assert (answer.status, answer.json["ending"]) == (422, "stopped")
    assert answer.json["reports"][0]["counts"] == {"no_identifier": 1}
    assert server.profile("user_id:imp-3").status == 404
    answer = post(server, "/csv/imports?name=bad.csv&max_errors=1", bad)
    assert answer.json["totals"]["delivered"] == 1 and answer.json["totals"]["rejected"] == 1
    for bad_value in ["max_errors=-1", "max_errors=101%25", "run_id=a%2Fb", "again=yes"]:
        assert post(server, "/csv/imports?" + bad_value, bad).status == 400, bad_value
    assert uploads(server) == []


def test_progress_comes_as_events(server):
    rows = "".join(f"sse-{i},Wien\n" for i in range(20_000))
    answer = post(server, "/csv/imports?name=many.csv", f"user_id,City\n{rows}".encode(), Accept="text/event-stream")
    assert answer.headers["content-type"] == "text/event-stream"
    found = events(answer)
    assert found[-1][0] == "done" and found[-1][1]["totals"]["delivered"] == 20_000
    progress = [data for name, data in found if name == "progress"]
    assert progress and all(p["stage"] in ("checking", "sending") for p in progress)
    assert progress[-1]["rows"] <= 20_000
    stopped = events(post(server, "/csv/imports", b"user_id\n\"x", Accept="text/event-stream"))
    assert stopped[-1][0] == "stopped"


def test_uploads_beyond_the_room_are_refused_and_leave_nothing(server):
    answer = post(server, "/csv/imports", b"user_id\n" + b"x\n" * 1_500_000)
    assert (answer.status, answer.json["error"]["code"]) == (507, "no_room")
    assert uploads(server) == []
    assert post(server, "/csv/imports?name=small.csv", b"user_id\nafter-507\n").status == 200


def test_a_client_that_hangs_up_leaves_nothing(server):
    host, port = server.address.split(":")
    for path in ["/csv/imports", "/csv/plan", "/csv/check"]:
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall((
                f"POST {path} HTTP/1.1\r\nHost: {server.address}\r\nAuthorization: Bearer {server.token}\r\n"
                "Content-Length: 1000000\r\n\r\nuser_id\n" + "gone\n" * 1000).encode())
            time.sleep(0.2)
    server.wait_for(lambda: uploads(server) == [])
    assert server.profile("user_id:gone").status == 404


def test_many_uploads_at_once_take_turns(tmp_path):
    with Serving(tmp_path, "--max-uploads", 2) as server:
        body = b"user_id,City\n" + b"".join(b"u-%d,Wien\n" % i for i in range(20_000))
        answers = []
        threads = [
            threading.Thread(target=lambda: answers.append(post(server, "/csv/check?target=api", body).json["rows"]))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers == [20_000] * 8


def test_what_a_killed_server_left_is_removed_at_the_next_start(tmp_path):
    with Serving(tmp_path) as server:
        left = server.space / "uploads" / "left" / "1"
        left.mkdir(parents=True)
        (left / "people.csv").write_bytes(PEOPLE)
        other = Serving(tmp_path)
        with other:
            # Another process's uploads stay, those of nobody go.
            assert len(list((server.space / "uploads").iterdir())) == 2 and not left.exists()


def test_csv_endpoints_ask_for_a_token(server):
    for method, path in [("GET", "/csv/template"), ("POST", "/csv/check"), ("POST", "/csv/plan"), ("POST", "/csv/imports")]:
        assert server.request(method, path, b"user_id\n1\n").status == 401


def test_the_history_of_runs_and_what_they_left_out(server):
    rows = b"user_id,City\nrun-1,Wien\n,=1+1\n,-5\n"
    answer = post(server, "/csv/imports?name=runs.csv&max_errors=2&run_id=history-1", rows)
    assert answer.json["totals"]["rejected"] == 2

    def get(path):
        return server.request("GET", "/csv/imports" + path, user=server.token)

    runs = {run["run"]: run for run in get("").json["imports"]}
    assert runs["history-1"]["state"] == "finished" and runs["history-1"]["files"] == ["runs.csv"]
    assert get("/history-1").json == runs["history-1"]
    report = get("/history-1/report").json
    assert (report["file"], report["rows"]) == ("runs.csv", 3)
    assert get("/history-1").json["totals"]["delivered"] == 1
    assert get("/history-1/rejects").body == b"user_id,City\n,=1+1\n,-5\n"
    assert b"no_identifier" in get("/history-1/errors").body
    # What a spreadsheet program would run begins with an apostrophe; numbers stay.
    assert get("/history-1/rejects?safe=true").body == b"user_id,City\r\n,'=1+1\r\n,-5\r\n"
    assert json.loads(get("/history-1/report").body.splitlines()[0])["v"] == 1
    for path in ["/none", "/none/rejects", "/..%2f..%2fspace.yaml", "/%2e%2e/report", "/history-1/journal"]:
        assert get(path).status == 404, path


def test_no_address_and_no_path_in_a_request_is_followed(server):
    """Whatever a request names, the server calls nobody and reads no file of its own for it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
        for place in [address, "file:///etc/passwd", "/etc/passwd", "@/etc/passwd"]:
            query = urllib.parse.quote(place, safe="")
            for name in ["name", "mapping", "to", "against", "runs", "space", "file", "url", "encoding"]:
                for path in ["/csv/check", "/csv/plan", "/csv/imports"]:
                    body = f"user_id,site\nssrf,{place}\n".encode()
                    answer = post(server, f"{path}?{name}={query}&again=true", body, Referer=place)
                    assert answer.status < 500 and b"root:" not in answer.body
            message = {"type": "identify", "userId": place, "traits": {"avatar": place}, "context": {
                "page": {"url": place, "referrer": place}, "ip": place}}
            assert server.batch([message]).status == 200
            assert b"root:" not in server.profile("user_id:" + query).body
        listener.settimeout(1)
        with pytest.raises(TimeoutError):
            listener.accept()
        # It would have been noticed.
        with socket.create_connection(listener.getsockname()):
            listener.accept()[0].close()
