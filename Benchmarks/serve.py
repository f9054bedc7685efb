#!/usr/bin/env python3
"""Measures `rollcall serve`: the client and the server share this machine's processors, over loopback.

    Benchmarks/serve.py --binary PATH batch [--seconds N] [--connections N]
    Benchmarks/serve.py --binary PATH overload
    Benchmarks/serve.py --binary PATH profiles --space DIR --ids FILE     # needs wrk
    Benchmarks/serve.py --binary PATH check FILE [--query QUERY]
    Benchmarks/serve.py --binary PATH uploads FILE

Each prints one JSON object. `batch` makes its bodies before the clock starts (500 Identify messages, fresh
IDs throughout); what counts is messages whose 200 came within the time, and the space is asked for all of
them afterwards. `check` sends a file to /csv/check and to a sink of the same server library that counts
bytes, in turn.
"""
import argparse
import http.client
import json
import os
import re
import signal
import socket
import sqlite3
import statistics
import subprocess
import tempfile
import threading
import time
from pathlib import Path

BATCH = 500


class Server:
    def __init__(self, binary, space, *flags, env=None):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("ROLLCALL_")}
        environment |= {"ROLLCALL_WRITE_KEY": "benchmark-write-key-00000000", "ROLLCALL_PROFILE_TOKEN": "benchmark-token"}
        self.process = subprocess.Popen(
            [binary, "serve", "--quiet", "--space", str(space), "--listen", "127.0.0.1:0", *flags],
            stdout=subprocess.PIPE, env=environment | (env or {}))
        self.names = {}
        for line in self.process.stdout:
            name, _, value = line.decode().rstrip("\n").partition(": ")
            self.names[name] = value
            if name.startswith("login"):
                break
        self.host, self.port = self.names["listening"].removeprefix("http://").split(":")
        self.port = int(self.port)

    def peak(self):
        """Most memory so far, MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return round(int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1000)

    def cpu(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return round((int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), 2)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def body(thread, number):
    """One request: head and body, messages with fresh IDs."""
    messages = []
    for i in range(BATCH):
        who = f"{thread}-{number}-{i}"
        messages.append(
            f'{{"type":"identify","messageId":"load-{who}","userId":"user-{who}","timestamp":"2026-01-31T10:00:00Z",'
            f'"traits":{{"email":"{who}@example.com","First Name":"Ann","Last Name":"Example","city":"Wien",'
            f'"plan":"gold","visits":{i},"newsletter":true}},"context":{{"library":{{"name":"load","version":"1"}}}}}}')
    content = ('{"writeKey":"benchmark-write-key-00000000","sentAt":"2026-01-31T10:00:00Z","batch":['
               + ",".join(messages) + "]}").encode()
    head = (f"POST /v1/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(content)}\r\n\r\n").encode()
    return head + content


def answer(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            raise ConnectionError
        data += part
    head, _, rest = data.partition(b"\r\n\r\n")
    length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])
    while len(rest) < length:
        rest += connection.recv(65536)
    return int(head[9:12])


def send_all(server, bodies, seconds):
    """Threads of connections that send until the time is over. (status, latency, thread, number) each."""
    results, lock, begin = [], threading.Lock(), threading.Barrier(len(bodies) + 1)

    def work(thread):
        own = []
        connection = socket.create_connection((server.host, server.port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        begin.wait()
        end = time.monotonic() + seconds
        for number, request in enumerate(bodies[thread]):
            start = time.monotonic()
            if start > end:
                break
            connection.sendall(request)
            status = answer(connection)
            own.append((status, time.monotonic() - start, thread, number))
        connection.close()
        with lock:
            results.extend(own)

    threads = [threading.Thread(target=work, args=(t,)) for t in range(len(bodies))]
    for thread in threads:
        thread.start()
    begin.wait()
    start = time.monotonic()
    for thread in threads:
        thread.join()
    return results, time.monotonic() - start


def stored(space):
    with sqlite3.connect(f"file:{space}/profiles.sqlite?mode=ro", uri=True) as database:
        return database.execute("SELECT count(*) FROM message_ids").fetchone()[0]


def batch(options, folder):
    per_connection = int(options.seconds * options.rate / BATCH / options.connections) + 1
    bodies = [[body(t, n) for n in range(per_connection)] for t in range(options.connections)]
    server = Server(options.binary, folder / "space")
    results, seconds = send_all(server, bodies, options.seconds)
    taken = [r for r in results if r[0] == 200]
    latencies = sorted(r[1] for r in taken)
    figures = {
        "messages_per_second": round(len(taken) * BATCH / seconds), "messages": len(taken) * BATCH,
        "seconds": round(seconds, 2), "p50_ms": round(1000 * statistics.median(latencies), 1),
        "p99_ms": round(1000 * latencies[int(len(latencies) * 0.99)], 1), "refused": len(results) - len(taken),
        "server_cpu_seconds": server.cpu(), "memory_mb": server.peak()}
    server.stop()
    figures["stored"] = stored(folder / "space")
    assert figures["stored"] >= figures["messages"], "an acknowledged message is missing"
    return figures


def overload(options, folder):
    """Ten times the connections and a small queue; then one client that must be served again."""
    connections = options.connections * 10
    bodies = [[body(t, n) for n in range(60)] for t in range(connections)]
    server = Server(options.binary, folder / "space", env={"ROLLCALL_QUEUE": "4MB"})
    results, seconds = send_all(server, bodies, options.seconds)
    end = time.monotonic()
    recovered = None
    probe = [[body(9_999, n) for n in range(50)]]
    while recovered is None:
        for status, latency, _, _ in send_all(server, probe, 0.2)[0]:
            if status == 200 and latency < 0.5:
                recovered = round(time.monotonic() - end, 2)
        assert time.monotonic() - end < 30, "it did not recover"
    counts = {str(s): sum(r[0] == s for r in results) for s in sorted({r[0] for r in results})}
    taken = {(r[2], r[3]) for r in results if r[0] == 200}
    memory = server.peak()
    server.stop()
    with sqlite3.connect(f"file:{folder}/space/profiles.sqlite?mode=ro", uri=True) as database:
        ids = {i for (i,) in database.execute("SELECT id FROM message_ids")}
    lost = sum(f"load-{t}-{n}-{i}" not in ids for t, n in taken for i in range(BATCH))
    return {"requests": len(results), "answers": counts, "seconds": round(seconds, 2), "acknowledged_and_lost": lost,
            "recovery_seconds": recovered, "memory_mb": memory}


def profiles(options, folder):
    ids = Path(options.ids).read_text().split()[:1000]
    server = Server(options.binary, options.space)
    base = f"/v1/spaces/{server.names['space ID']}/collections/users/profiles/"
    script = folder / "profiles.lua"
    paths = ",".join(f'"{base}user_id:{i}/traits?limit=200"' for i in ids)
    script.write_text(
        f"local paths = {{{paths}}}\nlocal n = 0\n"
        "wrk.headers['Authorization'] = 'Basic YmVuY2htYXJrLXRva2VuOg=='\n"
        "request = function() n = n % #paths + 1; return wrk.format('GET', paths[n]) end\n")
    done = subprocess.run(
        ["wrk", "-t1", "-c16", f"-d{options.seconds}s", "--latency", "-s", str(script),
         f"http://127.0.0.1:{server.port}"], capture_output=True, text=True, check=True)
    figures = {"requests_per_second": float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1]),
               "p99": re.search(r"99%\s+(\S+)", done.stdout)[1], "memory_mb": server.peak(),
               "not_200": int((re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout) or [0, 0])[1])}
    server.stop()
    return figures


def upload(server, path, target):
    connection = http.client.HTTPConnection(server.host, server.port, timeout=600, blocksize=1 << 20)
    start = time.monotonic()
    with open(path, "rb") as file:
        connection.request("POST", target, file, {
            "Authorization": "Bearer benchmark-token", "Content-Type": "text/csv",
            "Content-Length": str(os.path.getsize(path))})
        response = connection.getresponse()
        content = response.read()
    return response.status, time.monotonic() - start, content


def check(options, folder):
    server = Server(options.binary, folder / "space", env={"ROLLCALL_COUNT_ROUTE": "true"})
    size = os.path.getsize(options.file)
    times = {"check": [], "count": []}
    for _ in range(options.runs):
        for name, target in (("count", "/csv/count"), ("check", "/csv/check?" + options.query)):
            status, seconds, content = upload(server, options.file, target)
            assert status == 200, content[:500]
            times[name].append(seconds)
    best = {name: min(t) for name, t in times.items()}
    figures = {"megabytes": size // 1_000_000, "count_mb_s": round(size / best["count"] / 1e6),
               "check_mb_s": round(size / best["check"] / 1e6), "ratio": round(best["count"] / best["check"], 2),
               "memory_mb": server.peak()}
    server.stop()
    return figures


def uploads(options, folder):
    """Twenty at once; one hangs up in the middle."""
    server = Server(options.binary, folder / "space")
    statuses, lock = [], threading.Lock()

    def work():
        status, _, _ = upload(server, options.file, "/csv/check?target=api")
        with lock:
            statuses.append(status)

    def cancelled():
        connection = socket.create_connection((server.host, server.port))
        connection.sendall((
            "POST /csv/imports HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer benchmark-token\r\n"
            f"Content-Length: {os.path.getsize(options.file)}\r\n\r\n").encode())
        with open(options.file, "rb") as file:
            connection.sendall(file.read(20_000_000))
        connection.close()

    start = time.monotonic()
    threads = [threading.Thread(target=work) for _ in range(19)] + [threading.Thread(target=cancelled)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - start
    space = folder / "space"
    kept = [*(space / "uploads").rglob("*"), *(space / "runs").glob("*/kept-*")]
    left = sum(p.stat().st_size for p in kept if p.is_file())
    figures = {"answers": sorted(statuses), "seconds": round(seconds, 2), "memory_mb": server.peak(), "bytes_left": left}
    server.stop()
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("job", choices=["batch", "overload", "profiles", "check", "uploads"])
    parser.add_argument("file", nargs="?")
    parser.add_argument("--space")
    parser.add_argument("--ids")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rate", type=int, default=80_000, help="messages a second to have bodies for")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--query", default="target=api")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(globals()[options.job](options, Path(folder)), indent=1))


if __name__ == "__main__":
    main()
