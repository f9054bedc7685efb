"""SIGINT and SIGTERM: what is said at once, what to type next, and that it works."""

import json
import os
import pty
import re
import select
import shlex
import signal
import subprocess
import threading
import time

import pytest

from conftest import BINARY, read_rest
from test_remote import FAST, people, totals
from tracking_server import Server

RUN_LINE = re.compile(r"Run (\S+)\. If it is interrupted: (rollcall runs resume .*)")


def started(arguments, cwd, stderr=subprocess.PIPE, env=None):
    return subprocess.Popen(
        [BINARY, *map(str, arguments)], cwd=cwd, stdout=subprocess.PIPE, stderr=stderr, env={**os.environ, **FAST, **(env or {})}
    )


def read_until(stream, pattern, seconds=60):
    """What a descriptor gives until `pattern` is in it; a test that waits for ever fails."""
    text, end = "", time.monotonic() + seconds
    while not re.search(pattern, text):
        assert time.monotonic() < end, text
        piece = os.read(stream, 4096)
        assert piece, text
        text += piece.decode()
    return text


class Held(Server):
    """A server that takes one batch and keeps the second request waiting until `release` is set."""

    def __init__(self):
        self.holds, self.release = threading.Event(), threading.Event()
        super().__init__(self.wait)

    def wait(self, number, body, server):
        if number == 2:
            self.holds.set()
            self.release.wait(60)

    def __exit__(self, *arguments):
        self.release.set()
        super().__exit__(*arguments)


@pytest.mark.parametrize("place", ["space", "dir:out", "url"])
@pytest.mark.parametrize(
    "number, flags", [(signal.SIGKILL, []), (signal.SIGKILL, ["--no-check"]), (signal.SIGINT, [])],
    ids=["killed checking", "killed sending", "interrupted checking"],
)
def test_the_first_message_says_what_to_type_whenever_the_plug_is_pulled(rollcall, tmp_path, place, number, flags):
    rows = 10_000
    people(tmp_path / "a.csv", rows, width=300)
    with Server() as server:
        to = server.url if place == "url" else place
        process = started(["import", "a.csv", "--to", to, *flags], tmp_path)
        text = read_until(process.stderr.fileno(), r"If it is interrupted: .*\n")
        # Of the words before it none is about rows: nothing was read yet.
        assert "Checked" not in text and not server.requests
        run, command = RUN_LINE.search(text).groups()
        journal = tmp_path / ".rollcall" / "runs" / run / "journal"
        while flags and process.poll() is None and not (journal.exists() and journal.stat().st_size):
            time.sleep(0.001)
        process.send_signal(number)
        process.communicate(timeout=60)
        assert process.returncode in (-9, 130)
        # Just that command, as it stands there.
        done = rollcall(*shlex.split(command)[1:], "--format", "json", env=FAST)
        assert totals(done) == (rows, rows, 0, 0, 0)
        if place == "url":
            assert set(server.message_ids) == {f"rollcall-{run}-1-{row}" for row in range(1, rows + 1)}
    if place == "space":
        assert json.loads(rollcall("space", "stats", "--format", "json").out)["profiles"] == rows


@pytest.mark.parametrize("number, again, status", [(signal.SIGINT, "Ctrl-C again", 130), (signal.SIGTERM, "A second signal", 143)])
@pytest.mark.parametrize("signals", [1, 2])
@pytest.mark.parametrize("command", ["import", "resume"])
def test_the_first_signal_is_answered_at_once(rollcall, tmp_path, number, again, status, signals, command):
    people(tmp_path / "a.csv", 3000, width=1000)
    line = ["import", "a.csv", "--run-id", "r", "--format", "json", "--to"]
    with Held() as server:
        if command == "resume":
            server.behave = lambda count, body, server: (401, "", {})
            rollcall(*line, server.url, status=77)
            server.requests.clear()
            server.behave = server.wait
        process = started(
            ["runs", "resume", "r", "--format", "json"] if command == "resume" else [*line, server.url], tmp_path
        )
        said = read_until(process.stderr.fileno(), RUN_LINE.pattern)
        assert server.holds.wait(60)
        process.send_signal(number)
        text = read_until(process.stderr.fileno(), "To go on later: .*\n")
        # A request is still under way, and what to type stands there.
        assert process.poll() is None and not server.release.is_set()
        assert f"{again} ends it at once." in text and "To go on later: rollcall runs resume r\n" in text
        if signals == 1:
            server.release.set()
        else:
            process.send_signal(number)
        out, err = process.communicate(timeout=60)
        assert process.returncode == status, said + text + err.decode()
        if signals == 1:
            # Standard output holds the totals and nothing else.
            assert totals_of(out)["delivered"] == len(server.messages)
            assert b"rollcall runs resume r" in err
        else:
            assert not server.release.is_set() and out == b"" and err == b""


def totals_of(out):
    found = json.loads(out)
    assert sum(found[part] for part in ("delivered", "rejected", "skipped", "unprocessed")) == found["read"]
    return found


