"""`kill -9` at random moments of an import: the space opens, is sound, and the run goes on to the same end.

Ten moments here; `make crash` takes 500 (ROLLCALL_KILLS).
"""

import json
import os
import random
import signal
import sqlite3
import subprocess
import time

from conftest import BINARY

KILLS = int(os.environ.get("ROLLCALL_KILLS", "10"))
ROWS = 20_000


def people():
    """Repeated people, shared e-mails, merges, traits that change."""
    draw = random.Random(7)
    lines = ["user_id,email,anonymous_id,city,plan"]
    for row in range(ROWS):
        user = f"u{draw.randrange(15_000)}" if draw.random() < 0.8 else ""
        email = f"e{draw.randrange(17_000)}@example.com"
        anonymous = f"a{draw.randrange(12_000)}" if draw.random() < 0.5 else ""
        lines.append(f"{user},{email},{anonymous},City {row % 50},p{row % 7}")
    return "\n".join(lines) + "\n"


def state(folder):
    """What two imports of one file must agree on, whatever happened on the way."""
    database = sqlite3.connect(folder / "profiles.sqlite")
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]

    def one(sql):
        return database.execute(sql).fetchone()[0]

    profiles = [
        (sorted((type, value) for type, value, _, _ in json.loads(identifiers)), traits, merged, merges)
        for identifiers, traits, merged, merges in database.execute(
            "SELECT identifiers, traits, merged_into, merge_count FROM profiles ORDER BY id")
    ]
    result = (
        profiles,
        database.execute("SELECT survivor, merged, mark FROM merges ORDER BY id").fetchall(),
        database.execute("SELECT kind, type, value, profile FROM violations ORDER BY id").fetchall(),
        one("SELECT count(*) FROM lookup"),
        one("SELECT value FROM space WHERE key = 'profiles'"),
        one("SELECT sum(last_row - first_row + 1) FROM arrivals"),
        one("SELECT sum(row_count) FROM runs"),
    )
    database.close()
    return result


def test_a_killed_import_goes_on_to_the_same_end(tmp_path):
    (tmp_path / "people.csv").write_text(people())
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("ROLLCALL_", "SEGMENT_"))}

    def importing(space):
        return subprocess.Popen(
            [BINARY, "import", "people.csv", "--space", space, "--run-id", "R", "--quiet"],
            cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    started = time.monotonic()
    whole = importing("whole")
    assert whole.wait(300) == 0, whole.stderr.read()
    duration = time.monotonic() - started
    expected = state(tmp_path / "whole")
    assert expected[6] == ROWS
    draw = random.Random(os.environ.get("ROLLCALL_SEED", "1"))
    stopped = 0
    for kill in range(KILLS):
        space = f"space-{kill}"
        process = importing(space)
        try:
            process.wait(draw.uniform(0, duration))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            stopped += 1
        process.stderr.close()
        if (tmp_path / space / "profiles.sqlite").exists():
            profiles = subprocess.run(
                [BINARY, "profiles", "--space", space, "--format", "json"], cwd=tmp_path, env=environment,
                capture_output=True, timeout=300)
            assert profiles.returncode == 0, (kill, profiles.stderr)
        again = importing(space)
        assert again.wait(300) == 0, (kill, again.stderr.read())
        again.stderr.close()
        assert state(tmp_path / space) == expected, f"kill {kill}"
        subprocess.run(["rm", "-rf", space], cwd=tmp_path, check=True)
    # Most moments must lie inside the import.
    assert stopped >= KILLS // 2
