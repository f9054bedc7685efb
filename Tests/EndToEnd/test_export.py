"""An export of a whole space goes into an empty one and is the same there; old runs are forgotten."""

import gzip
import json
import sqlite3
import time

import pytest

ROWS = """user_id,email,anonymous_id,group_id,name,score,note
u1,,a1,acme,Zoë,1.50,"a, ""b""
c"
,x@example.org,a2,,Ann,2,
u1,x@example.org,,globex,Ann,3e0,
u2,y@example.org,,,Bob,,\\n
,z@example.org,a3,,,7,
"""
MAPPING = "columns: {score: {trait: score, type: number}}\n"


@pytest.fixture
def filled(rollcall, tmp_path):
    """A space with merges, accounts and numbers."""
    (tmp_path / "rows.csv").write_text(ROWS)
    (tmp_path / "map.yaml").write_text(MAPPING)
    rollcall("import", "rows.csv", "--mapping", "map.yaml", "--space", "one")
    return tmp_path


def profiles(rollcall, space, *flags):
    return rollcall("profiles", "--space", space, *flags).out


def test_json_brings_everything_back(rollcall, filled):
    whole = profiles(rollcall, "one", "--format", "json")
    found = [json.loads(line) for line in whole.splitlines()]
    assert [len(p["merges"]) for p in found] == [1, 0, 0]
    assert [link["group_id"] for link in found[0]["links"]] == ["acme", "globex"]
    (filled / "whole.json.gz").write_bytes(gzip.compress(whole.encode()))
    told = rollcall("profiles", "import", "whole.json.gz", "--space", "two")
    assert "3 profiles of whole.json.gz put into two" in told.err
    assert profiles(rollcall, "two", "--format", "json") == whole
    database = sqlite3.connect(filled / "two" / "profiles.sqlite")
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert database.execute("SELECT value FROM space WHERE key = 'profiles'").fetchone() == (3,)
    database.close()
    # The same rows again change nothing, in the copy as in the first.
    for space in ("one", "two"):
        plan = rollcall("plan", "rows.csv", "--mapping", "map.yaml", "--space", space, "--format", "json")
        assert json.loads(plan.out)["totals"] == {
            "created": 0, "updated": 0, "unchanged": 3, "merges": 0, "left_off": 0, "blocked": 0}
    # A merged-away ID still leads on; everything says where it came from.
    merged = found[0]["merges"][0]["merged"]
    shown = rollcall("profile", f"segment_id:{merged}", "--space", "two").out
    assert found[0]["segment_id"] in shown and "whole.json.gz, data row 1" in shown
    run = json.loads(rollcall("import", "rows.csv", "--mapping", "map.yaml", "--space", "two", "--format", "json").out)
    assert run["delivered"] == 5
    rollcall("runs", "undo", run["run"], "--space", "two")
    assert profiles(rollcall, "two", "--format", "json") == whole


@pytest.mark.parametrize("form", "abc")
def test_each_form_of_csv_brings_profiles_back(rollcall, filled, form):
    whole = profiles(rollcall, "one", "--format", "csv", "--csv-format", form)
    rollcall("profiles", "import", "-", "--space", "two", stdin=whole)
    assert profiles(rollcall, "two", "--format", "csv", "--csv-format", form) == whole
    assert "u2" in rollcall("profile", "email:y@example.org", "--space", "two").out


def test_an_export_is_put_in_whole_or_not_at_all(rollcall, filled):
    lines = profiles(rollcall, "one", "--format", "json").splitlines()
    refused = rollcall("profiles", "import", "-", "--space", "one", stdin="\n".join(lines), status=1)
    assert "into an empty one" in refused.err
    other = json.loads(lines[1])
    other["segment_id"] = json.loads(lines[2])["segment_id"]
    for broken, word, status in [
        ("\n".join([*lines, lines[0]]), "twice", 1),
        ("\n".join([lines[1], json.dumps(other)]), "hold the same", 1),
        ("\n".join([lines[0], lines[1][:-9]]), "line 2", 65),
        (lines[0].replace("use_", "xyz_"), "no profile ID", 1),
        ("key,value\nuse_1,{}\n", "columns", 65),
        ("key,value,external_ids\nuse_1,[],{}\n", "line 2", 65),
        ("key,value,external_ids\n\"use_1", "line 2", 65),
    ]:
        result = rollcall("profiles", "import", "-", "--space", "two", stdin=broken, status=status)
        assert word in result.err, str(result)
        assert profiles(rollcall, "two", "--format", "json") == ""
    rollcall("profiles", "import", "none.json", "--space", "two", status=66)
    rollcall("profiles", "import", "-", "--space", "two", stdin="")


def test_old_runs_are_forgotten_with_what_they_could_be_undone_by(rollcall, filled):
    text = "user_id,name\nu1,New\n"
    (filled / "new.csv").write_text(text)
    run = json.loads(rollcall("import", "new.csv", "--space", "one", "--format", "json").out)["run"]
    database = filled / "one" / "profiles.sqlite"

    def kept():
        connection = sqlite3.connect(database)
        rows = connection.execute("SELECT count(*) FROM undo").fetchone()[0]
        connection.close()
        return rows

    assert kept() == 1
    rollcall("runs", "prune", "--space", "one")
    assert kept() == 1
    time.sleep(1.1)
    told = rollcall("runs", "prune", "--older-than", "1s", "--space", "one")
    assert run in told.out and "2 runs of the space one can no longer be undone" in told.err
    assert kept() == 0
    assert "no longer kept" in rollcall("runs", "undo", run, "--space", "one", status=1).err
