"""Every limit at its value and one past it, with Segment's own sentence where there is one."""

import json

import pytest

TOO_MANY_ROWS = "Too many rows. You can upload up to 1000000 rows."
TOO_MANY_COLUMNS = "Your CSV file is exceeding the limit of 299 columns."
TOO_LARGE = "Files can be up to 100 MB."


def check(rollcall, file, *flags):
    return json.loads(rollcall("check", file, "--format", "json", *flags, status=None).out)


def severities(report, code):
    """Severity by target of a code, and Segment's sentences."""
    found = {}
    sentences = set()
    for problem in report["problems"]:
        if problem["code"] == code:
            for target in problem["targets"]:
                found[target] = problem["severity"]
            sentences.add(problem.get("segment_message"))
    return found, sentences


@pytest.mark.parametrize(
    "rows, refusing, sentences",
    [
        (9_999, [], set()),
        # The guided setup's limit has no documented sentence.
        (10_000, ["unified-profiles"], {None}),
        (1_000_000, ["unified-profiles"], {None}),
        (1_000_001, ["unify", "unified-profiles"], {None, TOO_MANY_ROWS}),
    ],
)
def test_rows(rollcall, tmp_path, rows, refusing, sentences):
    (tmp_path / "people.csv").write_text("user_id\n" + "".join(f"{n:x}\n" for n in range(1, rows + 1)))
    report = check(rollcall, "people.csv")
    assert report["rows"] == rows
    found, said = severities(report, "too_many_rows")
    assert found == {target: "error" for target in refusing}
    assert said == sentences
    assert report["targets"]["api"]["ok"]


@pytest.mark.parametrize("columns, refused", [(299, False), (300, True)])
def test_columns(rollcall, tmp_path, columns, refused):
    header = ["user_id"] + [f"t{n}" for n in range(1, columns)]
    (tmp_path / "people.csv").write_text(",".join(header) + "\n" + ",".join("x" * columns) + "\n")
    report = check(rollcall, "people.csv")
    assert report["columns"] == columns
    found, said = severities(report, "too_many_columns")
    assert found == ({"unify": "error", "unified-profiles": "error"} if refused else {})
    assert said == ({TOO_MANY_COLUMNS} if refused else set())
    # The API has no such limit: a wide row becomes several messages.
    result = rollcall("import", "people.csv", "--to", "-", "--run-id", "R")
    messages = [json.loads(line) for line in result.out.splitlines()]
    assert sum(len(m["traits"]) for m in messages) == columns - 1
    assert all(m["userId"] == "x" for m in messages)


@pytest.mark.parametrize(
    "size, severity",
    [(100_000_000, None), (100_000_001, "warning"), (104_857_600, "warning"), (104_857_601, "error")],
)
def test_bytes(rollcall, tmp_path, size, severity):
    line = b"1," + b"x" * 999_997 + b"\n"
    with (tmp_path / "people.csv").open("wb") as file:
        file.write(b"user_id,Note\n")
        left = size - len(b"user_id,Note\n")
        while left > 2 * len(line):
            left -= file.write(line)
        file.write(b"2," + b"x" * (left - 3) + b"\n")
    report = check(rollcall, "people.csv")
    assert report["bytes"] == size
    found, said = severities(report, "file_too_large")
    assert found == ({"unify": severity, "unified-profiles": severity} if severity else {})
    assert said == ({TOO_LARGE} if severity == "error" else {None} if severity else set())


def messages_of(rollcall, tmp_path, header, row):
    (tmp_path / "a.csv").write_text(f"{header}\n{row}\n")
    result = rollcall("import", "a.csv", "--to", "-", "--run-id", "R", status=None)
    return result, [line.encode() for line in result.out.splitlines()]


def test_message_bytes(rollcall, tmp_path):
    _, (short,) = messages_of(rollcall, tmp_path, "user_id,Note", "1,x")
    fits = 32_000 - len(short) + 1
    result, (longest,) = messages_of(rollcall, tmp_path, "user_id,Note", "1," + "x" * fits)
    assert result.status == 0 and len(longest) == 32_000
    result, none = messages_of(rollcall, tmp_path, "user_id,Note", "1," + "x" * (fits + 1))
    assert result.status == 2 and none == [] and "message_too_large" in result.err


