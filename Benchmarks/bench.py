#!/usr/bin/env python3
"""Measures rollcall and its peers on generated inputs and prints MB/s and ratios to `wc -l`.

    Benchmarks/bench.py [--quick] [--only WORD] [--runs N] [--core N] [--keep DIR] [--save]

Every figure is the best of N round-robin runs of the whole process, start-up included, on a warm file;
`wc -l` of the same file runs in the same rounds, and only the ratio to it means anything elsewhere.
Two times are told: the wall clock, and the processor's (user + system), which a busy machine disturbs less.
A peer that this machine lacks is left out and named. `--save` keeps the record under results/.
"""
import argparse
import datetime
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
MB = 1_000_000

# name: (generator's kind, bytes, seed)
INPUTS = {
    "people": ("people", 1_000_000_000, 20260101),
    "quoted": ("quoted", 300_000_000, 7),
    "wide": ("wide", 300_000_000, 20260101),
    "latin": ("latin", 300_000_000, 20260101),
    "newlines": ("newlines", 300_000_000, 20260101),
}

# What issue and README promise: times of `wc -l`, must and stretch.
BARS = {
    ("count", "people"): (3.1, 2.1),
    ("count", "quoted"): (2.9, 1.9),
    ("count", "wide"): (4.8, 3.1),
    ("check", "people"): (5.0, 3.5),
    ("lines", "people"): (8.3, 5.4),
    ("import", "people"): (13.3, 9.0),
}

POLARS = (
    "import os,sys; os.environ['POLARS_MAX_THREADS']='1'; import polars as pl; "
    "f=pl.scan_csv(sys.argv[1],infer_schema=False); "
    "print(f.select(pl.all().str.len_bytes().sum()).collect(engine='streaming'))"
)
DUCKDB = (
    "import sys,duckdb; c=duckdb.connect(); c.execute('set threads=1'); "
    "r=c.execute(\"select sum(strlen(columns(*))) from read_csv(?,all_varchar=true,header=true,delim=',',"
    "quote='\\\"',escape='\\\"',max_line_size=20000000)\",[sys.argv[1]]).fetchall(); print(r)"
)
PYARROW = (
    "import sys,pyarrow as pa; pa.set_cpu_count(1); pa.set_io_thread_count(1); from pyarrow import csv; "
    "r=csv.open_csv(sys.argv[1],parse_options=csv.ParseOptions(newlines_in_values=True),"
    "read_options=csv.ReadOptions(use_threads=False),"
    "convert_options=csv.ConvertOptions(strings_can_be_null=False)); "
    "print(sum(b.num_rows for b in r))"
)


class Job:
    """One command line; `@` stands for the input."""

    def __init__(self, name, command, pinned=True, statuses=(0,), bar=None):
        self.name, self.command, self.pinned, self.statuses = name, command, pinned, statuses
        self.bar = bar
        self.wall = self.cpu = float("inf")
        self.memory = 0
        self.failed = None

    def run(self, file, core):
        command = [str(file) if word == "@" else word for word in self.command]
        if self.pinned and shutil.which("taskset"):
            command = ["taskset", "-c", str(core)] + command
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in self.statuses:
            self.failed = process.returncode
            return
        self.wall = min(self.wall, wall)
        self.cpu = min(self.cpu, usage.ru_utime + usage.ru_stime)
        self.memory = max(self.memory, usage.ru_maxrss * 1024)


def has_module(name):
    probe = [sys.executable, "-c", f"import {name}"]
    return subprocess.run(probe, capture_output=True).returncode == 0


def peers(missing, skipped):
    """The readers of this machine, one thread each."""
    found = []
    for name, script in (("duckdb", DUCKDB), ("polars", POLARS), ("pyarrow", PYARROW)):
        if name in skipped:
            continue
        if has_module(name):
            found.append(Job(f"{name}, every field", [sys.executable, "-c", script, "@"]))
        else:
            missing.append(name)
    mlr = ["env", "GOMAXPROCS=1", "mlr", "--icsv", "--ojson", "--allow-ragged-csv-input", "count", "@"]
    commands = [
        ("zsv", "rows only", ["zsv", "count", "@"]),
        ("zsv", "fast parser, rows only", ["zsv", "count", "--parser", "fast", "@"]),
        ("simd-csv-count", "every field", ["simd-csv-count", "@"]),
        ("xsv", "rows only", ["xsv", "count", "@"]),
        ("mlr", "rows only", mlr),
    ]
    for name, what, command in commands:
        if name in skipped:
            continue
        if shutil.which(name):
            found.append(Job(f"{name}, {what}", command))
        else:
            missing.append(name)
    return found


def build():
    """The release binary and the generators, with no flag beyond `-c release`."""
    for where, product in ((ROOT, "rollcall"), (HERE, "Generate")):
        subprocess.run(["swift", "build", "-c", "release", "--product", product], cwd=where, check=True)


def make_inputs(folder, quick):
    folder.mkdir(parents=True, exist_ok=True)
    generate = HERE / ".build/release/Generate"
    files = {}
    for name, (kind, size, seed) in INPUTS.items():
        size = size // 20 if quick else size
        file = folder / f"{name}-{size // MB}.csv"
        if not file.exists():
            part = file.with_suffix(".part")
            subprocess.run([generate, kind, part, str(size), str(seed)], check=True)
            part.rename(file)
        files[name] = file
    packed = files["people"].with_suffix(".csv.gz")
    if not packed.exists():
        part = packed.with_suffix(".part")
        with open(part, "wb") as out:
            subprocess.run(["gzip", "-6", "-c", files["people"]], stdout=out, check=True)
        part.rename(packed)
    files["people.gz"] = packed
    return files


