"""The process itself: help, usage, exit statuses."""


def test_help_goes_to_standard_output(rollcall):
    result = rollcall("--help")
    assert "USAGE: rollcall" in result.out
    assert result.err == ""


def test_an_unknown_flag_is_a_usage_error(rollcall):
    result = rollcall("--no-such-flag", status=64)
    assert result.out == ""
    assert "--no-such-flag" in result.err
