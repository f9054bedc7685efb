"""Every sample gives the report beside it: samples/problems/NAME/report.json.

A folder holds the file (people.*), what it must be told (mapping.yaml, space.yaml) and its report.
UPDATE_SAMPLES=1 writes the reports anew: read the difference before you keep it.
"""

import json
import os
import re

import pytest

from conftest import ROOT

SAMPLES = ROOT / "samples"
PROBLEMS = sorted(p for p in (SAMPLES / "problems").iterdir() if p.is_dir())

# The uploader's documented sentences: code, and a sample that triggers it (the limits are generated in
# test_limits.py). Segment's page must say exactly this.
SENTENCES = {
    "file_type": "You can upload only .csv files. Change your file format, then try again.",
    "empty_file": "This file contains no data. Add data to your CSV, then try again.",
    "parse_error": "We encountered an issue while parsing your CSV file. Validate the CSV file and try again.",
    "empty_header": "This file contains empty header(s). Remove the empty header(s), then try again.",
    "header_spaces": "This file contains leading, trailing or consecutive spaces. Remove leading, trailing or "
    "consecutive spaces, then try again.",
    "duplicate_header": "This file contains duplicate header(s). Remove duplicate header(s), then try again.",
    "invalid_character": "This file contains invalid character(s). Remove invalid character(s), then try again.",
    "missing_identifier": "This file is missing an identifier column and does not have anonymous_id configured. "
    "Add an identifier column or add anonymous_id in your identity resolution configuration, then try again.",
}


def input_of(folder):
    (file,) = folder.glob("people.*")
    return file.name


def check(rollcall, folder, *flags):
    arguments = ["check", input_of(folder), "--format", "json", *flags]
    if (folder / "mapping.yaml").exists():
        arguments += ["--mapping", "mapping.yaml"]
    if (folder / "space.yaml").exists():
        arguments += ["--space", "."]
    result = rollcall(*arguments, cwd=folder, status=None)
    return result, json.loads(result.out)


@pytest.mark.parametrize("folder", PROBLEMS, ids=lambda p: p.name)
def test_a_sample_gives_its_report(rollcall, folder):
    result, report = check(rollcall, folder)
    expected = folder / "report.json"
    if os.environ.get("UPDATE_SAMPLES"):
        expected.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert report == json.loads(expected.read_text("utf-8"))


@pytest.mark.parametrize("folder", PROBLEMS, ids=lambda p: p.name)
def test_a_sample_shows_the_code_it_is_named_after(rollcall, folder):
    code, _, kind = folder.name.partition("-")
    result, report = check(rollcall, folder)
    own = [p for p in report["problems"] if p["code"] == code]
    assert own, report["counts"]
    if code == "parse_error":
        assert any(p["kind"] == kind.partition("-")[0] for p in own)
    if not report["ok"]:
        assert result.status == (65 if report["columns"] == 0 else 1)


@pytest.mark.parametrize("code", SENTENCES)
def test_segments_own_sentence_stands_beside_ours(rollcall, code):
    found = set()
    for folder in PROBLEMS:
        if folder.name.partition("-")[0] == code:
            for problem in check(rollcall, folder)[1]["problems"]:
                if problem["code"] == code and "segment_message" in problem:
                    found.add(problem["segment_message"])
    assert found == {SENTENCES[code]}


@pytest.mark.parametrize("folder", PROBLEMS, ids=lambda p: p.name)
def test_the_text_report_of_a_sample_says_what_to_do(rollcall, folder):
    arguments = ["check", input_of(folder)]
    if (folder / "mapping.yaml").exists():
        arguments += ["--mapping", "mapping.yaml"]
    if (folder / "space.yaml").exists():
        arguments += ["--space", "."]
    text = rollcall(*arguments, cwd=folder, status=None).out
    assert folder.name.partition("-")[0] in text
    assert "Next\n" in text
    # No jargon in text for people (design §2).
    for word in ("demot", "blast radius", "unprocessed", "NFC", "spool", "code point"):
        assert word not in text, word


def test_commands_of_the_reports_can_be_copied(rollcall):
    """Every `rollcall explain CODE` a report suggests works."""
    codes = set()
    for folder in PROBLEMS:
        text = rollcall("check", input_of(folder), cwd=folder, status=None).out
        codes |= set(re.findall(r"rollcall explain (\w+)", text))
    assert len(codes) > 5
    for code in codes:
        assert code in rollcall("explain", code).out


@pytest.mark.parametrize("target", ["unify", "unified-profiles", "api"])
def test_the_valid_samples_are_taken_everywhere(rollcall, target):
    for file, space in (("people.csv", None), ("contact-center/people.csv", "contact-center")):
        flags = ["--space", SAMPLES / space] if space else []
        rollcall("check", SAMPLES / file, "--target", target, *flags)


def test_no_values_of_a_file_reach_a_pipe(rollcall):
    folder = SAMPLES / "problems" / "invalid_character"
    masked = rollcall("check", "people.csv", cwd=folder, status=1).out
    assert "xxx x'xxxxx" in masked and "O'Brien" not in masked
    assert "O'Brien" not in rollcall("check", "people.csv", "--format", "json", cwd=folder, status=1).out
    shown = rollcall("check", "people.csv", "--show-values", cwd=folder, status=1).out
    assert "Ann O'Brien" in shown
