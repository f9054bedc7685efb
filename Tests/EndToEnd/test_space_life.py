"""The life of a space: templates, keys, copies, deletion, undo, and what several processes do to it."""

import json
import os
import sqlite3
import subprocess

import pytest

from conftest import BINARY
from tracking_server import Server


def people(count, start=0, **columns):
    """A CSV of so many people."""
    names = ["user_id", "email", *columns]
    lines = [",".join(names)]
    for number in range(start, start + count):
        lines.append(",".join([f"u{number}", f"e{number}@example.com", *columns.values()]))
    return "\n".join(lines) + "\n"


def importing(rollcall, tmp_path, name, text, *flags, **options):
    (tmp_path / name).write_text(text)
    result = rollcall("import", name, "--format", "json", *flags, **options)
    return json.loads(result.out)


def count(rollcall):
    return len(rollcall("profiles", "--format", "json").out.splitlines())


def test_a_space_begins_with_a_template(rollcall, tmp_path):
    (tmp_path / "t.csv").write_text("email,user_id,member_no,City,email_subscription_status\n")
    result = rollcall("space", "init", "--from-template", "t.csv", "--identifiers", "member_no")
    assert "City" in result.err and "member_no" not in result.err.split("Traits")[1]
    shown = rollcall("space", "show").out
    assert "identifier member_no" in shown and "City" in shown
    assert rollcall("template").out == "email,user_id,member_no,City\n"
    rollcall("space", "init", "--from-template", "t.csv", "--identifiers", "no_such", "--force", status=78)
    rollcall("space", "init", "--identifiers", "x", "--force", status=64)
    rollcall("space", "init", "--from-template", "none.csv", "--force", status=65)


def test_the_check_tests_everything_and_leaves_nothing_behind(rollcall, tmp_path):
    rollcall("space", "init")
    importing(rollcall, tmp_path, "p.csv", people(3))
    before = rollcall("profiles", "--format", "json").out
    items = [json.loads(line) for line in rollcall("space", "check", "--format", "json").out.splitlines()]
    outcomes = {item["item"]: item["outcome"] for item in items}
    assert outcomes["probe"] == outcomes["debugger"] == outcomes["look_up"] == outcomes["clean_up"] == "pass"
    assert outcomes["store"] == outcomes["permissions"] == outcomes["configuration"] == "pass"
    assert outcomes["write_keys"] == "skip"
    assert rollcall("profiles", "--format", "json").out == before
    database = sqlite3.connect(tmp_path / ".rollcall" / "profiles.sqlite")
    for table in ["sources", "debugger", "counts", "message_ids", "events"]:
        assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
    database.close()
    rollcall("space", "keys", "create", "site")
    os.chmod(tmp_path / ".rollcall", 0o755)
    failed = rollcall("space", "check", status=78)
    assert "chmod 700" in failed.err and "PASS" in failed.out and "site" in failed.out
    (tmp_path / ".rollcall" / "space.yaml").write_text("identifiers: [emial, emial]\n")
    assert "space.yaml" in rollcall("space", "check", status=78).out


def segment_items(rollcall, *flags, status=0, **env):
    out = rollcall("space", "check", "--format", "json", *flags, status=status, env=env).out
    return {i["item"]: i for i in map(json.loads, out.splitlines()) if i["item"].startswith("segment")}


