"""`plan`: what an import would do, and that it does it, through the real binary."""

import base64
import csv
import hashlib
import io
import json
import os
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest

from conftest import ROOT

SAMPLES = ROOT / "samples"

BASE = ["user_id", "email", "android.id", "anonymous_id", "ga_client_id", "ios.id"]


def plan(rollcall, *arguments, **kwargs):
    return json.loads(rollcall("plan", *arguments, "--format", "json", "--show-values", **kwargs).out)


def profiles(rollcall, **kwargs):
    lines = rollcall("profiles", "--format", "json", **kwargs).out.splitlines()
    return [json.loads(line) for line in lines]


def generated(row):
    """The anonymous ID of a row that has neither user_id nor anonymous_id."""
    if row.get("user_id") or row.get("anonymous_id"):
        return []
    for kind in ["email"] + [k for k in BASE if k != "email"]:
        if row.get(kind):
            return [f"anonymous_id={'eml' if kind == 'email' else kind}_{hashlib.sha1(row[kind].encode()).hexdigest()}"]
    return []


def people(rollcall, **kwargs):
    """The identifiers of every profile, those made by us aside."""
    found = []
    for profile in profiles(rollcall, **kwargs):
        ids = [f"{i['type']}={i['id']}" for i in profile["external_ids"]]
        found.append(" ".join(sorted(i for i in ids if not re.search(r"_[0-9a-f]{40}$", i))))
    return sorted(found)


def write(tmp_path, rows, extra=(), name="rows.csv"):
    columns = [c for c in [*BASE, *extra] if any(c in row for row in rows)]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    (tmp_path / name).write_text(out.getvalue())
    return name


def ids(text):
    return dict(part.split("=", 1) for part in text.split())


def configure(tmp_path, *rules):
    text = 'version: 1\nidentifiers:\n'
    for kind, limit, *window in rules:
        text += f"  - type: {kind}\n    limit: {limit}\n"
        if window:
            text += f"    window: {window[0]}\n"
    (tmp_path / ".rollcall").mkdir(exist_ok=True)
    (tmp_path / ".rollcall" / "space.yaml").write_text(text)


SIX = [f"e{n}" for n in range(1, 7)]

# The worked examples of identity resolution that a CSV file can tell: name, rules, rows, the
# profiles in the end, merges, identifiers left off.
EXAMPLES = [
    ("T1", None, ["user_id=abc123 email=jane@example1.com", "user_id=abc456 email=jane@example1.com"],
     ["email=jane@example1.com user_id=abc123", "user_id=abc456"], 0, 1),
    ("T2", None, ["anonymous_id=a1 user_id=u1", "anonymous_id=a1", "anonymous_id=a1 user_id=u2"],
     ["anonymous_id=a1 user_id=u1", "user_id=u2"], 0, 1),
    ("T3", None, ["anonymous_id=anon_123", "anonymous_id=anon_123", "user_id=use_123 anonymous_id=anon_123"],
     ["anonymous_id=anon_123 user_id=use_123"], 0, 0),
    ("T4", None, ["anonymous_id=anon_123 ios.id=ios_abc123", "user_id=abc123def anonymous_id=anon_123 ios.id=ios_abc123",
                  "user_id=abc123def anonymous_id=anon_456 android.id=and_1", "user_id=abc123def anonymous_id=anon_789 android.id=and_1"],
     ["android.id=and_1 anonymous_id=anon_123 anonymous_id=anon_456 anonymous_id=anon_789 ios.id=ios_abc123 user_id=abc123def"], 0, 0),
    ("T5", None, ["anonymous_id=5285", "anonymous_id=5285 email=jane.kim@segment.com", "anonymous_id=b50e",
                  "anonymous_id=b50e email=jane.kim@segment.com"],
     ["anonymous_id=5285 anonymous_id=b50e email=jane.kim@segment.com"], 1, 0),
    ("T6", None, ["anonymous_id=anon_1", "anonymous_id=anon_3 user_id=user_1 email=demo@example.com",
                  "anonymous_id=anon_1 user_id=user_1 email=demo@example.com", "anonymous_id=anon_5"],
     ["anonymous_id=anon_1 anonymous_id=anon_3 email=demo@example.com user_id=user_1", "anonymous_id=anon_5"], 1, 0),
    ("T7", None, ["user_id=u1 ios.id=ios_X", "user_id=u2 ios.id=ios_X", "user_id=u3 ios.id=ios_X"],
     ["ios.id=ios_X user_id=u1", "user_id=u2", "user_id=u3"], 0, 2),
    ("T7 without limits", [("user_id", 1000), ("ios.id", 1000)], ["user_id=u1 ios.id=ios_X", "user_id=u2 ios.id=ios_X"],
     ["ios.id=ios_X user_id=u1 user_id=u2"], 0, 0),
    ("T8", None, ["anonymous_id=a1 ga_client_id=g", "anonymous_id=a2 ga_client_id=g", "anonymous_id=a3", "anonymous_id=a3 ga_client_id=g"],
     ["anonymous_id=a1 anonymous_id=a2 anonymous_id=a3 ga_client_id=g"], 1, 0),
    ("D1", None, [f"user_id=u1 email={e}" for e in SIX],
     ["email=e1 email=e2 email=e3 email=e4 email=e5 user_id=u1"], 0, 1),
    ("D2", None, ["user_id=u1 email=e1", "user_id=u2 email=e2", "user_id=u1 email=e2"],
     ["email=e1 user_id=u1", "email=e2 user_id=u2"], 0, 1),
    ("D3", None, ["email=e1", "anonymous_id=a1", "user_id=u1 email=e1 anonymous_id=a1"],
     ["anonymous_id=a1 email=e1 user_id=u1"], 1, 0),
    ("D5", None, ["email=e1", "user_id=null email=e1"], ["email=e1"], 0, 0),
    ("D7", None, ["user_id=u1"] * 1000, ["user_id=u1"], 0, 0),
    ("D8", [("user_id", 1), ("anonymous_id", 1000)],
     [f"user_id=u1 anonymous_id=a{n}" for n in range(1, 1000)] + ["user_id=u1 anonymous_id=new"], None, 0, 1),
    ("D9", [("user_id", 1), ("email", 500)],
     ["user_id=u1"] + [r for n in range(1, 101) for r in (f"email=e{n}", f"user_id=u1 email=e{n}")]
     + ["email=other", "email=other user_id=u1"], None, 100, 0),
    ("D10", None, ["email=A@x.co", "email=a@x.co"], ["email=A@x.co", "email=a@x.co"], 0, 0),
    ("D12", None, ["user_id=u1 email=e1", "user_id=u2 email=e1"], ["email=e1 user_id=u1", "user_id=u2"], 0, 1),
]


