"""`template` and `space`: the columns a space takes, and its configuration."""

import os
from pathlib import Path

import pytest

from conftest import ROOT

PRESETS = ["default", "contact-center", "e-commerce"]


@pytest.mark.parametrize("preset", PRESETS)
def test_the_templates_of_the_presets_are_those_in_the_repository(rollcall, preset):
    rollcall("space", "init", "--preset", preset)
    result = rollcall("template")
    assert result.out.encode() == (ROOT / "templates" / f"{preset}.csv").read_bytes()
    assert "group_id" in result.err


def test_what_is_left_out_of_a_template_is_told(rollcall):
    result = rollcall("template", "--identifiers", "email", "--traits", "b,a,two  spaces")
    assert result.out == "email,a,b\n"
    assert "two  spaces" in result.err


def test_example_rows_are_marked_as_such(rollcall):
    result = rollcall("template", "--example", "2", "--traits", "City")
    rows = result.out.splitlines()
    assert len(rows) == 3
    assert rows[1].startswith("example-1,example-1@example.com,")


def test_an_identifier_that_the_space_lacks_is_a_usage_error(rollcall):
    assert "email" in rollcall("template", "--identifiers", "emial", status=64).err


def test_output_is_never_overwritten_without_force(rollcall, tmp_path):
    rollcall("template", "-o", "people.csv")
    before = (tmp_path / "people.csv").read_bytes()
    result = rollcall("template", "--traits", "x", "-o", "people.csv", status=73)
    assert "--force" in result.err
    assert (tmp_path / "people.csv").read_bytes() == before
    rollcall("template", "--traits", "x", "-o", "people.csv", "--force")
    assert (tmp_path / "people.csv").read_bytes() != before
    assert [p.name for p in tmp_path.iterdir()] == ["people.csv"]


def test_a_space_is_private_and_keeps_to_itself(rollcall, tmp_path):
    rollcall("space", "init")
    space = tmp_path / ".rollcall"
    assert os.stat(space).st_mode & 0o777 == 0o700
    for file in space.iterdir():
        assert os.stat(file).st_mode & 0o777 == 0o600
    assert (space / ".gitignore").read_text() == "*\n!space.yaml\n"
    rollcall("space", "init", status=73)


def test_the_nearest_space_upwards_is_found(rollcall, tmp_path):
    rollcall("space", "init", "--preset", "e-commerce")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert "customer_id" in rollcall("template", cwd=inner).out
    shown = rollcall("space", "show", cwd=inner).out
    assert str(tmp_path / ".rollcall") in shown and "nearest" in shown
    # A new one is made here, not over there.
    rollcall("space", "init", cwd=inner)
    assert (inner / ".rollcall" / "space.yaml").exists()


def test_flag_then_environment_then_nearest(rollcall, tmp_path):
    rollcall("space", "init", "--space", "one", "--preset", "e-commerce")
    rollcall("space", "init", "--space", "two", "--preset", "contact-center")
    environment = {"ROLLCALL_SPACE": "one"}
    assert "customer_id" in rollcall("template", env=environment).out
    assert "preferred_channel" in rollcall("template", "--space", "two", env=environment).out


def test_show_tells_where_each_value_comes_from(rollcall, tmp_path):
    rollcall("space", "init")
    (tmp_path / ".rollcall" / "space.yaml").write_text(
        "name: Shop\nregion: eu\nidentifiers:\n  - {type: email, limit: 3}\n"
    )
    lines = rollcall("space", "show").out.splitlines()
    found = {line.split("  ")[0]: line for line in lines}
    assert "Shop" in found["name"] and "space.yaml, line 1" in found["name"]
    assert "default" in found["target"]
    assert "limit 3" in found["identifier email"] and "line 4" in found["identifier email"]
    from_environment = rollcall("space", "show", env={"SEGMENT_REGION": "us"}).out
    assert "$SEGMENT_REGION" in from_environment


def test_commands_that_only_look_never_make_a_space(rollcall, tmp_path):
    rollcall("template")
    rollcall("space", "show")
    rollcall("records", "-", stdin="a\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text, line, word",
    [
        ("nmae: x\n", 1, "name"),
        ("name: x\nidentifiers:\n  - {type: email, limit: many}\n", 3, "limit"),
        ("identifiers: [email, email]\n", 1, "twice"),
        ("target: unfy\n", 1, "unify"),
    ],
)
def test_a_bad_configuration_is_told_with_its_line(rollcall, tmp_path, text, line, word):
    rollcall("space", "init")
    (tmp_path / ".rollcall" / "space.yaml").write_text(text)
    result = rollcall("template", status=78)
    assert f"line {line}" in result.err and word in result.err
