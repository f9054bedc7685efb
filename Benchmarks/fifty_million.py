#!/usr/bin/env python3
"""Checks, splits and plans 50,000,000 rows (9.5 GB) that come through a pipe, and prints time and memory.

    Benchmarks/fifty_million.py [--rows N] [--binary PATH] [check|split|plan …]

Every tenth row repeats an earlier person. Splitting needs 20 GB in $TMPDIR: the pipe is kept until it has
been read twice. What the parts hold is looked at afterwards: all rows, and nobody in two parts.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEADER = b"user_id,email,First Name,Last Name,City,Country,Plan,Score,Signed up,Last seen,Source,Remark\n"
ROW = (
    "u%d,person%d@example.com,Zo\u00eb,Kowalska,S\u00e3o Paulo,Brazil,plan-%d,%d,2024-05-17T08:15:00Z,"
    "2026-02-03T19:42:10Z,newsletter campaign %d,likes calls in the morning and never at night\n"
)


def generate(rows):
    out = sys.stdout.buffer
    out.write(HEADER)
    for start in range(0, rows, 1000):
        block = []
        for n in range(start, min(rows, start + 1000)):
            person = n if n % 10 or n < 1000 else ((n * 2654435761) >> 7) % n
            block.append(ROW % (person + 10_000_000, person, n % 7, n % 1000, n % 97))
        out.write("".join(block).encode())


def run(binary, rows, arguments, folder):
    source = subprocess.Popen([sys.executable, __file__, "--generate", str(rows)], stdout=subprocess.PIPE)
    began = time.monotonic()
    command = subprocess.Popen(
        [binary, *arguments], stdin=source.stdout, stdout=subprocess.DEVNULL, env={**os.environ, "TMPDIR": folder}
    )
    source.stdout.close()
    _, status, usage = os.wait4(command.pid, 0)
    print(
        f"{arguments[0]}: status {os.waitstatus_to_exitcode(status)}, {time.monotonic() - began:.1f} s, "
        f"user {usage.ru_utime:.1f} s, system {usage.ru_stime:.1f} s, peak {usage.ru_maxrss // 1024} MiB",
        flush=True,
    )


def look(parts, rows):
    part_of = {}
    found = 0
    for number, part in enumerate(parts):
        with open(part, "rb") as lines:
            next(lines)
            for line in lines:
                found += 1
                user = int(line[1 : line.index(b",")])
                # A sample of people is enough to see whether anybody was parted.
                if user % 97 == 0:
                    assert part_of.setdefault(user, number) == number, f"u{user} is in two parts"
    assert found == rows, f"{found} rows instead of {rows}"
    sizes = [p.stat().st_size for p in parts]
    print(f"{len(parts)} parts of {min(sizes):,} to {max(sizes):,} bytes; {len(part_of):,} people looked at")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000_000)
    parser.add_argument("--binary", default=".build/release/rollcall")
    parser.add_argument("--generate", type=int)
    parser.add_argument("stages", nargs="*", default=["check", "split", "plan"])
    options = parser.parse_args()
    if options.generate:
        return generate(options.generate)
    folder = Path(tempfile.mkdtemp(prefix="rollcall-bench-"))
    try:
        if "check" in options.stages:
            run(options.binary, options.rows, ["check", "-", "--format", "json", "--target", "api"], str(folder))
        if "split" in options.stages:
            run(options.binary, options.rows, ["split", "-", "--target", "unify", "-o", str(folder / "parts"), "--quiet"], str(folder))
            look(sorted((folder / "parts").glob("*.csv")), options.rows)
        if "plan" in options.stages:
            run(options.binary, options.rows, ["plan", "-", "--against", "none", "--format", "json", "--quiet"], str(folder))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
