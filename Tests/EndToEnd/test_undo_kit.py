"""`import --undo-kit`: what profiles said before a send is kept, and can be brought back."""

import csv

from serving import Serving
from test_remote import FAST, totals

BEFORE = """user_id,email,Name,ltv,Plan,Untouched
u1,ann@example.com,Ann,12.5,pro,here
u2,bob@example.com,"Bob ""B"", Jr",3,,there
u3,,"two
lines",,free,
"""

# u1 changes, u2 gets a plan, u4 is new, and the last row makes one person of u3 and the person of this address.
AFTER = """user_id,email,Name,ltv,Plan,City
u1,ann@example.com,Anna,99,basic,Cork
u2,bob@example.com,Bob,4,pro,Riga
u4,new@example.com,New,1,pro,Oslo
u3,lone@example.com,Threes,7,pro,Bonn
"""

MAPPING = "columns:\n  ltv: {trait: ltv, type: number}\n"


def prepare(rollcall, server, tmp_path):
    (tmp_path / "before.csv").write_text(BEFORE)
    (tmp_path / "lone.csv").write_text("email,Name\nlone@example.com,Lone\n")
    (tmp_path / "after.csv").write_text(AFTER)
    (tmp_path / "map.yaml").write_text(MAPPING)
    env = {
        **FAST, "SEGMENT_WRITE_KEY": server.key, "SEGMENT_PROFILE_TOKEN": server.token,
        "SEGMENT_SPACE_ID": server.names["space ID"],
    }
    to = ["--to", f"http://{server.address}", "--format", "json", "--space", "mine"]
    rollcall("import", "before.csv", "--mapping", "map.yaml", *to, env=env)
    rollcall("import", "lone.csv", *to, env=env)
    return env, to


def traits(server, who):
    return server.profile(who).json["traits"]


def test_a_kit_brings_back_what_an_import_changed(rollcall, tmp_path):
    with Serving(tmp_path) as server:
        env, to = prepare(rollcall, server, tmp_path)
        people = ["user_id:u1", "user_id:u2", "user_id:u3"]
        before = {who: traits(server, who) for who in people}
        line = ["import", "after.csv", "--mapping", "map.yaml", *to, "--undo-kit", "kit"]
        sent = rollcall(*line, env=env)
        assert totals(sent) == (4, 4, 0, 0, 0)
        assert "Looking up" in sent.err and "up to" in sent.err and "4 profiles kept in kit" in sent.err
        assert sorted(f.name for f in (tmp_path / "kit").iterdir()) == [
            "README.txt", "mapping.yaml", "plan.html", "profiles.csv",
        ]
        assert (tmp_path / "kit").stat().st_mode & 0o777 == 0o700
        changed = traits(server, "user_id:u1")
        assert changed["Name"] == "Anna" and changed["ltv"] == 99 and changed["City"] == "Cork"
        # All traits were kept, and what cannot be undone is listed.
        rows = {row["user_id"]: row for row in csv.DictReader(open(tmp_path / "kit" / "profiles.csv", newline=""))}
        assert rows["u1"]["Untouched"] == "here" and rows["u1"]["ltv"] == "12.5"
        told = (tmp_path / "kit" / "README.txt").read_text()
        assert "Merges: 1." in told and "New profiles: 1." in told
        assert "rollcall import kit/profiles.csv --mapping kit/mapping.yaml --to" in told
        # Somebody else sets a trait meanwhile: it is not the import's to set back.
        server.batch([{"type": "identify", "userId": "u1", "traits": {"Untouched": "newer"}}])
        rollcall("import", "kit/profiles.csv", "--mapping", "kit/mapping.yaml", *to, env=env)
        for who in people:
            after = {name: value for name, value in traits(server, who).items() if value is not None}
            expected = before[who] | ({"Untouched": "newer"} if who == "user_id:u1" else {})
            if who == "user_id:u3":
                # The address of the person that was merged into this one stays.
                after.pop("email", None)
            assert after == expected, who


def test_a_kit_is_made_whole_or_nothing_is_sent(rollcall, tmp_path):
    with Serving(tmp_path) as server:
        env, to = prepare(rollcall, server, tmp_path)
        line = ["import", "after.csv", "--mapping", "map.yaml", *to, "--undo-kit", "kit"]
        refused = rollcall(*line, env={**env, "SEGMENT_PROFILE_TOKEN": "wrong"}, status=77)
        assert "token" in refused.err and traits(server, "user_id:u1")["Name"] == "Ann"
        rollcall(*line, env=env)
        # A second import needs a kit of its own.
        again = rollcall(*line, "--again", env=env, status=73)
        assert "another folder" in again.err
        nameless = {**FAST, "SEGMENT_WRITE_KEY": server.key}
        assert "SEGMENT_SPACE_ID" in rollcall(*line[:-1], "other", env=nameless, status=78).err
        assert "runs undo" in rollcall("import", "after.csv", "--undo-kit", "kit", status=64).err
