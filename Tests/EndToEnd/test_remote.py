"""`import --to URL` and `runs`: delivery over HTTP by the real binary, and going on after a stop."""

import json
import os
import random
import signal
import socket
import subprocess
import time

import pytest

from conftest import BINARY
from tracking_server import Server, key_of

# Waits of a hundredth: what is tested is what is tried again, not how long people wait.
FAST = {"ROLLCALL_RETRY_WAIT": "0.005", "ROLLCALL_REQUEST_TIMEOUT": "5"}


def people(path, rows, width=0, start=1):
    """A file of people; `width` bytes of notes make batches smaller in rows."""
    with open(path, "w") as file:
        file.write("user_id,email,Note\n")
        for row in range(start, start + rows):
            file.write(f"u{row},u{row}@example.com,{'n' * width}\n")
    return path


def totals(result):
    found = json.loads(result.out)
    parts = ("delivered", "rejected", "skipped", "unprocessed")
    assert sum(found[part] for part in parts) == found["read"]
    return tuple(found[part] for part in ("read", *parts))


def send(rollcall, file, server, *flags, env=None, **kwargs):
    return rollcall(
        "import", file, "--to", server.url, "--format", "json", *flags, env={**FAST, **(env or {})}, **kwargs
    )


def test_rows_arrive_as_batches_with_the_key_in_the_header(rollcall, tmp_path):
    with Server() as server:
        result = send(rollcall, people(tmp_path / "a.csv", 30), server, env={"SEGMENT_WRITE_KEY": "KEY"})
        assert totals(result) == (30, 30, 0, 0, 0)
        path, headers, body = server.requests[0]
        assert path == "/v1/batch" and key_of(headers) == "KEY"
        assert headers["Content-Type"] == "application/json" and list(body) == ["batch"]
        assert headers["User-Agent"].startswith("rollcall/")
        assert [m["userId"] for m in server.messages] == [f"u{n}" for n in range(1, 31)]
        assert "nothing goes to Segment" in result.err and "KEY" not in result.err


@pytest.mark.parametrize("suffix", ["/", "/v1", "/v1/"])
def test_an_address_is_that_of_the_official_clients(rollcall, tmp_path, suffix):
    with Server() as server:
        base = server.url
        server.url = base + "/prefix" + suffix
        send(rollcall, people(tmp_path / "a.csv", 1), server)
        assert server.requests[0][0] == "/prefix/v1/batch"


def test_bodies_may_be_packed(rollcall, tmp_path):
    with Server() as server:
        send(rollcall, people(tmp_path / "a.csv", 3000), server, "--gzip")
        assert server.requests[0][1]["Content-Encoding"] == "gzip"
        assert len(server.messages) == 3000


def test_failures_are_retried_and_nothing_is_lost(rollcall, tmp_path):
    faults = {1: (503, "", {}), 2: "drop", 3: "cut", 5: (429, "", {"Retry-After": "1"}), 6: (200, '{"success":false}', {}), 8: "lose"}
    with Server(lambda number, body, server: faults.get(number)) as server:
        result = send(rollcall, people(tmp_path / "a.csv", 2000, width=1000), server)
        assert totals(result) == (2000, 2000, 0, 0, 0)
        assert set(server.message_ids) == {
            f"rollcall-{json.loads(result.out)['run']}-1-{row}" for row in range(1, 2001)
        }
        # What was taken twice carries the same IDs, and says which attempt it is.
        assert len(server.messages) > 2000
        assert [headers.get("X-Retry-Count") for _, headers, _ in server.requests[:4]] == [None, "1", "2", "3"]
        assert "Waiting: retry 1" in result.err