def check_command(binary):
    """The check of the bars; without across-row rules where the binary has a flag for that."""
    command = [binary, "check", "--target", "api", "--format", "json"]
    told = subprocess.run([binary, "check", "--help"], capture_output=True, text=True).stdout
    return command + (["--across-rows", "off"] if "--across-rows" in told else []) + ["@"]


def rollcall_jobs(name, binary):
    rows = [Job("rollcall records --format count", [binary, "records", "--format", "count", "@"], bar="count")]
    if name == "people":
        check = check_command(binary)
        one = check[:-1] + ["--workers", "1", "@"]
        rows.append(Job("rollcall check, one core", one, statuses=(0, 1), bar="check"))
        rows.append(Job("rollcall check, all cores", check, pinned=False, statuses=(0, 1)))
        across = ["on" if word == "off" else word for word in check]
        rows.append(Job("rollcall check, across rows too", across, pinned=False, statuses=(0, 1)))
        lines = [binary, "import", "--to", "-", "--workers", "1", "--max-errors", "100%", "--quiet"]
        rows.append(Job("rollcall import --no-check", lines + ["--no-check", "@"], statuses=(0, 1), bar="lines"))
        rows.append(Job("rollcall import with its check", lines + ["@"], statuses=(0, 1), bar="import"))
    if name == "people.gz":
        check = check_command(binary)
        rows = [Job("rollcall check, all cores", check, pinned=False, statuses=(0, 1))]
    return rows


def measure(name, file, options, missing):
    base = Job("wc -l", ["wc", "-l", "@"])
    if name == "people.gz":
        if not shutil.which("igzip"):
            missing.append("igzip")
            return None
        base = Job("igzip -dc", ["igzip", "-dc", "@"], pinned=False)
    jobs = [base] + rollcall_jobs(name, options.binary)
    others = [] if name == "people.gz" else peers(missing, options.skip)
    for _ in range(options.runs):
        for job in jobs:
            job.run(file, options.core)
    # Peers take seconds each; they run once, in the same minute.
    for job in others:
        job.run(file, options.core)
    return jobs + others


def uncompressed(name, files):
    return os.path.getsize(files["people"] if name == "people.gz" else files[name])


def table(name, size, jobs):
    base = jobs[0]
    lines = [f"\n{name}: {size:,} bytes", f"{'':36}{'MB/s':>8}{'× base':>8}{'MB/s cpu':>10}{'× base':>8}{'MB':>6}  bar"]
    rows = []
    for job in jobs:
        if job.failed is not None:
            lines.append(f"{job.name:36}  failed with {job.failed}")
            continue
        ratio, cpu_ratio = job.wall / base.wall, job.cpu / base.cpu
        bar = BARS.get((job.bar, name))
        told = ""
        if bar:
            # On one core the processor's time is the job's own; the wall clock has the others' too.
            must = "met" if cpu_ratio <= bar[0] else "MISSED"
            stretch = "met" if cpu_ratio <= bar[1] else "not"
            told = f"≤ {bar[0]} {must}, ≤ {bar[1]} {stretch}"
        lines.append(
            f"{job.name:36}{size / job.wall / MB:8.0f}{ratio:8.2f}{size / job.cpu / MB:10.0f}"
            f"{cpu_ratio:8.2f}{job.memory / MB:6.0f}  {told}"
        )
        rows.append(
            {"job": job.name, "wall_s": job.wall, "cpu_s": job.cpu, "ratio": ratio, "cpu_ratio": cpu_ratio,
             "resident_bytes": job.memory, "command": " ".join(os.path.basename(str(word)) for word in job.command)}
        )
    print("\n".join(lines), flush=True)
    return {"input": name, "bytes": size, "base": base.name, "rows": rows}, "\n".join(lines)


def machine():
    model = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    except OSError:
        pass
    return {"cpu": model, "cores": os.cpu_count(), "system": platform.platform(), "load": os.getloadavg()[0]}


def commit():
    answer = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return answer.stdout.strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="inputs a twentieth of the size")
    parser.add_argument("--only", help="only inputs whose name begins so")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--core", type=int, default=1 if (os.cpu_count() or 1) > 1 else 0)
    parser.add_argument("--keep", type=Path, default=HERE / ".build/inputs", help="where the inputs lie")
    parser.add_argument("--binary", default=str(ROOT / ".build/release/rollcall"))
    parser.add_argument("--no-build", action="store_true")
    parser.add_argument("--skip", action="append", default=[], help="a peer to leave out, such as mlr")
    parser.add_argument("--save", action="store_true", help="keep the record under results/")
    options = parser.parse_args()
    if not options.no_build:
        build()
    files = make_inputs(options.keep, options.quick)
    facts = machine() | {"commit": commit(), "date": datetime.date.today().isoformat(), "runs": options.runs}
    head = f"{facts['cpu']}, {facts['cores']} cores, load {facts['load']:.1f}, commit {facts['commit']}"
    print(head)
    tables, texts, missing = [], [head], []
    for name, file in files.items():
        if options.only and not name.startswith(options.only):
            continue
        jobs = measure(name, file, options, missing)
        if jobs:
            record, text = table(name, uncompressed(name, files), jobs)
            tables.append(record)
            texts.append(text)
    facts["missing"] = sorted(set(missing))
    if facts["missing"]:
        print("\nnot on this machine: " + ", ".join(facts["missing"]))
    if options.save:
        place = HERE / "results" / f"{facts['date']}-{facts['commit']}.json"
        place.write_text(json.dumps(facts | {"tables": tables}, indent=1) + "\n")
        place.with_suffix(".txt").write_text("\n".join(texts) + "\n")
        print(f"kept as {place.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
