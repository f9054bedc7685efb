"""The formats of a report: every sample's JSON against the published schema, SARIF and GitHub's
annotations by their structure."""

import json
import re

import jsonschema
import pytest

from conftest import ROOT
from test_samples import PROBLEMS, input_of

SCHEMA = json.loads((ROOT / "templates" / "report.schema.json").read_text("utf-8"))
jsonschema.Draft202012Validator.check_schema(SCHEMA)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
VALID = [ROOT / "samples" / name for name in ("people.csv", "contact-center/people.csv", "mapped/contacts.csv")]
INPUTS = [(p, input_of(p)) for p in PROBLEMS] + [(f.parent, f.name) for f in VALID if f.exists()]


def flags(folder):
    found = []
    if (folder / "mapping.yaml").exists():
        found += ["--mapping", "mapping.yaml"]
    if (folder / "space.yaml").exists():
        found += ["--space", "."]
    return found


@pytest.mark.parametrize(("folder", "name"), INPUTS, ids=lambda p: getattr(p, "name", str(p)))
def test_every_report_fits_the_schema(rollcall, folder, name):
    for form in ("json", "jsonl"):
        out = rollcall("check", name, "--format", form, *flags(folder), cwd=folder, status=None).out
        lines = [json.loads(line) for line in out.splitlines()]
        for line in lines:
            VALIDATOR.validate(line)
        assert ("v" in lines[-1]) and all("v" not in line for line in lines[:-1])


def test_the_schema_refuses_what_it_does_not_know():
    report = json.loads((PROBLEMS[0] / "report.json").read_text("utf-8"))
    VALIDATOR.validate(report)
    for broken in ({**report, "v": 2}, {**report, "extra": 1}, {k: v for k, v in report.items() if k != "ok"}):
        with pytest.raises(jsonschema.ValidationError):
            VALIDATOR.validate(broken)


def check_sarif(log):
    """What SARIF 2.1.0 requires of the parts that are used here."""
    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "rollcall" and re.fullmatch(r"\d+\.\d+\.\d+\S*", driver["version"])
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(ids) == len(set(ids))
    for rule in driver["rules"]:
        for key in ("shortDescription", "fullDescription", "help"):
            assert rule[key]["text"]
    for artifact in run["artifacts"]:
        assert re.fullmatch(r"[A-Za-z0-9\-._~/%:]+", artifact["location"]["uri"])
        assert artifact["length"] >= 0
    for result in run["results"]:
        assert result["level"] in ("error", "warning", "note")
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["message"]["text"]
        (location,) = result["locations"]
        place = location["physicalLocation"]
        file = place["artifactLocation"]
        assert run["artifacts"][file["index"]]["location"]["uri"] == file["uri"]
        if "region" in place:
            assert place["region"]["startLine"] >= 1
    return run


@pytest.mark.parametrize("folder", PROBLEMS, ids=lambda p: p.name)
def test_sarif_of_every_sample(rollcall, folder):
    name = input_of(folder)
    out = rollcall("check", name, "--format", "sarif", *flags(folder), cwd=folder, status=None).out
    run = check_sarif(json.loads(out))
    report = json.loads((folder / "report.json").read_text("utf-8"))
    assert [r["ruleId"] for r in run["results"]] == [p["code"] for p in report["problems"]]


def test_several_files_are_one_sarif_log(rollcall, tmp_path):
    (tmp_path / "a b.csv").write_text("user_id,user_id\n1,2\n")
    (tmp_path / "c.csv").write_text("user_id, x\n1,2\n")
    out = rollcall("check", "a b.csv", "c.csv", "--format", "sarif", status=1).out
    run = check_sarif(json.loads(out))
    assert [a["location"]["uri"] for a in run["artifacts"]] == ["a%20b.csv", "c.csv"]
    texts = {r["ruleId"]: r["message"]["text"] for r in run["results"]}
    assert set(texts) == {"duplicate_header", "header_spaces"}


@pytest.mark.parametrize("folder", PROBLEMS, ids=lambda p: p.name)
def test_github_annotations_of_every_sample(rollcall, folder):
    name = input_of(folder)
    out = rollcall("check", name, "--format", "github", *flags(folder), cwd=folder, status=None).out
    report = json.loads((folder / "report.json").read_text("utf-8"))
    lines = out.splitlines()
    assert len(lines) >= len(report["problems"])
    for line, problem in zip(lines, report["problems"]):
        match = re.fullmatch(r"::(error|warning|notice) file=([^,:]+)(?:,line=(\d+))?,title=(\w+)::(.+)", line)
        assert match, line
        assert match[4] == problem["code"]
        if "line" in problem:
            assert int(match[3]) == problem["line"]


def test_show_message_prints_what_an_import_sends(rollcall, tmp_path):
    (tmp_path / "p.csv").write_text("user_id,email,Name\nu1,a@example.com,Ann\n,,Bob\nu3,,Cid\n")
    message = json.loads(rollcall("check", "p.csv", "--show-message", "1").out)
    sent = rollcall("import", "p.csv", "--to", "-", "--max-errors", "1", "--run-id", "preview", status=None).out
    assert message == json.loads(sent.splitlines()[0])
    assert "identifier" in rollcall("check", "p.csv", "--show-message", "2", status=1).err
    assert "no row 4" in rollcall("check", "p.csv", "--show-message", "4", status=1).err
    rollcall("check", "p.csv", "--show-message", "0", status=64)


def test_a_report_file_is_json_whatever_is_printed(rollcall, tmp_path):
    (tmp_path / "a.csv").write_text("user_id\n1\n")
    (tmp_path / "b.csv").write_text("user_id, x\n1,2\n")
    rollcall("check", "a.csv", "b.csv", "--report", "r.json", "--format", "github", status=1)
    reports = [json.loads(line) for line in (tmp_path / "r.json").read_text("utf-8").splitlines()]
    assert [(r["file"], r["ok"]) for r in reports] == [("a.csv", True), ("b.csv", False)]
    for report in reports:
        VALIDATOR.validate(report)
    rollcall("check", "a.csv", "--report", "r.json", status=73)
