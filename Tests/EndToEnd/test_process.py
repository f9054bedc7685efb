"""The process itself: help, version, usage, settings, exit statuses."""

import os
import pty
import subprocess

import pytest

from conftest import BINARY, read_rest


def test_help_goes_to_standard_output(rollcall):
    result = rollcall("--help")
    assert "USAGE: rollcall" in result.out
    assert result.err == ""


def test_the_version_is_a_number(rollcall):
    assert rollcall("--version").out.strip().replace(".", "").isdigit()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--no-such-flag"],
        ["no-such-command"],
        ["records"],
        ["records", "a.csv", "--format", "xml"],
        ["records", "a.csv", "--delimiter", ";;"],
        ["records", "a.csv", "--delimiter", '"'],
        ["records", "a.csv", "--workers", "0"],
        ["records", "a.csv", "--memory", "lots"],
        ["records", "a.csv", "--quiet", "--verbose"],
        ["template", "--example", "-1"],
        ["space", "init", "--preset", "shop"],
    ],
)
def test_wrong_usage_is_64_and_says_so_on_standard_error(rollcall, arguments):
    result = rollcall(*arguments, status=64)
    assert result.out == ""
    assert result.err != ""


@pytest.mark.parametrize(
    "name, value",
    [
        ("ROLLCALL_WORKERS", "none"),
        ("ROLLCALL_MEMORY", "lots"),
        ("ROLLCALL_MAX_RECORD_BYTES", "-1"),
        ("ROLLCALL_COLOR", "red"),
    ],
)
def test_a_wrong_variable_is_named(rollcall, name, value):
    assert name in rollcall("template", env={name: value}, status=64).err


def test_a_command_that_there_is_not_is_answered_with_those_that_there_are(rollcall):
    said = rollcall("chek", "a.csv", status=64).err
    assert "chek" in said and "check" in said
    rollcall("help", "check")


def test_a_place_that_there_is_not_is_told_with_those_that_there_are(rollcall):
    said = rollcall("import", "a.csv", "--to", "nowhere", status=64).err
    assert "nowhere" in said and "segment" in said and "dir:PATH" in said


def on_a_terminal(arguments, cwd, env=None):
    """Standard error of a command whose standard error is a terminal."""
    main, other = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")}
    environment |= {"TERM": "xterm", **(env or {})}
    process = subprocess.Popen(
        [BINARY, *arguments], cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=other
    )
    os.close(other)
    process.communicate(timeout=60)
    return read_rest(main)


def test_colours_stand_on_a_terminal_only(rollcall, tmp_path):
    assert "\x1b[" not in rollcall("space", "init").err
    assert "\x1b[" in rollcall("space", "init", "--force", "--color", "always").err
    command = ["space", "init", "--force"]
    assert "\x1b[" in on_a_terminal(command, tmp_path)
    assert "\x1b[" not in on_a_terminal(command, tmp_path, {"NO_COLOR": "1"})
    assert "\x1b[" not in on_a_terminal(command, tmp_path, {"TERM": "dumb"})
    assert "\x1b[" not in on_a_terminal([*command, "--color", "never"], tmp_path)


def test_nothing_of_a_file_steers_the_terminal(rollcall, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("user_id,na\x1b[31mme\x01\nu1,a\x1b[2Jb\n")
    for target in ("unify", "api"):
        result = rollcall("check", path, "--target", target, "--show-values", status=1)
        assert "na\\u{1B}[31mme" in result.out
        assert not set(result.out + result.err) & {"\x1b", "\x01"}


def test_quiet_says_nothing_but_the_product(rollcall):
    result = rollcall("template", "--quiet")
    assert result.out != "" and result.err == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_there_are_completions(rollcall, shell):
    script = rollcall("--generate-completion-script", shell).out
    assert "template" in script and "preset" in script