@pytest.mark.parametrize("name, rules, rows, expected, merges, left_off", EXAMPLES, ids=[e[0] for e in EXAMPLES])
def test_worked_examples_through_plan_and_import(rollcall, tmp_path, name, rules, rows, expected, merges, left_off):
    if rules:
        configure(tmp_path, *rules)
    file = write(tmp_path, [ids(row) for row in rows])
    told = plan(rollcall, file)
    assert told["compared_with"] == "the local space: 0 profiles, no import yet"
    assert (told["totals"]["merges"], told["totals"]["left_off"]) == (merges, left_off)
    rollcall("import", file, "--quiet")
    found = people(rollcall)
    if expected is not None:
        assert found == sorted(expected)
    assert len(found) == told["profiles_after"]
    again = plan(rollcall, file)
    assert again["totals"]["created"] == again["totals"]["merges"] == again["totals"]["updated"] == 0


def test_d4_a_window_slides(rollcall, tmp_path):
    configure(tmp_path, ("user_id", 1), ("anonymous_id", 5, "weekly"))
    (tmp_path / "map.yaml").write_text('columns:\n  at: timestamp\n')
    rows = [{"user_id": "u1", "anonymous_id": f"a{n}", "at": f"2026-01-01T0{n}:00:00Z"} for n in range(1, 7)]
    rows.append({"user_id": "u1", "anonymous_id": "a6", "at": "2026-01-09T07:00:00Z"})
    file = write(tmp_path, rows, extra=["at"])
    told = plan(rollcall, file, "--mapping", "map.yaml")
    assert told["left_off"][0]["reason"] == "Identifier value time limit exceeded"
    assert (told["left_off"][0]["row"], told["totals"]["left_off"]) == (6, 1)
    rollcall("import", file, "--mapping", "map.yaml", "--quiet")
    assert len(profiles(rollcall)[0]["external_ids"]) == 7


def test_d6_and_d11_a_row_of_blocked_values_and_the_later_trait(rollcall, tmp_path):
    file = write(tmp_path, [ids("user_id=0000-00"), {"email": "e1", "plan": "a"}, {"email": "e1", "plan": "b"}], ["plan"])
    result = rollcall("plan", file, "--format", "json")
    told = json.loads(result.out)
    assert (told["rejected"], told["totals"]["created"], told["totals"]["blocked"]) == (1, 1, 1)
    assert "1 row with errors is not part of this" in result.err
    rollcall("import", file, "--quiet", "--max-errors", "1", status=1)
    assert [p["traits"]["plan"] for p in profiles(rollcall)] == ["b"]


