"""Every sample gives the report beside it: samples/problems/NAME/report.json.

A folder holds the file (people.*), what it must be told (mapping.yaml, space.yaml) and its report.
UPDATE_SAMPLES=1 writes the reports anew: read the difference before you keep it.
"""

import json
import os
import re
import shlex
import shutil

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


def arguments_of(folder):
    arguments = ["check", input_of(folder)]
    if (folder / "mapping.yaml").exists():
        arguments += ["--mapping", "mapping.yaml"]
    if (folder / "space.yaml").exists():
        arguments += ["--space", "."]
    return arguments


# Reports that were made already, by folder and format: no sample is read more often than it must be.
MADE = {}


def check(rollcall, folder, format="json"):
    if (folder, format) not in MADE:
        MADE[folder, format] = rollcall(*arguments_of(folder), "--format", format, cwd=folder, status=None)
    result = MADE[folder, format]
    return result, json.loads(result.out) if format == "json" else result.out


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
    # A row that is shown can be found, in a spreadsheet and in an editor.
    assert all({"sheet_row", "line", "byte"} <= p.keys() for p in report["problems"] if "row" in p)
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
    _, text = check(rollcall, folder, "text")
    assert folder.name.partition("-")[0] in text
    assert "Next\n" in text
    # No jargon in text for people (design §2).
    for word in ("demot", "blast radius", "unprocessed", "NFC", "spool", "code point"):
        assert word not in text, word
    # A command in two lines could not be copied.
    assert not re.search(r"^  (?![ >]).*\brollcall( (import|check|split))?$", text, re.M)


# Too large for each of its commands to be run here: cutting it is for test_split.py.
LARGE = {"file_too_large"}


@pytest.mark.parametrize("folder", [p for p in PROBLEMS if p.name not in LARGE], ids=lambda p: p.name)
def test_commands_of_a_report_can_be_copied(rollcall, tmp_path, folder):
    """Each does what it says: it ends as done, or with what is still wrong in the file."""
    _, text = check(rollcall, folder, "text")
    here = shutil.copytree(folder, tmp_path / "sample")
    commands = re.findall(r"^ {4}(rollcall .+)$", text, re.M)
    assert commands
    for command in commands:
        words = shlex.split(command)[1:]
        if words[0] != "explain":
            rollcall(*words, cwd=here, status=None, allowed=(0, 1))


def codes(rollcall):
    return [line.split()[0] for line in rollcall("explain").out.splitlines()]


def test_every_code_has_a_sample(rollcall):
    assert sorted({p.name.partition("-")[0] for p in PROBLEMS}) == sorted(codes(rollcall))


def test_every_code_is_explained_with_an_example(rollcall):
    for code in codes(rollcall):
        text = rollcall("explain", code).out
        parts = re.split(r"^(What it is|Why it matters|How to mend it|Before|After|Where you upload)$", text, flags=re.M)
        assert parts[1::2] == ["What it is", "Why it matters", "How to mend it", "Before", "After", "Where you upload"]
        assert all(len(part.strip()) > 1 for part in parts), code
        assert parts[8] != parts[10], code


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
