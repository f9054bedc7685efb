"""A spreadsheet user gets from the first check to a file that the uploader takes, with nothing but the
commands that the reports suggest."""

import re
import shlex

import pytest

COMMAND = re.compile(r"^ {4}(rollcall .+)$", re.M)


def walk(rollcall, first, most=8):
    """Follows the first command of each report; the commands that were run and the last report."""
    ran = [first]
    result = rollcall(*shlex.split(first)[1:], status=None)
    while not re.search("(U|, u)pload it: ", result.out):
        assert len(ran) < most, f"no end in sight: {ran}\n{result}"
        # What a corrected copy or its parts need comes last, and is what to go on with.
        own, _, copy = result.out.partition("Corrected copy")
        commands = [c for c in COMMAND.findall(copy or own) if not c.startswith("rollcall explain")]
        assert commands, f"the report says nothing to do\n{result}"
        assert commands[0] not in ran, f"in a circle: {ran}"
        ran.append(commands[0])
        result = rollcall(*shlex.split(commands[0])[1:], status=None)
    assert result.status == 0, str(result)
    return ran, result


CONTACTS = [
    # What a German Outlook or Excel writes: semicolons, Windows-1252, CRLF, a column too many.
    ("E-Mail;Vorname;Nachname; Telefon;Straße;\r\n"
     "max@example.com;Max;Müller;+4930123456;Hauptstr. 1;\r\n"
     "ana@example.com;Ana;Köhler;+4930123457;Weg\u00a02;\r\n"
     "zoe@example.com;Zoë;Weiß;;;\r\n"),
    # Letters that Segment's list lacks.
    ("E-Mail;Name;Größe (m)\r\n"
     "ana@example.com;Ana Nuñez;1,70\r\n"
     "sean@example.com;Seán O’Neill;1,82\r\n"),
    # The header is right already.
    ("user_id;email;Vorname\r\nu1;max@example.com;Max\r\nu2;ana@example.com;Bärbel\r\n"),
]


@pytest.mark.parametrize("text", CONTACTS, ids=["list", "letters", "identifiers"])
@pytest.mark.parametrize("target", ["unify", "unified-profiles"])
def test_a_contact_list_gets_to_the_upload_page(rollcall, tmp_path, text, target):
    (tmp_path / "my contacts.csv").write_bytes(text.encode("cp1252"))
    flags = "" if target == "unify" else f" --target {target}"
    ran, result = walk(rollcall, f"rollcall check 'my contacts.csv'{flags}")
    assert any("--fix" in command for command in ran)
    copy = (tmp_path / "my contacts-fixed.csv").read_text("utf-8")
    header, *rows = copy.splitlines()
    assert "email" in header.split(",")
    source = text.split("\r\n")
    assert len(rows) == len(source) - 2
    # Nobody's name was touched.
    for name in ("Müller", "Nuñez", "O’Neill", "Bärbel", "Weiß"):
        assert (name in text) == (name in copy)
    assert (tmp_path / "my contacts.csv").read_bytes() == text.encode("cp1252")


def test_a_list_that_is_too_long_is_cut(rollcall, tmp_path):
    rows = "".join(f"u{n};p{n}@example.com\r\n" for n in range(10_050))
    (tmp_path / "people.csv").write_bytes(("user_id; email\r\n" + rows).encode("cp1252"))
    first = "rollcall check people.csv --target unified-profiles"
    ran = [first]
    result = rollcall(*shlex.split(first)[1:], status=1)
    while "rollcall split" not in ran[-1]:
        own, _, copy = result.out.partition("Corrected copy")
        command = COMMAND.findall(copy or own)[0]
        assert command not in ran, ran
        ran.append(command)
        result = rollcall(*shlex.split(command)[1:], status=None)
    assert result.status == 0, str(result)
    parts = sorted(tmp_path.glob("people-fixed*parts/*.csv"))
    assert len(parts) == 2
    for part in parts:
        rollcall("check", part, "--target", "unified-profiles")
