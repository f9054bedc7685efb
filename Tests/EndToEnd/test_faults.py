"""Faults at home: the disk, the folder, the file; and the nightly line, whatever happens to it."""

import json
import os
import resource
import shutil
import signal
import subprocess
import time

from conftest import BINARY
from test_remote import FAST, people, totals
from tracking_server import Server


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
