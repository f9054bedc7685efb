"""`import`, `profile` and `profiles`: files into profiles, through the real binary."""

import csv
import io
import json
import os
import signal
import subprocess
import time

import pytest

from conftest import BINARY, ROOT

SAMPLES = ROOT / "samples"
PEOPLE = SAMPLES / "people.csv"


def totals(result):
    """The totals of an import, which must add up."""
    found = json.loads(result.out)
    for counts in [found, *found["files"]]:
        parts = ("delivered", "rejected", "skipped", "unprocessed")
        assert sum(counts[part] for part in parts) == counts["read"]
    return found


def profiles(rollcall, **kwargs):
    lines = rollcall("profiles", "--format", "json", **kwargs).out.splitlines()
    return [json.loads(line) for line in lines]


def without_times(found):
    """Profiles by their identifiers, with what two imports of one file must leave alike."""
    return sorted(
        (
            sorted((i["type"], i["id"]) for i in profile["external_ids"]),
            profile["traits"],
            len(profile["merges"]),
        )
        for profile in found
    )


def test_people_of_a_file_become_profiles(rollcall):
    result = rollcall("import", PEOPLE, "--format", "json")
    assert totals(result)["delivered"] == 9
    assert result.err.splitlines()[0] == "Into the local space ./.rollcall; nothing goes to Segment."
    person = json.loads(rollcall("profile", "email:zoe.work@example.org", "--format", "json").out)
    ids = {(i["type"], i["id"]) for i in person["external_ids"]}
    assert ids == {
        ("user_id", "u-1001"),
        ("email", "zoe.lefevre@example.org"),
        ("email", "zoe.work@example.org"),
    }
    # The later row's values stand, blank cells change nothing.
    assert person["traits"]["City"] == "Paris"
    assert person["traits"]["First Name"] == "Zoë"
    assert "Newsletter" in person["traits"]


def test_importing_twice_leaves_the_same_profiles_as_once(rollcall):
    rollcall("import", PEOPLE)
    once = without_times(profiles(rollcall))
    rollcall("import", PEOPLE)
    assert without_times(profiles(rollcall)) == once
    assert len(once) == 8


def test_a_mapping_names_types_and_leaves_out_columns(rollcall):
    flags = ["--delimiter", ";", "--mapping", SAMPLES / "mapped" / "mapping.yaml"]
    rollcall("import", SAMPLES / "mapped" / "export.csv", *flags)
    person = json.loads(rollcall("profile", "user_id:007", "--format", "json").out)
    assert person["traits"]["lifetime_value"] == 12.5
    assert person["traits"]["newsletter"] is True
    assert person["traits"]["imported_from"] == "shop"
    assert "Notiz" not in person["traits"]
    shown = rollcall("profile", "user_id:009").out
    assert "1e3" in shown and "Durand, geb. Petit" in shown


def test_a_profile_that_is_not_there_is_status_1(rollcall):
    result = rollcall("profile", "email:nobody@example.org", status=1)
    assert result.out == "" and "email:nobody@example.org" in result.err
    rollcall("import", PEOPLE)
    assert "no identifier" in rollcall("profile", "mail:nobody@example.org", status=1).err
    rollcall("profile", "nobody", status=64)


def test_profiles_can_be_searched(rollcall):
    rollcall("import", PEOPLE)
    one = rollcall("profiles", "--where", "trait=City:Cork").out.splitlines()
    assert len(one) == 1 and "u-1004" in one[0]
    both = ["--where", "user_id=u-1001", "--where", "trait=City:Paris"]
    assert len(rollcall("profiles", *both).out.splitlines()) == 1
    none = ["--where", "user_id=u-1001", "--where", "trait=City:Cork"]
    assert rollcall("profiles", *none).out == ""


@pytest.mark.parametrize(
    "form, header, rows",
    [
        ("a", ["key", "value", "external_ids"], 8),
        ("b", ["key", "value", "external_ids", "user_id", "email", "email_1", "anonymous_id"], 8),
        ("c", ["key", "value", "external_ids", "user_id", "email", "anonymous_id"], 9),
    ],
)
def test_profiles_as_csv_in_segments_three_forms(rollcall, form, header, rows):
    rollcall("import", PEOPLE)
    text = rollcall("profiles", "--format", "csv", "--csv-format", form).out
    table = list(csv.reader(io.StringIO(text)))
    assert table[0] == header
    assert len(table) - 1 == rows
    for row in table[1:]:
        assert len(row) == len(header)
        ids = json.loads(row[2])
        assert isinstance(json.loads(row[1]), dict) and all(isinstance(v, list) for v in ids.values())
        if form == "b" and row[3] == "u-1001":
            assert row[4:6] == ["zoe.lefevre@example.org", "zoe.work@example.org"]


