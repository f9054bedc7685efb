#!/usr/bin/env python3
"""Measures delivery: into files, to a server that only discards, and the memory it takes.

    Benchmarks/deliver.py FILE [--binary ROLLCALL] [--runs N] [--only dir|discard|memory] [--save]

FILE is a CSV of people, a million rows or more; none of it may be refused. Each job runs N times in turn
with what it is compared with, and the best counts. `--save` keeps the record under results/. Status 1 where
a bar is missed.
"""
import argparse
import datetime
import http.server
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
MB = 1_000_000
IMPORT = ["--no-check", "--max-errors", "100%", "--format", "json", "--quiet"]


class Bench:
    """The binary, the file, and a folder for what is written."""

    def __init__(self, options):
        self.binary, self.file, self.runs = options.binary, options.file, options.runs
        self.folder = Path(tempfile.mkdtemp(prefix="rollcall-deliver-", dir=options.keep))
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(("ROLLCALL_", "SEGMENT_"))}
        self.results = []

    def deliver(self, *flags, file=None):
        """One import: seconds, processor seconds, rows delivered, most bytes resident."""
        space = self.folder / "space"
        shutil.rmtree(space, ignore_errors=True)
        command = [self.binary, "import", file or self.file, *IMPORT, "--space", space, *flags]
        start = time.perf_counter()
        process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, env=self.environment)
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            sys.exit(f"{' '.join(map(str, command))}: status {process.returncode}")
        return seconds, usage.ru_utime + usage.ru_stime, json.loads(out)["delivered"], usage.ru_maxrss * 1024

    def note(self, job, found, bar, holds):
        self.results.append({"job": job, "found": found, "bar": bar, "holds": holds})
        print(f"{job}: {found} (bar: {bar}) {'holds' if holds else 'MISSED'}", flush=True)

    # Into files

    def into_files(self):
        """`dir:` beside a plain program that writes files of the same sizes and syncs each."""
        best = plain = float("inf")
        for _ in range(self.runs):
            target = self.folder / "bodies"
            seconds, *_ = self.deliver("--to", f"dir:{target}")
            best = min(best, seconds)
            sizes = [file.stat().st_size for file in sorted(target.iterdir())]
            shutil.rmtree(target)
            plain = min(plain, self.write(sizes))
        count, size = len(sizes), sum(sizes)
        self.note(
            "dir:",
            f"{size / best / MB:.0f} MB/s, {plain / best:.2f} × {size / plain / MB:.0f} MB/s of plain writing "
            f"({count} files, {size / MB:.0f} MB)",
            "0.75 ×", plain / best >= 0.75,
        )

    def write(self, sizes):
        folder = self.folder / "plain"
        folder.mkdir()
        body = bytearray(b"x") * max(sizes)
        start = time.perf_counter()
        for number, size in enumerate(sizes):
            part = f"{folder}/{number}.part"
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT, 0o600)
            os.write(descriptor, memoryview(body)[:size])
            os.fsync(descriptor)
            os.close(descriptor)
            os.rename(part, f"{folder}/{number}.json")
        names = os.open(folder, os.O_RDONLY)
        os.fsync(names)
        os.close(names)
        seconds = time.perf_counter() - start
        shutil.rmtree(folder)
        return seconds

    # To servers

    def to_nowhere(self):
        """Messages a second to a server that takes everything and keeps nothing."""
        server = self.folder / "discard"
        subprocess.run(["cc", "-O2", "-o", server, HERE / "discard.c"], check=True)
        for concurrency in (1, 2, 4):
            best, memory, rows, cpu = float("inf"), 0, 0, 0
            for _ in range(self.runs):
                process = subprocess.Popen([server, "8123"], stdout=subprocess.DEVNULL)
                time.sleep(0.2)
                seconds, used, rows, resident = self.deliver(
                    "--to", "http://127.0.0.1:8123", "--memory", "64MB", "--concurrency", str(concurrency)
                )
                process.terminate()
                process.wait()
                if seconds < best:
                    best, cpu = seconds, used
                memory = max(memory, resident)
            self.note(
                f"discarding server, {concurrency} at once",
                f"{rows / best:,.0f} messages/s, {cpu:.2f} s of processor, {memory / MB:.0f} MB",
                "500,000/s", rows / best >= 500_000,
            )

    def memory(self):
        """Most memory resident, also where every answer takes a while."""
        with Slow() as url:
            for concurrency in (1, 8):
                *_, resident = self.deliver("--to", url, "--memory", "64MB", "--concurrency", str(concurrency))
                self.note(
                    f"memory, slow server, {concurrency} at once", f"{resident / MB:.0f} MB", "128 MB",
                    resident <= 128 * MB,
                )
        *_, resident = self.deliver("--to", f"dir:{self.folder / 'bodies'}", "--memory", "64MB")
        shutil.rmtree(self.folder / "bodies")
        self.note("memory, dir:", f"{resident / MB:.0f} MB", "128 MB", resident <= 128 * MB)


class Slow:
    """A server that takes 20 ms for each answer."""

    def __enter__(self):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                time.sleep(0.02)
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"success\":true}")

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_):
        self.server.shutdown()


def commit():
    told = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return told.stdout.strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--binary", default=str(ROOT / ".build/release/rollcall"))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", choices=["dir", "discard", "memory"])
    parser.add_argument("--keep", help="where to write (default: the system's folder for temporary files)")
    parser.add_argument("--save", action="store_true")
    options = parser.parse_args()
    bench = Bench(options)
    jobs = {"dir": bench.into_files, "discard": bench.to_nowhere, "memory": bench.memory}
    try:
        for name, job in jobs.items():
            if options.only in (None, name):
                job()
    finally:
        shutil.rmtree(bench.folder, ignore_errors=True)
    if options.save:
        record = {
            "commit": commit(), "load": os.getloadavg(), "processors": os.cpu_count(),
            "file": {"name": options.file.name, "bytes": options.file.stat().st_size}, "results": bench.results,
        }
        path = HERE / "results" / f"{datetime.date.today()}-deliver.json"
        path.write_text(json.dumps(record, indent=1) + "\n")
    sys.exit(0 if all(result["holds"] for result in bench.results) else 1)


if __name__ == "__main__":
    main()