@pytest.mark.parametrize("progress", ["always", "never"])
def test_a_terminal_shows_whole_lines(tmp_path, progress):
    people(tmp_path / "a.csv", 3000, width=1000)
    with Held() as server:
        main, other = pty.openpty()
        process = started(
            ["import", "a.csv", "--to", server.url, "--run-id", "r", "--progress", progress, "--color", "never"],
            tmp_path, stderr=other, env={"TERM": "xterm"},
        )
        os.close(other)
        assert server.holds.wait(60)
        if progress == "always":
            read_until(main, "Delivering")
        process.send_signal(signal.SIGINT)
        text = read_until(main, "To go on later: .*\n")
        # What stood on the line is gone before the words; without a bar they have a line of their own.
        before = text[: text.index("Stopping:")]
        assert before.endswith("\r\x1b[K" if progress == "always" else "\r\n")
        if progress == "always":
            read_until(main, "Delivering")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        assert process.returncode == 130
        os.close(main)


@pytest.mark.parametrize("signals", [1, 2])
def test_quiet_says_only_how_to_go_on(tmp_path, signals):
    people(tmp_path / "a.csv", 3000, width=1000)
    with Held() as server:
        process = started(["import", "a.csv", "--to", server.url, "--run-id", "r", "--quiet"], tmp_path)
        assert server.holds.wait(60)
        process.send_signal(signal.SIGTERM)
        if signals == 2:
            time.sleep(0.2)
            process.send_signal(signal.SIGTERM)
        else:
            server.release.set()
        _, err = process.communicate(timeout=60)
        assert process.returncode == 143
        assert "Stopping" not in err.decode() and err.decode().count("rollcall runs resume r") == 1


@pytest.mark.parametrize(
    "command, flags",
    [(["check"], []), (["check"], ["--quiet"]), (["plan"], []), (["split", "--parts", "2", "-o", "parts"], [])],
)
def test_work_that_does_not_end_soon_says_so(tmp_path, command, flags):
    # Opening a pipe that nobody writes to lasts for ever.
    os.mkfifo(tmp_path / "a.csv")
    process = started([*command, "a.csv", *flags], tmp_path)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    if flags:
        time.sleep(0.5)
    else:
        assert "Ctrl-C again ends it at once" in read_until(process.stderr.fileno(), "\n")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130 and err == b""


def test_ctrl_c_at_the_question_ends_it(tmp_path):
    people(tmp_path / "a.csv", 5)
    main, other = pty.openpty()
    process = subprocess.Popen(
        [BINARY, "import", "a.csv", "--to", "https://rollcall.invalid", "--run-id", "r"], cwd=tmp_path, stdin=other,
        stdout=subprocess.PIPE, stderr=other, env={**os.environ, "SEGMENT_WRITE_KEY": "K", "TERM": "xterm"},
        start_new_session=True,
    )
    os.close(other)
    read_until(main, r"Send\? \[y/N\] ")
    # Nothing is drawn over the question, however long it stands there; the bar is drawn each second.
    assert not select.select([main], [], [], 1.5)[0]
    process.send_signal(signal.SIGINT)
    text = read_until(main, "nothing was sent")
    process.communicate(timeout=60)
    assert process.returncode == 130 and "rollcall runs resume r" in text + read_rest(main)


def test_a_run_that_was_interrupted_before_anybody_agreed_asks_again(rollcall, tmp_path):
    people(tmp_path / "a.csv", 20_000, width=300)
    key = {"SEGMENT_WRITE_KEY": "K"}
    line = ["import", "a.csv", "--to", "https://rollcall.invalid", "--run-id"]
    process = started([*line, "r"], tmp_path, env=key)
    read_until(process.stderr.fileno(), RUN_LINE.pattern)
    process.kill()
    process.communicate()
    refused = rollcall("runs", "resume", "r", env=key, status=64)
    assert "nothing was sent" in refused.err and "--yes" in refused.err
    kit = started([*line, "k", "--undo-kit", "kit"], tmp_path, env={**key, "SEGMENT_PROFILE_TOKEN": "T", "SEGMENT_SPACE_ID": "s"})
    text = read_until(kit.stderr.fileno(), "\n")
    kit.kill()
    _, rest = kit.communicate()
    # What is made before the first row goes is the import's own.
    assert "If it is interrupted" not in text + rest.decode()


def test_the_history_repeats_what_finds_the_run(rollcall, tmp_path):
    people(tmp_path / "a.csv", 3000, width=1000)
    place = ["--space", "my space", "--runs", "elsewhere"]
    with Server(lambda number, body, server: (401, "", {}) if number > 1 else None) as server:
        rollcall("import", "a.csv", "--to", server.url, "--run-id", "r", *place, env=FAST, status=77)
        server.behave = lambda number, body, server: None
        shown = rollcall("runs", "show", "r", *place).out
        command = re.search("rollcall runs resume .*", shown).group()
        assert totals(rollcall(*shlex.split(command)[1:], "--format", "json", env=FAST))[1] == 3000