def test_a_refused_row_is_rejected_with_the_servers_words(rollcall, tmp_path):
    def behave(number, body, server):
        if any(message["userId"] == "u77" for message in body["batch"]):
            return (400, '{"code":"bad","message":"u77 is odd"}', {})

    with Server(behave) as server:
        file = people(tmp_path / "a.csv", 100)
        result = send(rollcall, file, server, "--max-errors", "1", status=1)
        assert totals(result) == (100, 99, 1, 0, 0)
        assert [m["userId"] for m in server.messages] == [f"u{n}" for n in range(1, 101) if n != 77]
        folder = tmp_path / ".rollcall" / "runs" / json.loads(result.out)["run"]
        assert (folder / "rejects.csv").read_text() == "user_id,email,Note\nu77,u77@example.com,\n"
        assert "u77 is odd" in (folder / "errors.csv").read_text()
        stopped = send(rollcall, file, server, "--again", "--run-id", "r", status=2)
        assert totals(stopped) == (100, 99, 1, 0, 0)
        assert "row 77 was refused" in stopped.err
        assert "rollcall runs resume r --max-errors 1" in stopped.err
        rollcall("runs", "resume", "r", "--max-errors", "1", env=FAST, status=1)


@pytest.mark.parametrize("answer, status", [(401, 77), (403, 77), (404, 69), (302, 69), (501, 69)])
def test_what_trying_again_cannot_change_ends_at_once(rollcall, tmp_path, answer, status):
    with Server(lambda number, body, server: (answer, "", {})) as server:
        result = send(rollcall, people(tmp_path / "a.csv", 10), server, env={"SEGMENT_WRITE_KEY": "SECRET"}, status=status)
        assert len(server.requests) == 1 and "SECRET" not in result.err
        assert "rollcall runs resume" in result.err and ("Give the right one" in result.err) == (status == 77)


@pytest.mark.parametrize("answer, status", [((503, "", {}), 69), ((429, "", {}), 75)])
def test_giving_up_is_resumable(rollcall, tmp_path, answer, status):
    file = people(tmp_path / "a.csv", 2000, width=1000)
    with Server(lambda number, body, server: answer if number > 2 else None) as server:
        result = send(rollcall, file, server, status=status)
        run = json.loads(result.out)["run"]
        read, delivered, rejected, skipped, unprocessed = totals(result)
        assert delivered == len(server.messages) and unprocessed == 2000 - delivered
        assert f"rollcall runs resume {run}" in result.err
        # The next plain import says what stands in its way, and what to type.
        again = send(rollcall, file, server, status=75)
        assert f"rollcall runs resume {run}" in again.err and "--again" in again.err
        server.behave = lambda number, body, server: None
        done = rollcall("runs", "resume", run, "--format", "json", env=FAST)
        assert totals(done) == (2000, 2000, 0, 0, 0)
        assert len(server.message_ids) == len(set(server.message_ids)) == 2000
        assert totals(rollcall("runs", "resume", run, "--format", "json", env=FAST)) == (2000, 2000, 0, 0, 0)