def test_to_a_folder_gives_request_bodies(rollcall, tmp_path):
    result = rollcall("import", PEOPLE, "--to", "dir:out", "--run-id", "R", "--format", "json")
    assert totals(result)["run"] == "R"
    bodies = sorted((tmp_path / "out").iterdir())
    assert [b.name for b in bodies] == ["batch-000001.json"]
    batch = json.loads(bodies[0].read_text("utf-8"))["batch"]
    assert [m["messageId"] for m in batch] == [f"rollcall-R-1-{n}" for n in range(1, 10)]
    assert all(m["type"] == "identify" for m in batch)
    assert batch[6]["anonymousId"].startswith("eml_")
    # What is there is never overwritten.
    again = rollcall("import", PEOPLE, "--to", "dir:out", status=73)
    assert "empty" in again.err


def test_to_standard_output_gives_one_message_a_line_and_leaves_nothing_behind(rollcall, tmp_path):
    result = rollcall("import", "-", "--to", "-", "--run-id", "R", stdin=PEOPLE.read_bytes())
    messages = [json.loads(line) for line in result.out.splitlines()]
    assert len(messages) == 9 and messages[0]["userId"] == "u-1001"
    assert "9 delivered" in result.err
    assert list(tmp_path.iterdir()) == []


def test_the_same_input_gives_the_same_bytes_for_any_number_of_workers(rollcall, tmp_path):
    rows = "".join(f"u{n % 700},p{n}@example.org,Zoë {n}\n" for n in range(40_000))
    (tmp_path / "a.csv").write_text("user_id,email,Name\n" + rows)
    outputs = set()
    for workers in (1, 2, 7):
        folder = f"out{workers}"
        rollcall("import", "a.csv", "--to", f"dir:{folder}", "--run-id", "R", "--workers", workers, "--again")
        files = sorted((tmp_path / folder).iterdir())
        outputs.add(b"\0".join(f.name.encode() + f.read_bytes() for f in files))
        rollcall_runs = tmp_path / ".rollcall" / "runs" / "R"
        subprocess.run(["rm", "-r", str(rollcall_runs)], check=True)
    assert len(outputs) == 1


def test_rows_with_errors_stop_an_import_before_anything_is_sent(rollcall):
    folder = SAMPLES / "problems" / "no_identifier"
    result = rollcall("import", folder / "people.csv", "--format", "json", status=2)
    assert totals(result)["unprocessed"] == 4
    assert "no_identifier" in result.err and "--max-errors 3" in result.err
    assert profiles(rollcall) == []


def test_with_a_budget_the_good_rows_go_on_and_the_others_can_be_mended(rollcall, tmp_path):
    folder = SAMPLES / "problems" / "no_identifier"
    result = rollcall("import", folder / "people.csv", "--max-errors", "3", "--format", "json", status=1)
    found = totals(result)
    assert (found["delivered"], found["rejected"]) == (1, 3)
    run = tmp_path / ".rollcall" / "runs" / found["run"]
    assert (run / "rejects.csv").read_text().splitlines()[0] == "user_id,email,First Name"
    errors = list(csv.reader((run / "errors.csv").open(newline="")))
    assert errors[0][-3:] == ["row_number", "error_message", "error_code"]
    assert [row[-1] for row in errors[1:]] == ["no_identifier"] * 3
    mended = (run / "errors.csv").read_text().replace("\n,,Nobody", "\nu-9,,Nobody")
    (tmp_path / "mended.csv").write_text(mended)
    again = rollcall("import", "mended.csv", "--max-errors", "2", "--format", "json", status=None)
    assert totals(again)["read"] == 3
    assert json.loads(rollcall("profile", "user_id:u-9", "--format", "json").out)["traits"] == {
        "First Name": "Nobody"
    }