def test_a_segment_space_is_read_and_probed_only_by_name(rollcall, tmp_path):
    rollcall("space", "init")
    assert segment_items(rollcall)["segment"]["outcome"] == "skip"
    with Server(profiles={}) as server:
        env = {"SEGMENT_REGION": server.url, "SEGMENT_WRITE_KEY": "key", "SEGMENT_SPACE_ID": "spa_1",
               "SEGMENT_PROFILE_TOKEN": "token"}
        items = segment_items(rollcall, **env)
        assert {name: item["outcome"] for name, item in items.items()} == {
            "segment_write_key": "skip", "segment_profile_api": "pass", "segment_probe": "skip"}
        assert server.requests == []
        assert "no space ID" in segment_items(rollcall, **env | {"SEGMENT_SPACE_ID": ""})["segment_profile_api"]["detail"]
        server.profiles = None
        sent = rollcall("space", "check", "--probe", "user_id:tester", env=env)
        assert "stays in the space" in sent.err and "arrived" in sent.out
        [message] = server.messages
        assert message["userId"] == "tester" and message["integrations"] == {"All": False, "Personas": True}
        wrong = segment_items(rollcall, "--probe", "no_such:x", status=78, **env)
        assert "no identifier" in wrong["segment_probe"]["detail"]
        assert len(server.messages) == 1
    for refusing, item in [(lambda n, b, s: (401, "{}", {}), "segment_probe")]:
        with Server(refusing, profiles={}) as server:
            env["SEGMENT_REGION"] = server.url
            failed = segment_items(rollcall, "--probe", "user_id:tester", status=78, **env)
            assert failed[item]["outcome"] == "fail" and server.messages == []


def test_keys_are_shown_once(rollcall, tmp_path):
    rollcall("space", "keys", "create", "site", status=66)
    rollcall("space", "init")
    secret = rollcall("space", "keys", "create", "site", "--source", "web shop").out.strip()
    token = rollcall("space", "keys", "create", "reader", "--token").out.strip()
    assert len(secret) == len(token) == 32 and secret != token
    listed = rollcall("space", "keys", "list").out
    assert secret not in listed and "web shop" in listed and "profile token" in listed
    rollcall("space", "keys", "create", "site", status=73)
    rollcall("space", "keys", "revoke", "site")
    rollcall("space", "keys", "revoke", "site", status=1)
    assert "revoked" in rollcall("space", "keys", "list").out
    for file in (tmp_path / ".rollcall").iterdir():
        assert secret.encode() not in file.read_bytes()


def test_rules_are_copied_and_nothing_else(rollcall, tmp_path):
    rollcall("space", "init", "--space", "dev", "--preset", "contact-center")
    (tmp_path / "dev" / "space.yaml").write_text("name: Dev\nslug: dev\nidentifiers: [email, phone]\n")
    rollcall("space", "copy", "prod", "--space", "dev")
    shown = rollcall("space", "show", "--space", "prod").out
    assert "identifier phone" in shown and "Dev" not in shown
    rollcall("space", "copy", "prod", "--space", "dev", status=73)
    (tmp_path / "prod" / "space.yaml").write_text("name: Production\n")
    rollcall("space", "copy", "prod", "--space", "dev", "--force")
    assert "Production" in rollcall("space", "show", "--space", "prod").out


def test_backup_and_reset(rollcall, tmp_path):
    importing(rollcall, tmp_path, "p.csv", people(50))
    rollcall("space", "backup", "copy.sqlite")
    assert os.stat(tmp_path / "copy.sqlite").st_mode & 0o777 == 0o600
    rollcall("space", "backup", "copy.sqlite", status=73)
    rollcall("space", "reset", status=64)
    assert count(rollcall) == 50
    rollcall("space", "reset", "--yes")
    assert count(rollcall) == 0
    assert b"e17@example.com" not in (tmp_path / ".rollcall" / "profiles.sqlite").read_bytes()
    # The run went with its profiles: the same file may come again.
    assert importing(rollcall, tmp_path, "p.csv", people(50))["delivered"] == 50
    rollcall("space", "reset", "--yes")
    os.replace(tmp_path / "copy.sqlite", tmp_path / ".rollcall" / "profiles.sqlite")
    assert count(rollcall) == 50
    stats = json.loads(rollcall("space", "stats", "--format", "json").out)
    assert stats["profiles"] == 50 and stats["identifiers"]["email"] == 50
    assert "50" in rollcall("space", "stats").out