@pytest.mark.parametrize(
    "value, fits",
    [
        ("a" * 500, True), ("a" * 501, False), ("é" * 500, True), ("é" * 501, False),
        ("😀" * 250, True), ("😀" * 251, False),
    ],
)
def test_characters_of_an_account(rollcall, tmp_path, value, fits):
    (tmp_path / "a.csv").write_text(f"user_id,group_id\nu1,{value}\n", "utf-8")
    report = check(rollcall, "a.csv", "--target", "api")
    found, _ = severities(report, "identifier_too_long")
    assert found == ({} if fits else {"unify": "warning", "unified-profiles": "warning", "api": "error"})
    result = rollcall("import", "a.csv", "--to", "-", "--run-id", "R", status=0 if fits else 2)
    assert [json.loads(line)["groupId"] for line in result.out.splitlines()] == ([value] if fits else [])


def test_bytes_of_a_message_id(rollcall, tmp_path):
    header = ",".join(["user_id"] + [f"t{n}" for n in range(14)])
    (tmp_path / "a.csv").write_text(header + "\n" + ",".join(["1"] + ["x" * 31_000] * 14) + "\n")
    result = rollcall("import", "a.csv", "--to", "-", "--run-id", "R" * 64)
    ids = [json.loads(line)["messageId"] for line in result.out.splitlines()]
    # The longest name of a run, and room for a row of thirteen digits.
    assert len(ids) == 14 and max(map(len, ids)) <= 100 - 12
    rollcall("import", "a.csv", "--to", "-", "--run-id", "R" * 65, status=64)


@pytest.mark.parametrize("parts, status", [(14, 0), (15, 2)])
def test_parts_of_a_row(rollcall, tmp_path, parts, status):
    header = ",".join(["user_id"] + [f"t{n}" for n in range(parts)])
    result, messages = messages_of(rollcall, tmp_path, header, ",".join(["1"] + ["x" * 31_000] * parts))
    assert result.status == status
    assert len(messages) == (parts if status == 0 else 0)
    if status:
        assert "message_too_large" in result.err


@pytest.mark.parametrize("rows, batches", [(2_500, [2_500]), (2_501, [2_500, 1])])
def test_messages_of_a_batch(rollcall, tmp_path, rows, batches):
    (tmp_path / "a.csv").write_text("user_id\n" + "".join(f"u{n}\n" for n in range(rows)))
    rollcall("import", "a.csv", "--to", "dir:out")
    bodies = [json.loads(f.read_text())["batch"] for f in sorted((tmp_path / "out").iterdir())]
    assert [len(body) for body in bodies] == batches


def test_bytes_of_a_batch(rollcall, tmp_path):
    (tmp_path / "a.csv").write_text("user_id,Note\n" + "".join(f"u{n},{'x' * 700}\n" for n in range(2_000)))
    rollcall("import", "a.csv", "--to", "dir:out")
    sizes = [f.stat().st_size for f in sorted((tmp_path / "out").iterdir())]
    assert len(sizes) > 1
    longest = max(len(json.dumps(m, separators=(",", ":"), ensure_ascii=False).encode())
                  for m in json.loads((tmp_path / "out" / "batch-000001.json").read_text())["batch"])
    for size in sizes[:-1]:
        # Full, but for less than the next message with its comma.
        assert 475_000 - longest - 1 <= size <= 475_000
    assert sizes[-1] <= 475_000


@pytest.mark.parametrize("fields, status", [(65_536, 0), (65_537, 65)])
def test_fields_of_a_record(rollcall, fields, status):
    result = rollcall("records", "-", "--format", "count", stdin=b"," * (fields - 1) + b"\n", status=status)
    assert (f'"fields":{fields}' in result.out) == (status == 0)


@pytest.mark.parametrize("budget, status", [("2", 2), ("3", 1), ("29%", 2), ("30%", 1)])
def test_error_budget(rollcall, tmp_path, budget, status):
    rows = "".join(f"u{n},x\n" for n in range(7)) + ",x\n" * 3
    (tmp_path / "a.csv").write_text("user_id,Name\n" + rows)
    result = rollcall("import", "a.csv", "--max-errors", budget, "--format", "json", status=status)
    assert json.loads(result.out)["delivered"] == (7 if status == 1 else 0)