def test_the_first_line_says_what_it_was_compared_with(rollcall, tmp_path):
    file = write(tmp_path, [ids("user_id=u1 email=e1")])
    alone = rollcall("plan", file, "--against", "none").out
    assert alone.splitlines()[0] == "Compared with this file alone."
    empty = rollcall("plan", file).out
    assert empty.splitlines()[0] == "Compared with the local space: 0 profiles, no import yet."
    assert not (tmp_path / ".rollcall").exists()
    for text in (alone, empty, rollcall("plan", file, "--format", "html").out):
        assert "created" not in text and "updated" not in text
    assert plan(rollcall, file)["totals"]["created"] == 1
    rollcall("import", file, "--quiet")
    known = rollcall("plan", file).out
    assert re.match(r"Compared with the local space: 1 profile, last import \d{4}-\d\d-\d\d\.\n", known)
    assert re.search(r"1 +unchanged", known)


def test_values_are_masked_unless_asked_for(rollcall, tmp_path):
    file = write(tmp_path, [ids("user_id=u1 email=ann@x.co"), ids("user_id=u2 email=ann@x.co")])
    for form in ("text", "json", "html"):
        assert "ann@x.co" not in rollcall("plan", file, "--format", form).out
        assert "ann@x.co" in rollcall("plan", file, "--format", form, "--show-values").out
    rollcall("plan", file, "-o", "plan.txt")
    assert "xxx@x.xx" in (tmp_path / "plan.txt").read_text()
    rollcall("plan", file, "-o", "plan.txt", status=73)
    rollcall("plan", file, "-o", "plan.txt", "--force", "--show-values")
    assert "ann@x.co" in (tmp_path / "plan.txt").read_text()
    told = rollcall("plan", file, "--explain", "email:ann@x.co").out
    assert "email ann@x.co" in told and "user_id x0" in told


def test_explain_tells_the_chain_of_a_row_and_of_an_identifier(rollcall, tmp_path):
    file = write(tmp_path, [ids(r) for r in ("email=e1", "user_id=u9", "user_id=u1 email=e1", "user_id=u2 email=e1")])
    rollcall("import", write(tmp_path, [ids("user_id=u1")], name="first.csv"), "--quiet")
    told = rollcall("plan", file, "--explain", "4", "--show-values").out
    assert "3 rows of this person" in told
    assert re.search(r"Row 4\n.*user_id u1: held by use_\w+\n.*email e1: held by new profile 1\n", told)
    assert "Merged: new profile 1 becomes part of use_" in told
    assert "Left off: email e1, because the profile would have more than 1 value of user_id" in told
    assert rollcall("plan", file, "--explain", "email:e1", "--show-values").out == told
    rows = json.loads(rollcall("plan", file, "--explain", "user_id:u9", "--format", "json").out)["rows"]
    assert [row["row"] for row in rows] == [2]
    rollcall("plan", file, "--explain", "user_id:nobody", status=1)
    assert "TYPE is one of" in rollcall("plan", file, "--explain", "shoe:1", status=64).err


def test_the_page_loads_nothing_and_shows_no_markup_of_values(rollcall, tmp_path):
    bad = '<script>alert("1")</script>'
    file = write(tmp_path, [{"user_id": "u1", "email": bad}, {"user_id": "u1", "email": bad}])
    page = rollcall("plan", file, "--format", "html", "--show-values").out
    assert "<script" not in page and "&lt;script&gt;" in page
    assert not re.search(r'(src|href)=|url\(|@import', page)
    assert "<svg" in page and 'aria-label="2 rows become one person' in page


def test_exit_statuses(rollcall, tmp_path):
    rollcall("plan", "missing.csv", status=66)
    (tmp_path / "empty.csv").write_text("")
    rollcall("plan", "empty.csv", status=65)
    (tmp_path / "nobody.csv").write_text("Name,Colour\nAnn,red\n")
    refused = rollcall("plan", "nobody.csv", "--delimiter", ",", status=1)
    assert "would refuse this file. Why: rollcall check nobody.csv --target api --delimiter ,\n" in refused.err
    # Of nobody's people nothing is counted.
    assert "1  row\n" in refused.out and "in the file" not in refused.out
    (tmp_path / "a.csv").write_text("user_id\nu1\n")
    (tmp_path / "b.csv").write_text("user_id,email\nu1,e\n")
    rollcall("plan", "a.csv", "b.csv", status=78)
    rollcall("plan", "a.csv", "--against", "nowhere", status=66)
    rollcall("plan", "a.csv", "--against", "profile-api", status=78)
    assert plan(rollcall, "-", stdin="user_id\nu1\nu1\n")["people"] == 1


