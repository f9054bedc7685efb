"""`records`: how a file is read. The cases stand in cases/, as run_cases.py reads them."""

import gzip
import json
import os
import subprocess
from pathlib import Path

import pytest

import run_cases
from conftest import BINARY

CASES = Path(__file__).parent / "cases"


def test_every_case_at_every_split():
    cases, readings, faults = run_cases.run_folders([CASES], BINARY, jobs=os.cpu_count())
    assert cases > 40 and readings > 1000
    assert faults == []


def test_the_runner_notices_a_wrong_reading(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n")
    (tmp_path / "a.json").write_text('[["a", "c"]]')
    _, _, faults = run_cases.run_folders([tmp_path], BINARY)
    assert len(faults) == 2 + 3


def test_count_reads_and_unescapes_every_field(rollcall):
    result = rollcall("records", "-", "--format", "count", stdin='a,b\n"say ""hi""",\n')
    assert result.out == '{"records":2,"fields":4,"field_bytes":10}\n'


def test_csv_quotes_only_where_it_must(rollcall):
    result = rollcall("records", "-", "--format", "csv", stdin='"a","b,c"\r\n"x ""y""","z\n"\r\n')
    assert result.out == 'a,"b,c"\n"x ""y""","z\n"\n'


def test_csv_reads_back_as_the_same_records(rollcall):
    text = 'a\n""\n"x"\n" y "\n'
    first = rollcall("records", "-", "--format", "csv", stdin=text)
    again = rollcall("records", "-", stdin=first.out)
    assert [json.loads(line) for line in again.out.splitlines()] == [["a"], [""], ["x"], [" y "]]


def test_gzip_of_several_members(rollcall, tmp_path):
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"a,b\n1,") + gzip.compress(b"2\n"))
    assert rollcall("records", "a.csv.gz").out == '["a","b"]\n["1","2"]\n'


def test_truncated_gzip_prints_the_whole_records_before_the_place(rollcall, tmp_path):
    text = b"".join(b"row-%d,%d\n" % (n, n * n) for n in range(5000))
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(text)[:-2000])
    result = rollcall("records", "a.csv.gz", status=65)
    assert "gzip_truncated" in result.err
    lines = result.out.splitlines()
    assert 0 < len(lines) < 5000
    for n, line in enumerate(lines):
        assert json.loads(line) == [f"row-{n}", str(n * n)]


def test_a_header_given_on_the_command_line_comes_first(rollcall, tmp_path):
    assert rollcall("records", "-", "--header", "a,b", stdin="1,2\n").out == '["a","b"]\n["1","2"]\n'
    (tmp_path / "names.txt").write_text('"a;x";b\n')
    result = rollcall("records", "-", "--header", "@names.txt", "--delimiter", ";", stdin="1;2\n")
    assert result.out == '["a;x","b"]\n["1","2"]\n'


def test_a_missing_file_is_66(rollcall):
    assert "nothere.csv" in rollcall("records", "nothere.csv", status=66).err
    rollcall("records", ".", status=66)


def test_a_record_beyond_the_limit_is_refused_with_the_flag_that_helps(rollcall):
    fits = rollcall("records", "-", "--max-record-bytes", "10", stdin="a,b\n12345,7890\n")
    assert fits.out.endswith('["12345","7890"]\n')
    result = rollcall("records", "-", "--max-record-bytes", "10", stdin="a,b\n12345,78901\n", status=65)
    assert result.out == '["a","b"]\n'
    assert "record_too_long" in result.err and "--max-record-bytes" in result.err


def test_a_closed_output_ends_quietly(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n" + "1,2\n" * 500_000)
    command = f"'{BINARY}' records a.csv; echo status $? >&2"
    done = subprocess.run(
        ["bash", "-c", f"({command}) | head -n 1"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout == '["a","b"]\n'
    assert done.stderr == "status 0\n"


@pytest.mark.parametrize("kernel", ["scalar", "sse2", "avx2", "avx512", "neon"])
def test_every_kernel_of_this_machine_reads_the_same(rollcall, kernel):
    text = "".join(f'{n},"q{n} ""x""",é{"," * (n % 7)}\n' for n in range(200))
    expected = rollcall("records", "-", stdin=text).out
    result = rollcall("records", "-", stdin=text, env={"ROLLCALL_KERNEL": kernel}, status=None)
    if result.status == 64:
        assert "which this processor lacks" in result.err
    else:
        assert result.status == 0 and result.out == expected


@pytest.mark.parametrize("inflater", ["automatic", "zlib", "isal"])
def test_every_inflater_of_this_machine_reads_the_same(rollcall, tmp_path, inflater):
    text = "id,name\n" + "".join(f"{n},{n * n}\n" for n in range(20_000))
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(text.encode()))
    env = {"ROLLCALL_INFLATE": inflater}
    result = rollcall("records", "a.csv.gz", "--format", "csv", env=env, status=None)
    if result.status == 64:
        assert "which this machine lacks" in result.err
    else:
        assert result.status == 0 and result.out == text


def test_an_unknown_inflater_is_a_usage_error(rollcall):
    assert "zlib" in rollcall("records", "-", env={"ROLLCALL_INFLATE": "fast"}, status=64).err


def test_an_unknown_kernel_is_a_usage_error(rollcall):
    assert "scalar" in rollcall("records", "-", env={"ROLLCALL_KERNEL": "fast"}, status=64).err
