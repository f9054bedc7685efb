"""`--suggest-mapping`, alone, with a mapping that is known, and beside `--fix`; `--fix -`."""

import json
import shlex

import pytest

CONTACTS = "E-Mail,Vorname,LTV,Seit\nann@shop.org,Ann,12.5,2024-01-31\nbo@shop.org,Bo,3,2024-02-01\n"


@pytest.fixture
def contacts(tmp_path):
    (tmp_path / "p.csv").write_text(CONTACTS)


def test_a_draft_makes_people_of_a_file(rollcall, tmp_path, contacts):
    rollcall("check", "p.csv", "--target", "api", status=1)
    result = rollcall("check", "p.csv", "--target", "api", "--suggest-mapping", "m.yaml", status=1)
    assert result.err.endswith("  rollcall check p.csv --mapping m.yaml --target api\n")
    # What was just made is not advised.
    assert "--suggest-mapping" not in result.out
    draft = (tmp_path / "m.yaml").read_text()
    assert '"E-Mail": email' in draft and '# "LTV": {type: number}' in draft and '# "Seit": {type: date}' in draft
    rollcall("check", "p.csv", "--target", "api", "--mapping", "m.yaml")
    rollcall("check", "p.csv", "--suggest-mapping", "m.yaml", status=73)


def test_the_next_command_reads_the_same_file_for_the_same_target(rollcall, tmp_path):
    (tmp_path / "my people.csv").write_text("E-Mail;City\nann@shop.org;Cork\n")
    flags = ["--delimiter", ";", "--target", "unified-profiles", "--characters", "headers"]
    err = rollcall("check", "my people.csv", *flags, "--suggest-mapping", "m.yaml", status=None, allowed=(0, 1)).err
    command = err.splitlines()[-1].strip()
    assert command == (
        "rollcall check 'my people.csv' --mapping m.yaml --delimiter ';' --target unified-profiles --characters headers")
    # As it stands there; the page takes no semicolons.
    rollcall(*shlex.split(command)[1:], status=1)


def test_a_refused_import_says_how_to_begin_a_mapping(rollcall, tmp_path, contacts):
    """With the one command of its report, wherever the import was to deliver to."""
    err = rollcall("import", "p.csv", "--to", "dir:bodies", "--runs", "runs", status=2).err
    command = next(line for line in err.splitlines() if "--suggest-mapping" in line).strip()
    assert command == "rollcall check p.csv --target api --suggest-mapping p-mapping.yaml"
    rollcall(*shlex.split(command)[1:], status=1)
    rollcall("import", "p.csv", "--mapping", "p-mapping.yaml")


def test_a_draft_takes_the_only_column_that_could_tell_people_apart(rollcall, tmp_path):
    """With the two commands of the report, and nothing edited between them."""
    (tmp_path / "p.csv").write_text("Konto,Kontakt\n17,ann@shop.org\n18,bo@shop.org\n")
    rollcall("check", "p.csv", "--target", "api", "--suggest-mapping", "m.yaml", status=1)
    rollcall("check", "p.csv", "--target", "api", "--mapping", "m.yaml")
    message = json.loads(rollcall("check", "p.csv", "--mapping", "m.yaml", "--show-message", "1").out)
    assert message["traits"] == {"email": "ann@shop.org", "Konto": "17"}


def test_a_draft_says_that_no_column_tells_people_apart(rollcall, tmp_path):
    (tmp_path / "p.csv").write_text("Konto,Stadt\n17,Cork\n18,Rome\n")
    rollcall("check", "p.csv", "--target", "api", "--suggest-mapping", "m.yaml", status=1)
    draft = (tmp_path / "m.yaml").read_text()
    assert "None of them tells people apart yet." in draft and '"Customer number": user_id' in draft
    (tmp_path / "m.yaml").write_text(draft.replace('# "Konto": {type: number}', '"Konto": user_id'))
    rollcall("check", "p.csv", "--target", "api", "--mapping", "m.yaml")


def test_a_known_mapping_is_gone_on_from(rollcall, tmp_path, contacts):
    (tmp_path / "known.yaml").write_text('columns:\n  "E-Mail": email\n  "Firstname": {trait: First Name}\n')
    err = rollcall(
        "check", "p.csv", "--mapping", "known.yaml", "--suggest-mapping", "m.yaml", "--target", "api", status=1).err
    assert "The mapping names the column “Firstname”, which the file does not have" in err
    assert "The file has the column “LTV”, which the mapping does not name." in err
    assert '# "Firstname"' in (tmp_path / "m.yaml").read_text()


def test_a_draft_is_written_beside_a_corrected_copy(rollcall, tmp_path, contacts):
    rollcall("check", "p.csv", "--fix", "f.csv", "--suggest-mapping", "m.yaml", status=None, allowed=(0, 1))
    assert '"E-Mail": email' in (tmp_path / "m.yaml").read_text()
    assert (tmp_path / "f.csv").exists()


@pytest.mark.parametrize("source", ["p.csv", "-"])
def test_a_copy_goes_through_a_pipe(rollcall, tmp_path, source):
    text = "user_id; First Name \nu1;Ann\n"
    (tmp_path / "p.csv").write_text(text)
    result = rollcall("check", source, "--delimiter", ";", "--fix", "-", stdin=text, status=1)
    assert result.out == "user_id,First Name\nu1,Ann\n"
    assert "Corrected copy" in result.err and "On standard output" in result.err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["p.csv"]
    # What goes on in the pipe can be checked there.
    rollcall("check", "-", stdin=result.out)
    report = json.loads(
        rollcall("check", source, "--delimiter", ";", "--fix", "-", "--format", "json", stdin=text, status=1).err)
    assert report["fix"]["file"] == "-" and report["fix"]["ok"] and "changes_file" not in report["fix"]


def test_a_file_that_cannot_be_read_gives_no_copy(rollcall, tmp_path):
    result = rollcall("check", "-", "--fix", "-", stdin='user_id\n"u1\n', status=1)
    assert result.out == ""


def test_only_one_thing_goes_to_standard_output(rollcall, tmp_path, contacts):
    rollcall("check", "p.csv", "--fix", "-", "--suggest-mapping", "-", status=64)


def test_a_check_leaves_the_disk_alone(rollcall, tmp_path):
    """Not even a temporary folder is needed for a stream, whatever its size."""
    rows = "".join(f"u{n},p{n}@shop.org\n" for n in range(50_000))
    rollcall("check", "-", stdin="user_id,email\n" + rows, env={"TMPDIR": "/nowhere", "HOME": "/nowhere"})
    assert list(tmp_path.iterdir()) == []