def test_against_an_export(rollcall, tmp_path):
    export = tmp_path / "export"
    export.mkdir()
    (export / "external_id_mapping_updates.csv").write_text(
        "segment_id,external_id_type,external_id_value,timestamp,received_at,seq\n"
        "use_1,anonymous_id,5285,2022-05-02 14:01:00,2022-05-02 14:01:01,1\n"
        "use_1,email,jane@x.co,2022-05-02 14:01:47,2022-05-02 14:01:48,2\n"
        "use_2,anonymous_id,b50e,2022-06-22 10:47:15,2022-06-22 10:47:16,3\n"
        "use_3,user_id,u3,2022-07-01 10:00:00,2022-07-01 10:00:00,4\n")
    (export / "id_graph_updates.csv").write_text(
        "segment_id,canonical_segment_id,timestamp\nuse_1,use_1,\nuse_2,use_2,\nuse_2,use_1,2022-06-22 10:48:00\n")
    (export / "profile_traits_updates.csv").write_text(
        "segment_id,seq,timestamp,plan\nuse_1,1,2022-05-02 14:01:47,free\nuse_2,2,2022-06-22 10:48:00,pro\n"
        "use_3,3,2022-07-01 10:00:00,free\n")
    rows = [{"anonymous_id": "b50e", "plan": "gold"}, {"anonymous_id": "5285", "user_id": "u3"}, {"email": "new@x.co"}]
    file = write(tmp_path, rows, ["plan"])
    told = plan(rollcall, file, "--against", "export")
    assert told["compared_with"] == "the export in export: 2 profiles"
    assert told["profiles"] == 2
    assert {k: told["totals"][k] for k in ("created", "updated", "unchanged", "merges")} == {
        "created": 1, "updated": 1, "unchanged": 0, "merges": 1}
    assert told["merges"][0]["survivor"]["profile"] == "use_1"
    assert told["trait_changes"][0]["examples"] == [{"profile": "use_1", "from": '"free"', "to": '"gold"'}] \
        or told["trait_changes"][0]["trait"] == "plan"


def check_plan_against_import(rollcall, tmp_path, number, file, *arguments):
    """Plans and imports a file into a fresh space, twice; both must come to the same."""
    space = tmp_path / f"space{number}"
    space.mkdir()
    for yaml in file.parent.glob("space.yaml"):
        (space / "space.yaml").write_text(yaml.read_text())
    at = ["--space", space]
    before = {}
    for _ in range(2):
        told = rollcall("plan", file, *at, *arguments, "--format", "json", status=None)
        done = rollcall(
            "import", file, *at, *arguments, "--quiet", "--max-errors", "100%", "--again", status=None)
        if done.status not in (0, 1):
            # What an import refuses as a whole a plan does not bless.
            assert told.status != 0, str(told)
            return False
        told = json.loads(told.out)
        lines = rollcall("profiles", "--format", "json", *at).out.splitlines()
        found = {p["segment_id"]: p for p in map(json.loads, lines)}
        assert len(found) == told["profiles_after"], file
        merges = sum(len(p["merges"]) for p in found.values())
        assert merges - sum(len(p["merges"]) for p in before.values()) == told["totals"]["merges"], file
        changed = sum(
            before[i]["traits"] != found[i]["traits"]
            or before[i]["external_ids"] != found[i]["external_ids"] for i in before if i in found)
        assert changed == told["totals"]["updated"], file
        before = found
    return True


@pytest.mark.parametrize("folder", ["", "mapped", "contact-center", "problems/*"])
def test_every_sample_comes_to_what_its_plan_says(rollcall, tmp_path, folder):
    files = [f for d in sorted(SAMPLES.glob(folder) if folder else [SAMPLES]) for f in sorted(d.glob("*.csv"))]
    done = 0
    for number, file in enumerate(files):
        mapping = [a for m in file.parent.glob("mapping.yaml") for a in ("--mapping", m)]
        if folder == "mapped":
            mapping += ["--delimiter", ";"]
        done += check_plan_against_import(rollcall, tmp_path, number, file, *mapping)
    assert done > 0


