"""`rollcall split`: parts that are taken, from files, gzip and pipes."""

import gzip

import pytest

HEADER = "user_id,email,Name"


def people(count):
    """Every third person has a second row far behind the first."""
    rows = [f"u{n},p{n}@example.com,Ann" for n in range(count)]
    return rows + [f"u{n},,Anna" for n in range(0, count, 3)]


def parts_of(folder):
    return sorted(folder.glob("*.csv"))


def check_parts(parts, rows, most):
    where = {}
    seen = []
    for number, part in enumerate(parts):
        lines = part.read_text("utf-8").splitlines()
        assert lines[0] == HEADER
        assert len(lines) - 1 <= most
        seen += lines[1:]
        for line in lines[1:]:
            user = line.split(",")[0]
            assert where.setdefault(user, number) == number, user
    assert sorted(seen) == sorted(rows)


@pytest.mark.parametrize("form", ["file", "gzip", "pipe", "gzip pipe"])
def test_parts_check_clean_and_keep_people_together(rollcall, tmp_path, form):
    rows = people(20_000)
    text = (HEADER + "\n" + "\n".join(rows) + "\n").encode()
    data = gzip.compress(text) if "gzip" in form else text
    name = "-" if "pipe" in form else "people.csv.gz" if "gzip" in form else "people.csv"
    if name != "-":
        (tmp_path / name).write_bytes(data)
    result = rollcall(
        "split", name, "--target", "unified-profiles", "-o", "parts",
        stdin=data if name == "-" else b"", env={"TMPDIR": str(tmp_path)},
    )
    parts = parts_of(tmp_path / "parts")
    stem = "part" if name == "-" else "people"
    assert [p.name for p in parts] == [f"{stem}-{n}-of-3.csv" for n in (1, 2, 3)]
    check_parts(parts, rows, 9_999)
    assert (tmp_path / "parts" / "checklist.txt").read_text("utf-8") == result.out
    assert all(f"[ ]  {p.name}" in result.out for p in parts)
    for part in parts:
        rollcall("check", part, "--target", "unified-profiles", "--fail-on", "error")
    assert not list(tmp_path.glob("rollcall-*")), "something was left in the temporary folder"


def test_little_memory_gives_the_same_parts(rollcall, tmp_path):
    rows = people(30_000)
    (tmp_path / "people.csv").write_text(HEADER + "\n" + "\n".join(rows) + "\n")
    for folder, memory in (("much", "512MB"), ("little", "100K")):
        rollcall("split", "people.csv", "--parts", "4", "-o", folder, "--memory", memory)
    for much, little in zip(parts_of(tmp_path / "much"), parts_of(tmp_path / "little"), strict=True):
        assert much.read_bytes() == little.read_bytes()


def test_a_folder_with_files_is_not_written_to(rollcall, tmp_path):
    (tmp_path / "people.csv").write_text("user_id\n1\n2\n")
    rollcall("split", "people.csv", "--parts", "2", "-o", "parts")
    again = rollcall("split", "people.csv", "--parts", "2", "-o", "parts", status=73)
    assert "--force" in again.err
    rollcall("split", "people.csv", "--parts", "2", "-o", "parts", "--force")


def test_what_else_is_wrong_is_said(rollcall, tmp_path):
    (tmp_path / "people.csv").write_text(" user_id,email\n1,a@example.com\n2,b@example.com\n")
    result = rollcall("split", "people.csv", "--target", "unify", "-o", "parts", status=1)
    assert "header_spaces" in result.out and "rollcall check people.csv --target unify" in result.out


def test_rows_of_nobody_are_no_people(rollcall, tmp_path):
    (tmp_path / "people.csv").write_text("group_id,Name\ng1,Ann\ng1,Bob\n")
    result = rollcall("split", "people.csv", "--parts", "2", "-o", "parts")
    assert "nobody can tell which rows are of one person" in result.out
    assert "All rows of one person" not in result.out and "rollcall import" not in result.out
    assert "  rollcall check people.csv --target api\n" in result.out


def test_an_open_quotation_mark_stops_it(rollcall, tmp_path):
    (tmp_path / "people.csv").write_text('user_id,Name\n1,"Ann\n2,Bob\n')
    result = rollcall("split", "people.csv", "--parts", "2", "-o", "parts", status=65)
    assert "rollcall check people.csv" in result.err
    assert not (tmp_path / "parts").exists()


def test_one_of_target_and_parts_is_needed(rollcall):
    rollcall("split", "x.csv", "-o", "parts", status=64)
    rollcall("split", "x.csv", "-o", "parts", "--parts", "2", "--target", "unify", status=64)