def test_several_files_are_one_run_with_one_header(rollcall, tmp_path):
    (tmp_path / "a.csv").write_text("user_id,Name\n1,A\n")
    (tmp_path / "b.csv").write_text("user_id,Name\n2,B\n3,C\n")
    (tmp_path / "c.csv").write_text("user_id,City\n2,B\n")
    found = totals(rollcall("import", "a.csv", "b.csv", "--format", "json"))
    assert [f["read"] for f in found["files"]] == [1, 2]
    assert "header" in rollcall("import", "a.csv", "c.csv", status=78).err


def test_a_run_id_that_is_finished_prints_its_totals_again(rollcall, tmp_path):
    first = totals(rollcall("import", PEOPLE, "--run-id", "night", "--format", "json"))
    again = rollcall("import", PEOPLE, "--run-id", "night", "--format", "json")
    assert totals(again) == first and "finished before" in again.err
    (tmp_path / "a.csv").write_text("user_id\n1\n")
    rollcall("import", "a.csv", "--run-id", "night", status=78)
    rollcall("import", PEOPLE, "--run-id", "bad id", status=64)


@pytest.mark.parametrize(
    "arguments, status",
    [
        (["nothere.csv"], 66),
        (["empty.csv"], 65),
        (["people.csv", "--to", "ftp://x"], 64),
        (["people.csv", "--to", "dir:"], 64),
        (["people.csv", "--max-errors", "many"], 64),
        (["people.csv", "--mapping", "nothere.yaml"], 66),
        (["people.csv", "--mapping", "bad.yaml"], 78),
        (["people.csv", "--encoding", "klingon"], 78),
        (["-", "-"], 64),
    ],
)
def test_statuses(rollcall, tmp_path, arguments, status):
    (tmp_path / "people.csv").write_bytes(PEOPLE.read_bytes())
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "bad.yaml").write_text("columns: {City: {trait: city, tpye: number}}\n")
    result = rollcall("import", *arguments, status=status)
    assert result.err != ""


def test_a_spreadsheet_users_export_goes_through_with_the_commands_the_reports_suggest(rollcall, tmp_path):
    text = "user_id;email;Vorname\n1;ann@example.org;Änne\n2;bo@example.org;Bodo\n"
    (tmp_path / "export.csv").write_bytes(text.encode("windows-1252"))
    first = rollcall("check", "export.csv", status=1).out
    assert "rollcall check export.csv --delimiter ';'" in first
    second = rollcall("check", "export.csv", "--delimiter", ";", status=1).out
    assert "--encoding windows-1252" in second
    flags = ["--delimiter", ";", "--encoding", "windows-1252"]
    third = rollcall("check", "export.csv", *flags, "--target", "api").out
    assert "rollcall import export.csv --encoding windows-1252 --delimiter ';'" in third
    rollcall("import", "export.csv", *flags)
    person = json.loads(rollcall("profile", "user_id:1", "--format", "json").out)
    assert person["traits"]["Vorname"] == "Änne"


def test_an_interrupted_import_can_go_on(rollcall, tmp_path):
    rows = "".join(f"u{n},p{n}@example.org,{n}\n" for n in range(150_000))
    (tmp_path / "a.csv").write_text("user_id,email,n\n" + rows)
    command = [BINARY, "import", "a.csv", "--run-id", "R", "--to", "dir:out", "--format", "json", "--no-check"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    # Once something was delivered there is something to go on from.
    while not list(tmp_path.glob("out/batch-*.json")) and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    if process.returncode == 0:
        pytest.skip("the import was faster than the signal")
    assert process.returncode == 130
    stopped = json.loads(out)
    assert stopped["unprocessed"] > 0 and "rollcall runs resume R" in err
    found = totals(rollcall(*command[1:]))
    assert found["delivered"] == 150_000
    sent = [
        message["messageId"]
        for body in sorted((tmp_path / "out").iterdir())
        for message in json.loads(body.read_text())["batch"]
    ]
    assert sent == [f"rollcall-R-1-{n}" for n in range(1, 150_001)]


def test_terminated_is_143(tmp_path):
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [BINARY, "import", "-"], cwd=tmp_path, stdin=reading, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    os.close(reading)
    os.write(writing, b"user_id\n1\n")
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)
    os.close(writing)
    assert process.returncode == 143, err


def test_no_values_reach_a_pipe_unless_asked(rollcall, tmp_path):
    (tmp_path / "a.csv").write_text("user_id,email\n1,secret.person@example.org,x\n")
    hidden = rollcall("import", "a.csv", status=2)
    assert "secret" not in hidden.err + hidden.out
    assert "secret" in rollcall("import", "a.csv", "--show-values", status=2).err