@pytest.mark.skipif("ROLLCALL_REAL_FILES" not in os.environ, reason="a folder of real files is not named")
def test_real_files_come_to_what_their_plans_say(rollcall, tmp_path):
    """Any files: their first columns are taken as identifiers."""
    done = 0
    for number, file in enumerate(sorted(Path(os.environ["ROLLCALL_REAL_FILES"]).iterdir())):
        if not re.search(r"\.(csv|tsv)(\.gz)?$", file.name):
            continue
        reading = ["--delimiter", "tab"] if ".tsv" in file.name else []
        first = rollcall("records", file, *reading, status=None).out.splitlines()[:1]
        if not first:
            continue
        names = json.loads(first[0])
        if len(set(names)) < len(names) or len(names) < 3:
            continue
        kinds = ["email", "anonymous_id", "user_id"]
        lines = [f"  {json.dumps(n)}: {k}\n" for n, k in zip(names, kinds)]
        lines += [f"  {json.dumps(n)}: {{trait: {json.dumps('t ' + n)}}}\n" for n in names[3:]]
        mapping = tmp_path / f"{number}.yaml"
        mapping.write_text("columns:\n" + "".join(lines))
        done += check_plan_against_import(rollcall, tmp_path, number, file, *reading, "--mapping", mapping)
    assert done > 3


class ProfileServer(BaseHTTPRequestHandler):
    """A Profile API that knows one person and counts what it is asked."""

    asked = []
    HELD = [("user_id", "u1"), ("email", "ann@x.co")]

    def do_GET(self):
        route = urlparse(self.path)
        self.asked.append(route.path)
        found = any(unquote(route.path.split("/profiles/")[1]).startswith(f"{t}:{v}/") for t, v in self.HELD)
        if self.headers["Authorization"] != "Basic " + base64.b64encode(b"secret:").decode():
            status, body = 401, {"error": {"code": "authentication_error", "message": "no"}}
        elif not found:
            status, body = 404, {"error": {"code": "not_found", "message": "Profile was not found."}}
        elif route.path.endswith("/external_ids"):
            at = "2025-01-01T00:00:00Z"
            data = [{"collection": "users", "type": t, "id": v, "created_at": at, "encoding": "none"} for t, v in self.HELD]
            status, body = 200, {"data": data, "cursor": {"has_more": False, "next": ""}}
        else:
            traits = {"plan": {"value": "free", "source_id": "s", "updated_at": "2025-01-01T00:00:00Z"}}
            url = "/v1/spaces/spa_1/collections/users/profiles/use_abcdefghijklmnopqrstuvwxyz1/traits"
            status, body = 200, {"traits": traits, "cursor": {"url": url, "has_more": False, "next": ""}}
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def test_against_a_profile_api(rollcall, tmp_path):
    server = ThreadingHTTPServer(("127.0.0.1", 0), ProfileServer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    ProfileServer.asked = []
    env = {
        "SEGMENT_REGION": f"http://127.0.0.1:{server.server_port}", "SEGMENT_SPACE_ID": "spa_1",
        "SEGMENT_PROFILE_TOKEN": "secret", "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    file = write(tmp_path, [
        {"user_id": "u1", "plan": "gold"}, {"email": "ann@x.co"}, {"user_id": "u2"}], ["plan"])
    try:
        result = rollcall("plan", file, "--against", "profile-api", "--format", "json", "--show-values", env=env)
        assert "Looking up 3 identifiers" in result.err and "secret" not in result.err
        told = json.loads(result.out)
        assert told["compared_with"] == "your Segment space"
        assert (told["totals"]["created"], told["totals"]["updated"], told["people"]) == (1, 1, 3)
        assert told["trait_changes"][0]["trait"] in ("plan", "email")
        asked = len(ProfileServer.asked)
        assert asked >= 3
        again = rollcall("plan", file, "--against", "profile-api", env=env)
        assert "known from earlier today" in again.err and len(ProfileServer.asked) == asked
        assert again.out.startswith("Compared with your Segment space.\n")
        sample = rollcall(
            "plan", file, "--against", "profile-api", "--sample", "1",
            env={**env, "XDG_CACHE_HOME": str(tmp_path / "other")})
        assert sample.out.startswith("Compared with your Segment space, a sample of 1 of 3 identifiers.")
        bad = rollcall(
            "plan", file, "--against", "profile-api", status=77,
            env={**env, "SEGMENT_PROFILE_TOKEN": "wrong", "XDG_CACHE_HOME": str(tmp_path / "third")})
        assert "wrong" not in bad.err
    finally:
        server.shutdown()
