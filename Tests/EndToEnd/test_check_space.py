"""What a check says of a file beside the profiles that the space has already."""

import json

import pytest

KNOWN = """\
user_id,email,phone,First Name,Score,Member
u1,ann@shop.example.org,15550100001,Ann,1,true
u2,Bob@shop.example.org,15550100002,Bob,2,false
u3,cleo@shop.example.org,15550100003,Cleo,3,true
"""

SPACE = """\
version: 1
identifiers:
  - {type: user_id, limit: 1}
  - {type: email, limit: 5}
  - {type: phone, limit: 5}
"""

MAPPING = "columns:\n  Score: {type: number}\n  Member: {type: boolean}\n"


@pytest.fixture
def space(rollcall, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "space.yaml").write_text(SPACE)
    (tmp_path / "known.csv").write_text(KNOWN)
    (tmp_path / "types.yaml").write_text(MAPPING)
    rollcall("import", "known.csv", "--space", "home", "--mapping", "types.yaml")
    return "home"


def check(rollcall, tmp_path, text, *flags, space="home"):
    (tmp_path / "new.csv").write_text(text, "utf-8")
    result = rollcall("check", "new.csv", "--space", space, "--format", "json", *flags, status=None)
    return json.loads(result.out), result


def found(report, code):
    return [p for p in report["problems"] if p["code"] == code and p["severity"] != "note"]


@pytest.mark.parametrize(
    ("value", "isFound"),
    [("Ann@shop.example.org", True), (" ann@shop.example.org", True), ("bob@shop.example.org", True),
     ("ann@shop.example.org", False), ("Bob@shop.example.org", False), ("dora@shop.example.org", False)],
)
def test_identifiers_equal_but_for_case_or_spaces(rollcall, tmp_path, space, value, isFound):
    report, _ = check(rollcall, tmp_path, f"user_id,email\nu9,x@shop.example.org\n,{value}\n,{value}\n")
    problems = found(report, "case_variant_identifier")
    # Once for each spelling, at its first row.
    assert len(problems) == (1 if isFound else 0)
    for problem in problems:
        assert (problem["row"], problem["column"], problem["arguments"]["in"]) == (2, 2, "space")
        assert problem["excerpt"] == "".join("x" if c.isalpha() else c for c in value)


def test_a_user_id_and_an_email_are_two_things(rollcall, tmp_path, space):
    report, _ = check(rollcall, tmp_path, "user_id\nANN@shop.example.org\nU1\n")
    assert [p["row"] for p in found(report, "case_variant_identifier")] == [2]


def test_phones_are_held_to_the_form_of_the_space(rollcall, tmp_path, space):
    text = "user_id,phone\nu7,15550100007\nu8,+15550100008\n"
    report, _ = check(rollcall, tmp_path, text)
    (problem,) = found(report, "phone_format")
    assert (problem["row"], problem["arguments"]["expected"]) == (2, "15555550123")
    # Unified Profiles finds callers by one form alone, and so does a space without phones.
    report, _ = check(rollcall, tmp_path, text, "--target", "unified-profiles")
    assert [p["row"] for p in found(report, "phone_format")] == [1]
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "space.yaml").write_text(SPACE)
    report, _ = check(rollcall, tmp_path, text, space="empty")
    assert [p["row"] for p in found(report, "phone_format")] == [1]


@pytest.mark.parametrize("header", ["First name", "first_name", "FirstName", "First Nane"])
def test_headers_near_a_trait_of_the_space(rollcall, tmp_path, space, header):
    report, _ = check(rollcall, tmp_path, f"user_id,{header}\nu9,Ann\n")
    (problem,) = found(report, "near_miss_header")
    assert problem["arguments"] == {"name": "First Name", "what": "trait", "part": "header"}


def test_new_traits_and_changed_types(rollcall, tmp_path, space):
    report, _ = check(rollcall, tmp_path, "user_id,First Name,Score,City\nu9,Ann,12,Oslo\n")
    assert [p["header"] for p in found(report, "new_trait")] == ["City"]
    (problem,) = found(report, "type_change")
    assert (problem["header"], problem["arguments"]["from"], problem["arguments"]["to"]) == ("Score", "number", "string")
    assert report["forecast"]["new_traits"] == ["City"]
    (tmp_path / "number.yaml").write_text("columns: {Score: {type: number}}\n")
    report, _ = check(rollcall, tmp_path, "user_id,Score\nu9,12\n", "--mapping", "number.yaml")
    assert found(report, "type_change") == []


def test_a_slip_stays_a_slip_after_it_was_imported(rollcall, tmp_path, space):
    text = "user_id,E-Mail\nu9,ann@shop.example.org\n"
    (tmp_path / "slip.csv").write_text(text)
    rollcall("import", "slip.csv", "--space", space)
    report, _ = check(rollcall, tmp_path, text)
    assert [p["arguments"]["name"] for p in found(report, "near_miss_header")] == ["email"]


def test_the_space_is_named_and_never_made(rollcall, tmp_path, space):
    _, result = check(rollcall, tmp_path, "user_id\nu1\n")
    assert "Compared with 3 profiles of the space home." in result.err
    _, result = check(rollcall, tmp_path, "user_id\nu1\n", space="nowhere")
    assert "Compared" not in result.err and not (tmp_path / "nowhere").exists()


def test_a_space_that_cannot_be_read_keeps_nobody_from_checking(rollcall, tmp_path, space):
    (tmp_path / "home" / "profiles.sqlite").write_bytes(b"no database" * 1000)
    _, result = check(rollcall, tmp_path, "user_id\nu1\n")
    assert result.status == 0 and "nothing is compared with its profiles" in result.err


def test_rows_are_compared_for_any_number_of_workers(rollcall, tmp_path, space):
    rows = "".join(f"n{n},{'ANN' if n % 900 == 0 else n}@shop.example.org\n" for n in range(40_000))
    reports = [check(rollcall, tmp_path, "user_id,email\n" + rows, "--workers", n)[0] for n in ("1", "3")]
    assert reports[0] == reports[1]
    assert len(found(reports[0], "case_variant_identifier")) >= 1
    off, _ = check(rollcall, tmp_path, "user_id,email\n" + rows, "--across-rows", "off")
    assert found(off, "case_variant_identifier") == []
    _, result = check(rollcall, tmp_path, "user_id\nu1\n", "--across-rows", "off")
    assert "Compared with 3 profiles of the space home, but for their identifiers." in result.err


def test_a_part_of_the_space_is_told_apart_from_all_of_it(rollcall, tmp_path, space):
    known = "user_id,email\n" + "".join(f"k{n},p{n}@shop.example.org\n" for n in range(20_000))
    (tmp_path / "known.csv").write_text(known)
    rollcall("import", "known.csv", "--space", space)
    file = "user_id,email\n" + "".join(f"k{n},P{n}@shop.example.org\n" for n in range(0, 20_000, 4))
    counts = {}
    for memory in ("64MB", "1MB"):
        report, _ = check(rollcall, tmp_path, file, "--memory", memory)
        problems = found(report, "case_variant_identifier")
        counts[memory] = report["counts"]["case_variant_identifier"]
        assert all(("estimated" in p["arguments"]) == (memory == "1MB") for p in problems)
        text = rollcall("check", "new.csv", "--space", space, "--memory", memory).out
        told = " ".join(text.split())
        assert ("were compared with those of 20,003 profiles of the space, with one in" in told) == (
            memory == "1MB")
    # Half of them are the notes that the file alone gives.
    assert counts["64MB"] == 10_000 and abs(counts["1MB"] - 10_000) < 1_000
