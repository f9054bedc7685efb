"""Faults at home: the disk, the folder, the file; and the nightly line, whatever happens to it."""

import json
import os
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from conftest import BINARY
from test_remote import FAST, people, totals
from tracking_server import Server


@pytest.fixture(scope="session")
def faults(tmp_path_factory):
    """What makes a file, the clock or the look-up of names fail; see faults.c."""
    library = tmp_path_factory.mktemp("faults") / "faults.so"
    source = Path(__file__).with_name("faults.c")
    compiler = shutil.which("cc") or "clang"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return lambda **rules: {"LD_PRELOAD": str(library), **{f"FAULT_{name}": rule for name, rule in rules.items()}}


def with_full_disk():
    """No file may grow beyond 300 kB: what a full disk is like, without one."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))


def test_a_disk_that_is_full_stops_a_run_that_can_go_on(rollcall, tmp_path):
    people(tmp_path / "a.csv", 3000, width=1000)
    command = [BINARY, "import", "a.csv", "--to", "dir:out", "--run-id", "r"]
    done = subprocess.run(command, cwd=tmp_path, preexec_fn=with_full_disk, capture_output=True, text=True)
    assert done.returncode == 74 and "out" in done.stderr
    assert "rollcall runs resume r" in done.stderr
    assert not list((tmp_path / "out").glob("*.part"))
    assert totals(rollcall("runs", "resume", "r", "--format", "json")) == (3000, 3000, 0, 0, 0)
    found = [m for f in sorted((tmp_path / "out").iterdir()) for m in json.loads(f.read_text())["batch"]]
    assert [m["userId"] for m in found] == [f"u{n}" for n in range(1, 3001)]


def test_a_folder_that_vanishes_is_told(rollcall, tmp_path):
    people(tmp_path / "a.csv", 60_000, width=1000)
    process = subprocess.Popen(
        [BINARY, "import", "a.csv", "--to", "dir:out", "--run-id", "r", "--no-check"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )
    while not (tmp_path / "out" / "batch-000001.json").exists():
        time.sleep(0.005)
    (tmp_path / "out").rename(tmp_path / "gone")
    _, err = process.communicate(timeout=120)
    assert process.returncode == 74 and "vanished" in err
    assert "gone" in rollcall("runs", "resume", "r", status=74).err
    (tmp_path / "gone").rename(tmp_path / "out")
    assert totals(rollcall("runs", "resume", "r", "--format", "json"))[1] == 60_000
    found = [m["userId"] for f in sorted((tmp_path / "out").iterdir()) for m in json.loads(f.read_text())["batch"]]
    assert found == [f"u{n}" for n in range(1, 60_001)]


def test_a_file_that_changes_under_way_is_told(rollcall, tmp_path):
    file = people(tmp_path / "a.csv", 5000, width=1000)
    shutil.copy(file, tmp_path / "old.csv")

    def behave(number, body, server):
        if number == 3:
            with open(file, "a") as more:
                more.write("late,,\n")
            time.sleep(1)

    with Server(behave) as server:
        changed = rollcall("import", file, "--to", server.url, "--run-id", "r", env=FAST, status=74)
        assert "changed" in changed.err and "rollcall runs resume r" in changed.err
        assert "changed" in rollcall("runs", "resume", "r", env=FAST, status=74).err
        shutil.copy(tmp_path / "old.csv", file)
        assert totals(rollcall("runs", "resume", "r", "--format", "json", env=FAST)) == (5000, 5000, 0, 0, 0)
        assert len(server.message_ids) == len(set(server.message_ids)) == 5000


def test_the_nightly_line_can_be_run_killed_and_run_again(rollcall, tmp_path):
    file = people(tmp_path / "a.csv", 5000, width=1000)
    delay = [0.0]
    with Server(lambda number, body, server: time.sleep(delay[0])) as server:
        line = ["import", str(file), "--to", server.url, "--max-errors", "1%", "--only-changed", "user_id", "--yes"]
        line += ["--format", "json"]
        first = rollcall(*line, "--run-id", "monday", env=FAST)
        assert totals(first) == (5000, 5000, 0, 0, 0)
        assert totals(rollcall(*line, "--run-id", "monday", env=FAST)) == totals(first)
        assert len(server.messages) == 5000
        # The next night half of the people have changed, and the power fails in between.
        text = file.read_text().splitlines()
        text[1::2] = [row + "!" for row in text[1::2]]
        file.write_text("\n".join(text) + "\n")
        server.taken.clear()
        delay[0] = 0.3
        process = subprocess.Popen(
            [BINARY, *line, "--run-id", "tuesday"], cwd=tmp_path, env={**os.environ, **FAST}, stdout=subprocess.PIPE
        )
        while len(server.taken) < 2:
            time.sleep(0.01)
        process.kill()
        process.communicate()
        delay[0] = 0
        assert totals(rollcall(*line, "--run-id", "tuesday", env=FAST)) == (5000, 2500, 0, 2500, 0)
        changed = {f"u{n}" for n in range(1, 5001, 2)}
        assert {m["userId"] for m in server.messages} == changed
        assert totals(rollcall(*line, "--run-id", "tuesday", env=FAST)) == (5000, 2500, 0, 2500, 0)
        assert totals(rollcall(*line, "--run-id", "wednesday", env=FAST)) == (5000, 0, 0, 5000, 0)


def test_a_read_error_is_told_and_the_run_goes_on(rollcall, faults, tmp_path):
    people(tmp_path / "a.csv", 5000, width=1000)
    failing = faults(READ="/a.csv:2500000")
    # The check reads all of it first: nothing is sent.
    checked = rollcall("import", "a.csv", "--to", "dir:out", env=failing, status=74)
    assert "a.csv: Input/output error" in checked.err and not list((tmp_path / "out").glob("*"))
    line = ["import", "a.csv", "--to", "dir:half", "--run-id", "r", "--no-check"]
    sending = rollcall(*line, env=failing, status=74)
    assert "a.csv: Input/output error" in sending.err and "rollcall runs resume r" in sending.err
    assert len(list((tmp_path / "half").glob("*"))) > 1
    assert totals(rollcall("runs", "resume", "r", "--format", "json")) == (5000, 5000, 0, 0, 0)
    found = [m["userId"] for f in sorted((tmp_path / "half").iterdir()) for m in json.loads(f.read_text())["batch"]]
    assert found == [f"u{n}" for n in range(1, 5001)]


@pytest.mark.parametrize("seconds", [10**7, -(10**7)])
def test_a_clock_that_jumps_does_no_harm(rollcall, faults, tmp_path, seconds):
    people(tmp_path / "a.csv", 3000, width=1000)
    with Server(lambda number, body, server: (time.sleep(0.1), (401, "", {}) if number == 4 else None)[1]) as server:
        line = ["import", "a.csv", "--to", server.url, "--format", "json", "--time-limit", "1m"]
        rollcall(*line, env={**FAST, **faults(CLOCK=f"{seconds}:300")}, status=77)
        run = json.loads(rollcall("runs", "list", "--format", "json").out)["run"]
        # The clock is right again, months away from when the run was begun or went on.
        done = rollcall("runs", "resume", run, "--format", "json", env=FAST)
        assert totals(done) == (3000, 3000, 0, 0, 0)
        assert len(server.message_ids) == len(set(server.message_ids)) == 3000
        other = rollcall(*line, env={**FAST, **faults(CLOCK=f"{seconds}:0")})
        assert totals(other) == (3000, 3000, 0, 0, 0)


def test_a_reader_that_goes_away_is_told(tmp_path):
    people(tmp_path / "a.csv", 20_000, width=1000)
    process = subprocess.Popen(
        [BINARY, "import", "a.csv", "--to", "-"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert json.loads(process.stdout.readline())["userId"] == "u1"
    process.stdout.close()
    err = process.stderr.read().decode()
    assert process.wait(60) == 74 and "nobody reads standard output" in err
    # Totals that nobody reads change nothing about the run.
    done = subprocess.run(
        ["sh", "-c", '"$0" import a.csv --to dir:out --run-id r | true; "$0" runs show r', BINARY],
        cwd=tmp_path, capture_output=True, text=True, timeout=120,
    )
    assert "finished" in done.stdout


def test_a_second_signal_ends_at_once(rollcall, tmp_path):
    people(tmp_path / "a.csv", 3000, width=1000)
    asked = []

    def behave(number, body, server):
        asked.append(number)
        time.sleep(3 if number == 2 else 0)

    with Server(behave) as server:
        process = subprocess.Popen(
            [BINARY, "import", "a.csv", "--to", server.url, "--run-id", "r"], cwd=tmp_path,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        while len(asked) < 2:
            time.sleep(0.01)
        process.terminate()
        time.sleep(0.3)
        assert process.poll() is None, "the first signal lets what is under way arrive"
        process.terminate()
        began = time.monotonic()
        assert process.wait(60) == 143 and time.monotonic() - began < 2
        process.communicate()
        assert totals(rollcall("runs", "resume", "r", "--format", "json", env=FAST))[1] == 3000
        assert len(set(server.message_ids)) == 3000


def test_a_name_is_looked_up_again_after_a_failure(rollcall, faults, tmp_path):
    people(tmp_path / "a.csv", 3000, width=1000)
    names = tmp_path / "names"
    names.write_text("127.0.0.2")

    def behave(number, body, server):
        if number < 3:
            return None
        # The server has moved to another address.
        names.write_text("127.0.0.1")
        return "drop"

    with Server(behave, host="127.0.0.2") as old, Server(port=old.http.server_port) as new:
        result = rollcall(
            "import", "a.csv", "--to", f"http://people.test:{old.http.server_port}", "--allow-insecure-http", "--yes",
            "--format", "json", env={**FAST, "SEGMENT_WRITE_KEY": "K", **faults(NAMES=str(names))},
        )
        assert totals(result) == (3000, 3000, 0, 0, 0)
        assert len(old.taken) == 2 and len(new.taken) > 2
        assert sorted(old.message_ids + new.message_ids) == sorted(set(old.message_ids + new.message_ids))