def test_a_server_that_is_not_there_is_told_in_words(rollcall, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        result = rollcall("import", people(tmp_path / "a.csv", 2), "--to", url, env=FAST, status=69)
    assert "the connection was refused; nothing seems to listen there" in result.err and "errno" not in result.err


def test_the_time_limit_stops_a_run_that_can_go_on(rollcall, tmp_path):
    def behave(number, body, server):
        time.sleep(0.3)

    file = people(tmp_path / "a.csv", 20000, width=1000)
    with Server(behave) as server:
        result = send(rollcall, file, server, "--time-limit", "5s", "--run-id", "r", "--no-check", status=75)
        assert 0 < totals(result)[1] < 20000 and "time limit" in result.err
        assert totals(result)[1] == len(server.messages)
        server.behave = lambda number, body, server: None
        assert totals(send(rollcall, file, server, "--run-id", "r"))[1] == 20000
        assert len(set(server.message_ids)) == len(server.message_ids) == 20000


@pytest.mark.parametrize("number, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)])
def test_a_stopped_import_goes_on_without_doubles(rollcall, tmp_path, number, status):
    file = people(tmp_path / "a.csv", 5000, width=1000)
    started = []

    def behave(count, body, server):
        time.sleep(0.05)
        started.append(count)

    with Server(behave) as server:
        process = subprocess.Popen(
            [BINARY, "import", file, "--to", server.url, "--run-id", "r", "--concurrency", "3"],
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **FAST},
        )
        while len(started) < 4:
            time.sleep(0.01)
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
        assert process.returncode == status
        if number != signal.SIGKILL:
            assert b"rollcall runs resume r" in err
            # All that was under way has its receipt: nothing is sent twice.
        before = len(server.messages)
        done = rollcall("runs", "resume", "r", "--format", "json", env=FAST)
        assert totals(done) == (5000, 5000, 0, 0, 0)
        assert len(set(server.message_ids)) == 5000 and before < 5000
        if number != signal.SIGKILL:
            assert len(server.message_ids) == 5000


def test_the_history_of_runs(rollcall, tmp_path):
    assert rollcall("runs", "list").out == ""
    file = people(tmp_path / "a.csv", 3)
    with Server() as server:
        send(rollcall, file, server, "--run-id", "one")
        server.behave = lambda number, body, server: (401, "", {})
        send(rollcall, people(tmp_path / "b.csv", 4), server, "--run-id", "two", status=77)
        lines = rollcall("runs", "list").out.splitlines()
        assert "one" in lines[0] and "finished" in lines[0] and "two" in lines[1] and "unfinished" in lines[1]
        found = [json.loads(line) for line in rollcall("runs", "list", "--format", "json").out.splitlines()]
        assert [run["state"] for run in found] == ["finished", "unfinished"]
        assert found[0]["totals"]["delivered"] == 3 and found[0]["destination"] == server.url
        shown = rollcall("runs", "show", "two").out
        assert "rollcall runs resume two" in shown and server.url in shown
        rollcall("runs", "show", "three", status=66)
        rollcall("runs", "prune")
        assert len(rollcall("runs", "list").out.splitlines()) == 2
        time.sleep(1.1)
        rollcall("runs", "prune", "--older-than", "1s")
        assert [json.loads(l)["run"] for l in rollcall("runs", "list", "--format", "json").out.splitlines()] == ["two"]
        rollcall("runs", "prune", "--older-than", "1s", "--unfinished")
        assert rollcall("runs", "list").out == ""


def test_an_old_remote_run_wants_to_be_asked_for(rollcall, tmp_path):
    file = people(tmp_path / "a.csv", 3000, width=1000)
    with Server(lambda number, body, server: (401, "", {}) if number == 2 else None) as server:
        send(rollcall, file, server, "--run-id", "r", status=77)
        record = tmp_path / ".rollcall" / "runs" / "r" / "run.json"
        content = json.loads(record.read_text())
        content["started"] -= 21 * 3600
        # To this machine nothing is remembered by a server far away.
        record.write_text(json.dumps({**content, "isRemote": True}))
        refused = rollcall("runs", "resume", "r", status=75)
        assert "20 hours" in refused.err and "rollcall runs resume r --stale-ok" in refused.err
        assert totals(rollcall("runs", "resume", "r", "--stale-ok", "--format", "json", env=FAST))[1] == 3000


def test_only_changed_rows_go(rollcall, tmp_path):
    file = tmp_path / "a.csv"
    flags = ["--only-changed", "user_id"]
    with Server() as server:
        people(file, 5000)
        assert totals(send(rollcall, file, server, *flags)) == (5000, 5000, 0, 0, 0)
        assert totals(send(rollcall, file, server, *flags)) == (5000, 0, 0, 5000, 0)
        text = file.read_text().replace("u17@example.com", "new@example.com") + "u9999,,\nu17,u17@example.com,\n"
        file.write_text(text)
        server.taken.clear()
        assert totals(send(rollcall, file, server, *flags)) == (5002, 3, 0, 4999, 0)
        assert [m["userId"] for m in server.messages] == ["u17", "u9999", "u17"]
        # Rows that went without being noted make the notes untrue.
        send(rollcall, people(tmp_path / "b.csv", 1), server)
        assert totals(send(rollcall, file, server, *flags))[3] == 0
        assert "no column" in send(rollcall, file, server, "--only-changed", "nobody", status=78).err


def test_people_are_read_back(rollcall, tmp_path):
    file = people(tmp_path / "a.csv", 50)
    secrets = {"SEGMENT_PROFILE_TOKEN": "T", "SEGMENT_SPACE_ID": "spa_1"}
    with Server() as server:
        result = send(rollcall, file, server, "--verify", "10", "--canary", "5", env=secrets)
        assert "Confirmed: 5 people" in result.err and "Confirmed: 10 people" in result.err
        assert len(server.taken[0]["batch"]) == 5
        refused = send(rollcall, file, server, "--verify", "10", status=78)
        assert "SEGMENT_SPACE_ID" in refused.err
    result = rollcall("import", file, "--verify", "7")
    assert "Confirmed: 7 people" in result.err


def test_plain_http_to_others_is_refused(rollcall, tmp_path):
    file = people(tmp_path / "a.csv", 1)
    for address in ["http://example.com", "https://user:secret@example.com", "ftp://example.com"]:
        result = rollcall("import", file, "--to", address, status=64, env={"SEGMENT_WRITE_KEY": "K"})
        assert "secret" not in result.err


def test_a_remote_send_is_asked_for(rollcall, tmp_path):
    file = people(tmp_path / "a.csv", 5)
    result = rollcall("import", file, "--to", "https://rollcall.invalid", env={"SEGMENT_WRITE_KEY": "K"}, status=64)
    for words in ["https://rollcall.invalid", "rows       5", "people     5 at most", "“Note”", "--yes"]:
        assert words in result.err
    assert not list((tmp_path / ".rollcall" / "runs").glob("*"))
    assert "SEGMENT_WRITE_KEY" in rollcall("import", file, "--to", "segment", status=78).err


@pytest.mark.parametrize("concurrency", [1, 8])
def test_rows_of_one_person_keep_their_order_however_many_requests_there_are(rollcall, tmp_path, concurrency):
    chance = random.Random(7)
    rows = []
    for row in range(1, 12_001):
        # Most rows share nothing; some share a user_id with one row and an e-mail with another.
        person = chance.randrange(row) if chance.random() < 0.0005 else row
        mail = chance.randrange(row) if chance.random() < 0.0005 else row
        rows.append((f"u{person}", f"m{mail}@example.com"))
    with open(tmp_path / "a.csv", "w") as file:
        file.write("user_id,email,Note\n")
        for user, mail in rows:
            file.write(f"{user},{mail},{'n' * 1000}\n")
    under_way, most = [0], [0]

    def behave(number, body, server):
        with server.lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        time.sleep(chance.random() * 0.1)
        with server.lock:
            under_way[0] -= 1

    with Server(behave) as server:
        send(rollcall, "a.csv", server, "--concurrency", str(concurrency))
        last, traits = {}, {}
        for message in server.messages:
            row = int(message["messageId"].split("-")[-1])
            for value in (message["userId"], message["traits"]["email"]):
                assert last.get(value, 0) < row, f"row {row} took effect before row {last[value]}"
                last[value] = row
            traits[message["userId"]] = message["traits"]["email"]
        # The state in the end is that of one request after the other.
        assert traits == dict(rows)
        assert most[0] > 1 if concurrency > 1 else most[0] == 1


def test_what_was_undone_or_removed_counts_as_changed(rollcall, tmp_path):
    line = ["import", people(tmp_path / "a.csv", 20), "--only-changed", "user_id", "--format", "json"]
    for number, away in enumerate([["runs", "undo", "r0"], ["profiles", "delete", "user_id:u1", "--yes"], ["space", "reset", "--yes"]]):
        assert totals(rollcall(*line, "--run-id", f"r{number}"))[1] == 20
        assert totals(rollcall(*line))[3] == 20
        if away[0] == "runs":
            away[2] = f"r{number}"
        rollcall(*away)
