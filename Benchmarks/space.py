#!/usr/bin/env python3
"""Imports and plans a million people against spaces of every size and prints what the bars of the space ask.

    Benchmarks/space.py [--binary PATH] [--slim FILE] [--rounds N] [--profiles N] [--save] [fresh|large|plan …]

`slim` is a file of `Generate slim` (Benchmarks/README.md), made where none is given. Copies of it with a
mark in the three identifiers of each row are other people. Every import is a whole process, check
included; a receipt means durable. Needs sqlite3 on the PATH and, for `large` and `plan`, about 16 GB in
--folder (default: a temporary folder, removed at the end; one that is named is kept and used again).
"""

import argparse
import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROW = re.compile(rb"^([0-9a-f-]{36}),([^,@\n]+)@([^,\n]+),anon-", re.M)
COLUMNS = "user_id,email,anonymous_id,first_name,last_name,phone,city,country,plan,signup_date,ltv,notes".split(",")


class Bench:
    def __init__(self, options, folder):
        self.binary, self.rounds, self.folder = options.binary, options.rounds, folder
        self.profiles = options.profiles
        self.slim = Path(options.slim) if options.slim else self.generate()
        self.rows = None
        self.results = []

    def generate(self):
        path = self.folder / "slim.csv"
        if not path.exists():
            subprocess.run(
                ["swift", "run", "-c", "release", "Generate", "slim", path, "1000000"],
                cwd=ROOT / "Benchmarks", check=True)
        return path

    def marked(self, mark):
        """The same people with other identifiers."""
        path = self.folder / f"marked-{mark}.csv"
        # In a process of its own: a child begins with the peak memory of its parent.
        made = subprocess.run(
            [sys.executable, __file__, "--mark", str(mark), "--slim", self.slim, "--folder", path],
            capture_output=True, check=True)
        self.rows = int(made.stdout)
        return path

    def run(self, *command, stdin=None):
        """Wall clock, processor time, peak memory in MB and standard output of one process."""
        with tempfile.TemporaryFile() as out:
            began = time.monotonic()
            process = subprocess.Popen([str(part) for part in command], stdout=out, stdin=stdin, env=environment())
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.monotonic() - began
            process.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            text = out.read()
        if process.returncode != 0:
            raise SystemExit(f"status {process.returncode}: {command}\n{text.decode(errors='replace')}")
        return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000, text

    def note(self, job, figures):
        """Keeps the best of several (wall, processor, memory)."""
        wall, processor, memory = (min(f[i] for f in figures) for i in range(3))
        times = " ".join(f"{f[0]:.2f}" for f in figures)
        print(f"{job}: {wall:.2f} s (of {times}), processor {processor:.2f} s, {memory:.0f} MB", flush=True)
        self.results.append(
            {"job": job, "seconds": round(wall, 2), "processor": round(processor, 2), "megabytes": round(memory),
             "all": [round(f[0], 2) for f in figures]})
        return wall

    def ratio(self, what, value, bar):
        print(f"  {what}: {value:.2f} (bar: {bar})", flush=True)
        self.results.append({"ratio": what, "value": round(value, 2), "bar": bar})

    def bring_in(self, file, space):
        *figures, out = self.run(
            self.binary, "import", file, "--space", space, "--format", "json", "--quiet", "--again")
        totals = json.loads(out)
        if totals["delivered"] != totals["read"] or totals["rejected"]:
            raise SystemExit(f"not all rows were delivered: {totals}")
        return figures

    def sqlite(self):
        """`.import` into one table whose three identifiers are unique."""
        database = self.folder / "peer.sqlite"
        for path in self.folder.glob("peer.sqlite*"):
            path.unlink()
        columns = ", ".join(f"{name} TEXT{' UNIQUE' if i < 3 else ''}" for i, name in enumerate(COLUMNS))
        figures = self.run(
            "sqlite3", database, "PRAGMA cache_size = -800000", f"CREATE TABLE people ({columns})",
            f".import --csv --skip 1 {self.slim} people")[:3]
        for path in self.folder.glob("peer.sqlite*"):
            path.unlink()
        return figures

    # Jobs

    def fresh(self):
        space = self.folder / "fresh"
        new, again, peer = [], [], []
        for _ in range(self.rounds):
            shutil.rmtree(space, ignore_errors=True)
            new.append(self.bring_in(self.slim, space))
            size = sum(f.stat().st_size for f in space.glob("profiles.sqlite*"))
            again.append(self.bring_in(self.slim, space))
            peer.append(self.sqlite())
        shutil.rmtree(space)
        first = self.note("import of a million new people into a fresh space", new)
        second = self.note("import of the same again, all updates", again)
        other = self.note("sqlite3 .import, three unique columns", peer)
        self.ratio("new people ÷ sqlite3", first / other, "0.7")
        self.ratio("updates ÷ sqlite3", second / other, "0.7")
        self.ratio("size on disk ÷ CSV", size / self.slim.stat().st_size, "4, stretch 2.5")

    def space_of(self, profiles):
        """A space of so many others, made once."""
        space = self.folder / "large"
        done = self.folder / "large.json"
        if done.exists() and json.loads(done.read_text())["profiles"] == profiles:
            return space
        shutil.rmtree(space, ignore_errors=True)
        began = time.monotonic()
        mark = 0
        made = 0
        while made < profiles:
            mark += 1
            file = self.marked(mark)
            wall = self.bring_in(file, space)[0]
            made += self.rows
            print(f"  file {mark}: {wall:.2f} s, {made:,} profiles", flush=True)
            if mark > 1:
                file.unlink()
        print(f"{made:,} profiles in {time.monotonic() - began:.0f} s", flush=True)
        done.write_text(json.dumps({"profiles": profiles, "next": mark + 1}))
        return space

    def next_mark(self):
        done = self.folder / "large.json"
        facts = json.loads(done.read_text())
        facts["next"] += 1
        done.write_text(json.dumps(facts))
        return facts["next"] - 1

    def large(self):
        space = self.space_of(self.profiles)
        new, fresh = [], []
        for _ in range(self.rounds):
            file = self.marked(self.next_mark())
            other = self.folder / "fresh"
            fresh.append(self.bring_in(file, other))
            shutil.rmtree(other)
            new.append(self.bring_in(file, space))
            file.unlink()
        first = self.note("import of a million new people into a fresh space, in turn", fresh)
        wall = self.note(f"import of a million new people into {self.profiles:,}", new)
        known = self.folder / "marked-1.csv"
        self.note(
            f"import of a million of the {self.profiles:,}, all updates",
            [self.bring_in(known, space) for _ in range(self.rounds)])
        self.ratio("large ÷ fresh", wall / first, "6, stretch 3")

    def plan(self):
        space = self.space_of(self.profiles)
        file = self.marked(self.next_mark())
        known = self.folder / "marked-1.csv"
        jobs = {f"plan of a million new people against {self.profiles:,}": (file, space, "created"),
                f"plan of a million known people against {self.profiles:,}": (known, space, "unchanged"),
                "plan of a million people, the file alone": (file, None, "created")}
        for job, (path, against, count) in jobs.items():
            flags = ["--space", against] if against else ["--against", "none"]
            figures = []
            for _ in range(self.rounds):
                *figure, out = self.run(self.binary, "plan", path, *flags, "--format", "json", "--quiet")
                totals = json.loads(out)["totals"]
                if totals[count] != self.rows:
                    raise SystemExit(f"not {self.rows} {count}: {totals}")
                figures.append(figure)
            self.note(job, figures)
        file.unlink()


