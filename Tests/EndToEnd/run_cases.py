#!/usr/bin/env python3
"""Runs folders of CSV cases through `rollcall records`, whole and cut in two at every byte.

    run_cases.py FOLDER... [--binary ROLLCALL] [--splits all|none|N] [--jobs N]

A case is NAME.csv with what must come of it beside it:

- NAME.json: the records, each an array of strings, header first.
- NAME.error.json: `kind`, `record` (1-based) and `byte_offset` (0-based) of the refusal; the records
  before it must be printed all the same, and the status must be 65.
- NAME.decoded.json: `encoding` and `rows`, the records when that encoding is named. Where the error's
  `hint` speaks of a byte order mark, nothing need be named.
- NAME.opts.json: `delimiter`.

Each case is read from the file, from a pipe in one piece, and from a pipe in two pieces for every place
to cut it. The second piece is written only when the first has been read.
"""

import argparse
import array
import fcntl
import json
import os
import re
import subprocess
import sys
import termios
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SAME_KIND = {"text_after_closing_quote": "text_after_quote"}


class Case:
    """One NAME.csv and the readings it must have: (flags, records, error or None)."""

    def __init__(self, path):
        self.path = path
        self.name = path.name.removesuffix(".csv")
        self.bytes = path.read_bytes()
        options = self._json("opts") or {}
        flags = ["--delimiter", options["delimiter"]] if "delimiter" in options else []
        expected, error, decoded = self._json(None), self._json("error"), self._json("decoded")
        self.readings = []
        if expected is not None:
            self.readings.append((flags, expected, None))
        if decoded is not None:
            if error and "byte order mark" in error.get("hint", ""):
                self.readings.append((flags, decoded["rows"], None))
                error = None
            else:
                named = [*flags, "--encoding", decoded["encoding"]]
                self.readings.append((named, decoded["rows"], None))
        if error is not None:
            before = expected[: error["record"] - 1] if expected else None
            self.readings.append((flags, before, error))

    def _json(self, kind):
        path = self.path.with_name(f"{self.name}.{kind}.json" if kind else f"{self.name}.json")
        return json.loads(path.read_text("utf-8")) if path.exists() else None


def run(binary, flags, case, cut=None, from_file=False):
    """Status, standard output and standard error of one reading."""
    arguments = [binary, "records", *flags, str(case.path) if from_file else "-"]
    if from_file:
        done = subprocess.run(arguments, capture_output=True, timeout=60)
        return done.returncode, done.stdout, done.stderr
    reading, writing = os.pipe()
    process = subprocess.Popen(
        arguments, stdin=reading, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    os.close(reading)
    try:
        if cut is None:
            os.write(writing, case.bytes)
        else:
            os.write(writing, case.bytes[:cut])
            wait_until_read(writing, process)
            os.write(writing, case.bytes[cut:])
    except BrokenPipeError:
        pass  # It refused the first piece already; its answer is looked at below.
    finally:
        os.close(writing)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def wait_until_read(pipe, process):
    """Returns when what was written to `pipe` has been taken out at the other end."""
    count = array.array("i", [1])
    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline:
        fcntl.ioctl(pipe, termios.FIONREAD, count)
        if count[0] == 0:
            return
        time.sleep(0.0002)


def fault(result, records, error):
    """What is wrong with a reading, or None."""
    status, out, err = result
    try:
        read = [json.loads(line) for line in out.decode("utf-8").splitlines()]
    except ValueError as problem:
        return f"output is no JSON: {problem}: {out[:200]!r}"
    if error is None:
        if status != 0:
            return f"status {status}: {err.decode('utf-8', 'replace').strip()}"
        return None if read == records else f"read {read!r:.300}, expected {records!r:.300}"
    if status != 65:
        return f"status {status} where 65 was expected"
    text = err.decode("utf-8", "replace")
    kind = SAME_KIND.get(error["kind"], error["kind"])
    place = re.search(r"\(record (\d+), line \d+, byte (\d+)", text)
    if place is None or kind not in text:
        return f"expected {kind}, was told: {text.strip()}"
    found = (int(place[1]), int(place[2]))
    if found != (error["record"], error["byte_offset"]):
        return f"{kind} at record {found[0]}, byte {found[1]}; expected {error}"
    if records is not None and read != records:
        return f"printed {read!r:.300} before the place, expected {records!r:.300}"
    if records is None and len(read) != error["record"] - 1:
        return f"printed {len(read)} records before record {error['record']}"
    return None


def places_to_cut(length, splits):
    if splits == "none" or length < 2:
        return []
    places = range(1, length)
    if splits == "all":
        return places
    step = max(1, len(places) // int(splits))
    return places[::step]


def check(binary, case, splits):
    """Number of readings and the faults of one case."""
    faults = []
    count = 0
    for flags, records, error in case.readings:
        ways = [("file", {"from_file": True}), ("pipe", {})]
        ways += [(f"cut at {n}", {"cut": n}) for n in places_to_cut(len(case.bytes), splits)]
        for way, how in ways:
            count += 1
            found = fault(run(binary, flags, case, **how), records, error)
            if found:
                faults.append(f"{case.path} {' '.join(flags)} ({way}): {found}")
    return count, faults


def run_folders(folders, binary, splits="all", jobs=2):
    """Runs every case of the folders; returns (cases, readings, faults)."""
    cases = [Case(p) for folder in folders for p in sorted(Path(folder).glob("*.csv"))]
    cases = [case for case in cases if case.readings]
    # Longest first, so that no single one is left for the end.
    cases.sort(key=lambda case: -len(case.bytes))
    with ThreadPoolExecutor(jobs) as pool:
        results = list(pool.map(lambda case: check(binary, case, splits), cases))
    return len(cases), sum(r[0] for r in results), [f for r in results for f in r[1]]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--binary", default=os.environ.get("ROLLCALL_BINARY", "rollcall"))
    parser.add_argument("--splits", default="all")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    cases, readings, faults = run_folders(
        options.folders, options.binary, options.splits, options.jobs
    )
    for line in faults[:50]:
        print(line)
    print(f"{cases} cases, {readings} readings, {len(faults)} faults")
    return 1 if faults or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
