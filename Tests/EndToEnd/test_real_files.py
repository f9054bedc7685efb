"""No false alarm on real files: for `api` nothing is an error but what is one.

ROLLCALL_CORPORA names a folder whose `real/` has files that others published, each with
`FILE.truth.json`; without it these tests are skipped. None of them was made for a profile space, so a
mapping says which column tells people apart.
"""

import json
import os
from pathlib import Path

import pytest

CORPORA = os.environ.get("ROLLCALL_CORPORA")
REAL = Path(CORPORA) / "real" if CORPORA else None
pytestmark = pytest.mark.skipif(REAL is None or not REAL.is_dir(), reason="ROLLCALL_CORPORA names no corpora")

# The column that tells people apart, and what the file must be read with.
FILES = {
    "538-biopics-not-utf8.csv": ("title", ["--encoding", "windows-1252"]),
    "538-congress-terms.csv": ("bioguide", []),
    "538-election-deniers.csv": ("Candidate", []),
    "538-raw-polls-2014.tsv": ("pollno", ["--delimiter", "tab"]),
    "boston311-fake-pii.csv": ("case_enquiry_id", []),
    "boston311-multimember.csv.gz": ("case_enquiry_id", []),
    "boston311.csv.gz": ("case_enquiry_id", []),
    "csvkit-ks-1033.csv": ("nsn", []),
    "jp-councillors.csv": ("議員氏名", []),
    "moma-artists-2016.csv": ("ConstituentID", []),
    # Its first artist has the ID 0, a value that spaces block, and would be nobody.
    "tate-artists.csv": ("url", []),
    "us-committee-membership.csv": ("bioguide", []),
    "us-legislators-current.csv": ("bioguide_id", []),
    "us-legislators-historical.csv": ("bioguide_id", []),
}


def check(rollcall, name, *flags):
    result = rollcall("check", REAL / name, "--target", "api", "--format", "json", *flags, status=None)
    return result, json.loads(result.out)


def errors(report):
    return {p["code"] for p in report["problems"] if p["severity"] == "error" and "api" in p["targets"]}


def test_no_file_is_left_out():
    assert {p.name for p in REAL.iterdir() if not p.name.endswith(".truth.json")} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_as_it_stands_only_the_identifier_is_missing(rollcall, name):
    result, report = check(rollcall, name, *FILES[name][1])
    assert errors(report) == {"missing_identifier"} and result.status == 1


@pytest.mark.parametrize("name", FILES)
def test_with_a_mapping_nothing_is_an_error(rollcall, tmp_path, name):
    column, flags = FILES[name]
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(json.dumps({"columns": {column: "user_id"}}, ensure_ascii=False), "utf-8")
    result, report = check(rollcall, name, "--mapping", mapping, *flags)
    assert errors(report) == set() and result.status == 0, report["targets"]["api"]
    truth = json.loads((REAL / f"{name}.truth.json").read_text("utf-8"))
    if truth.get("records"):
        assert report["rows"] == truth["records"] - 1


def test_another_encoding_is_named_not_guessed(rollcall):
    result, report = check(rollcall, "538-biopics-not-utf8.csv")
    found = [p for p in report["problems"] if p["code"] == "parse_error"]
    assert result.status == 1 and {p["kind"] for p in found} == {"invalid_utf8"}