def test_a_person_is_deleted_wholly(rollcall, tmp_path):
    run = importing(rollcall, tmp_path, "p.csv", people(20, city="Rome"))["run"]
    bad = "user_id,email,city\nu7,e7@example.com,Paris\n,,lost e7@example.com\n"
    second = importing(rollcall, tmp_path, "q.csv", bad, "--max-errors", "1", status=1)["run"]
    rollcall("space", "backup", "copy.sqlite")
    rollcall("profiles", "delete", "user_id:u7", status=64)
    result = rollcall("profiles", "delete", "email:e7@example.com", "--yes")
    assert run in result.err and second in result.err
    assert "copy.sqlite" in result.err and "rejects.csv" in result.err
    rollcall("profile", "user_id:u7", status=1)
    rollcall("profiles", "delete", "user_id:u7", "--yes", status=1)
    assert count(rollcall) == 19
    for name in ["profiles.sqlite", "profiles.sqlite-wal"]:
        file = tmp_path / ".rollcall" / name
        assert not file.exists() or b"e7@example.com" not in file.read_bytes()
    # Whoever comes again is somebody new.
    importing(rollcall, tmp_path, "r.csv", people(1, start=7))
    assert "Paris" not in rollcall("profile", "user_id:u7").out


def test_processes_that_find_no_space_yet_make_one_together(rollcall, tmp_path):
    for attempt in range(10):
        folder = tmp_path / str(attempt)
        processes = []
        for part in range(3):
            (tmp_path / f"{part}.csv").write_text(people(4, start=part * 4))
            processes.append(
                subprocess.Popen(
                    [BINARY, "import", f"{part}.csv", "--quiet", "--space", folder], cwd=tmp_path,
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE))
        for process in processes:
            _, err = process.communicate(timeout=60)
            assert process.returncode == 0, err
        stored = sqlite3.connect(folder / "profiles.sqlite").execute("SELECT count(*) FROM profiles")
        assert stored.fetchone() == (12,)


def test_two_processes_importing_at_once_lose_nothing(rollcall, tmp_path):
    rollcall("space", "init")
    for part in range(2):
        # Half of the people are in both files.
        (tmp_path / f"{part}.csv").write_text(people(40_000, start=part * 20_000, part=str(part)))
    processes = [
        subprocess.Popen(
            [BINARY, "import", f"{part}.csv", "--format", "json"], cwd=tmp_path,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for part in range(2)
    ]
    for process in processes:
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, err
        assert json.loads(out)["delivered"] == 40_000
    database = sqlite3.connect(tmp_path / ".rollcall" / "profiles.sqlite")
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert database.execute("SELECT count(*) FROM profiles WHERE merged_into IS NULL").fetchone() == (60_000,)
    assert database.execute("SELECT value FROM space WHERE key = 'profiles'").fetchone() == (60_000,)
    assert database.execute("SELECT count(*) FROM lookup").fetchone() == (120_000,)
    assert database.execute("SELECT sum(row_count) FROM runs").fetchone() == (80_000,)
    database.close()


def test_a_run_is_undone_unless_something_came_after(rollcall, tmp_path):
    importing(rollcall, tmp_path, "a.csv", people(30, city="Rome"))
    before = rollcall("profiles", "--format", "json").out
    run = importing(rollcall, tmp_path, "b.csv", people(30, start=10, city="Oslo"))["run"]
    later = importing(rollcall, tmp_path, "c.csv", people(1, start=12))["run"]
    refused = rollcall("runs", "undo", run, status=1)
    assert later in refused.err
    rollcall("runs", "undo", later)
    result = rollcall("runs", "undo", run)
    assert "10 profiles removed" in result.err and "20 as before" in result.err
    assert rollcall("profiles", "--format", "json").out == before
    rollcall("runs", "undo", run, status=1)
    rollcall("runs", "undo", "nothing", status=66)
    # The same file again is a new run.
    assert importing(rollcall, tmp_path, "b.csv", people(30, start=10, city="Oslo"))["delivered"] == 30