def mark_rows(slim, mark, path):
    text, count = ROW.subn(rb"\g<1>-%d,\g<2>.%d@\g<3>,anon%d-" % (mark, mark, mark), Path(slim).read_bytes())
    Path(path).write_bytes(text)
    print(count)


def environment():
    return {k: v for k, v in os.environ.items() if not k.startswith(("ROLLCALL_", "SEGMENT_"))}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--binary", default=str(ROOT / ".build/release/rollcall"))
    parser.add_argument("--slim")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profiles", type=int, default=10_000_000)
    parser.add_argument("--folder")
    parser.add_argument("--mark", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--save", action="store_true", help="keep the figures under results/")
    parser.add_argument("jobs", nargs="*", default=["fresh", "large", "plan"])
    options = parser.parse_args()
    if options.mark is not None:
        return mark_rows(options.slim, options.mark, options.folder)
    folder = Path(options.folder or tempfile.mkdtemp(prefix="rollcall-space-"))
    folder.mkdir(parents=True, exist_ok=True)
    bench = Bench(options, folder)
    try:
        for job in options.jobs:
            getattr(bench, job)()
    finally:
        if not options.folder:
            shutil.rmtree(folder)
    if options.save:
        commit = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
        processor = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
        record = {
            "date": f"{datetime.date.today()}", "commit": commit, "processor": processor[1] if processor else "",
            "processors": os.cpu_count(), "load": os.getloadavg()[0], "results": bench.results}
        path = ROOT / "Benchmarks/results" / f"{datetime.date.today()}-space.json"
        path.write_text(json.dumps(record, indent=1) + "\n")
        print(f"kept in {path}")


if __name__ == "__main__":
    main()
