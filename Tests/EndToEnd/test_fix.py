"""`check --fix`: a corrected copy that checks clean, a list of what was changed, the source untouched."""

import gzip
import hashlib
import json

import pytest

from test_formats import INPUTS, VALIDATOR, flags


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("form", ["file", "gzip", "pipe"])
def test_a_copy_is_taken_by_the_target_it_was_made_for(rollcall, tmp_path, form):
    text = "email; Name;Note\r\na@example.com;Zoë;Weg\u00a02\r\n" * 1
    data = text.encode("cp1252")
    name = {"file": "p.csv", "gzip": "p.csv.gz", "pipe": "-"}[form]
    data = gzip.compress(data) if form == "gzip" else data
    if form != "pipe":
        (tmp_path / name).write_bytes(data)
    result = rollcall(
        "check", name, "--encoding", "windows-1252", "--delimiter", ";", "--fix", "f.csv",
        "--format", "json", status=1, stdin=data if form == "pipe" else b"",
    )
    report = json.loads(result.out)
    VALIDATOR.validate(report)
    assert report["fix"]["ok"] and report["fix"]["remaining"] == []
    assert report["fix"]["file"] == "f.csv"
    assert (tmp_path / "f.csv").read_text("utf-8") == "email,Name,Note\na@example.com,Zoë,Weg 2\n"
    rollcall("check", "f.csv")
    changes = [json.loads(line) for line in (tmp_path / "f.csv.changes.jsonl").read_text().splitlines()]
    by_rule = {change["rule"]: change for change in changes}
    assert by_rule["header_spaces"] == {
        "column": 2, "header": " Name", "rule": "header_spaces",
        "before": digest(" Name"), "after": digest("Name"),
    }
    assert by_rule["invalid_character"]["row"] == 1 and by_rule["invalid_character"]["column"] == 3
    assert by_rule["invalid_character"]["before"] == digest("Weg\u00a02")
    assert {r: c["before"] for r, c in by_rule.items() if "column" not in c}["wrong_delimiter"] == ";"
    if form != "pipe":
        assert (tmp_path / name).read_bytes() == data


def test_names_are_spelled_anew_only_if_asked_for(rollcall, tmp_path):
    (tmp_path / "p.csv").write_text("email,Name\na@example.com,Nuñez\n", "utf-8")
    out = rollcall("check", "p.csv", "--fix", "f.csv", status=1).out
    assert "Still refused" in out and "invalid_character" in out
    assert (tmp_path / "f.csv").read_text("utf-8") == (tmp_path / "p.csv").read_text("utf-8")
    rollcall("check", "p.csv", "--fix", "g.csv", "--fix-with", "transliterate", status=1)
    assert (tmp_path / "g.csv").read_text("utf-8") == "email,Name\na@example.com,Nunez\n"
    rollcall("check", "g.csv")


# What is tried on one sample each, in turn: whom the copy is for, and what is mended beside the default.
WAYS = [(t, w) for w in (None, "spaces,quotes,identifiers,transliterate") for t in ("unify", "api", "unified-profiles")]
# Too large to be written and read twice here.
LARGE = {"file_too_large", "too_many_rows", "parse_error-record_too_long"}


@pytest.mark.parametrize(
    ("folder", "name", "target", "wider"),
    [(*sample, *WAYS[n % len(WAYS)]) for n, sample in enumerate(INPUTS) if sample[0].name not in LARGE],
    ids=lambda p: getattr(p, "name", str(p)),
)
def test_a_copy_is_what_it_is_said_to_be(rollcall, tmp_path, folder, name, target, wider):
    more = ["--fix-with", wider] if wider else []
    result = rollcall(
        "check", name, "--target", target, *flags(folder), "--fix", tmp_path / "f.csv", *more,
        "--format", "json", cwd=folder, status=None)
    fix = json.loads(result.out)["fix"]
    if not (tmp_path / "f.csv").exists():
        # What cannot be read to its end has no copy.
        assert not fix["ok"] and "changes" not in result.err
        return
    # The upload pages get the copy without the mapping that it was written by.
    own = [f for f in flags(folder) if target == "api" or f not in ("--mapping", "mapping.yaml")]
    again = rollcall(
        "check", tmp_path / "f.csv", "--target", target, *own, "--format", "json", cwd=folder, status=None)
    verdict = json.loads(again.out)["targets"][target]
    assert fix["ok"] == verdict["ok"]
    assert sorted(r["code"] for r in fix["remaining"]) == sorted(verdict["codes"])
    assert all(r["reason"] and r["count"] > 0 for r in fix["remaining"])


def test_nothing_is_overwritten_without_force(rollcall, tmp_path):
    (tmp_path / "p.csv").write_text("email, Name\na@example.com,Ann\n")
    rollcall("check", "p.csv", "--fix", "f.csv", status=1)
    rollcall("check", "p.csv", "--fix", "f.csv", status=73)
    rollcall("check", "p.csv", "--fix", "f.csv", "--force", status=1)
    before = (tmp_path / "p.csv").read_bytes()
    rollcall("check", "p.csv", "--fix", "p.csv", "--force", status=73)
    (tmp_path / "link.csv").symlink_to("p.csv")
    rollcall("check", "p.csv", "--fix", "link.csv", "--force", status=73)
    assert (tmp_path / "p.csv").read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


def test_flags_of_fix_are_checked(rollcall, tmp_path):
    rollcall("check", "p.csv", "--fix-with", "spaces", status=64)
    rollcall("check", "p.csv", "--fix", "f.csv", "--fix-with", "everything", status=64)
    rollcall("check", "p.csv", "q.csv", "--fix", "f.csv", status=64)
