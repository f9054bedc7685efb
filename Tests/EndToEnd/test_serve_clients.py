"""Other people's clients, unmodified, deliver to `serve`; every message is found again."""

import os
import random
import signal
import sqlite3
import threading
import time

import pytest

from serving import Serving


def deliver(client_class, server, prefix, path="", **options):
    """One of each call and many Identify calls, as a user of the client would write them."""
    failures = []
    client = client_class(
        server.key, host=f"http://{server.address}{path}", on_error=lambda error, _: failures.append(error), **options)
    for i in range(250):
        client.identify(f"{prefix}-{i}", {"email": f"{prefix}-{i}@example.com", "n": i})
    client.track(f"{prefix}-0", "Order Completed", {"total": 5.5})
    client.page(f"{prefix}-0", "Docs", "Home")
    client.screen(f"{prefix}-0", "Docs", "Home")
    client.group(f"{prefix}-0", f"{prefix}-group", {"plan": "gold"})
    client.alias(f"{prefix}-0", f"{prefix}-1")
    client.flush()
    client.join()
    assert not failures


def check(server, prefix, traits_of):
    for i in range(250):
        assert server.profile(f"user_id:{prefix}-{i}").json["traits"] == traits_of(i)
        # Found by its e-mail too.
        assert server.profile(f"email:{prefix}-{i}@example.com", "metadata").status == 200
    events = server.profile(f"user_id:{prefix}-0", "events").json["data"]
    assert [(e["event"], e["properties"]) for e in events] == [("Order Completed", {"total": 5.5})]
    assert server.profile(f"group_id:{prefix}-group", collection="accounts").json["traits"] == {"plan": "gold"}
    with sqlite3.connect(f"file:{server.space}/profiles.sqlite?mode=ro", uri=True) as database:
        counts = dict(database.execute("SELECT type, sum(count) FROM counts WHERE verdict = 'allowed' GROUP BY type"))
    assert counts == {"identify": 250, "track": 1, "page": 1, "screen": 1, "group": 1, "alias": 1}


def test_segments_python_client(tmp_path):
    from segment.analytics.client import Client

    with Serving(tmp_path) as server:
        deliver(Client, server, "seg", sync_mode=False, gzip=True)
        check(server, "seg", lambda i: {"email": f"seg-{i}@example.com", "n": i})


def test_rudderstacks_python_client(tmp_path):
    from rudderstack.analytics.client import Client

    with Serving(tmp_path) as server:
        deliver(Client, server, "rud", gzip=False)
        # This client writes traits into `context.traits`, where Segment looks for identifiers alone.
        check(server, "rud", lambda i: {})


def test_kill_under_load_loses_no_acknowledged_message(tmp_path):
    """The hardest end at random moments, while several connections send."""
    rounds = int(os.environ.get("KILL_ROUNDS", "2"))
    with Serving(tmp_path) as server:
        acknowledged, lock = [], threading.Lock()

        def send(number, stop):
            i = 0
            while not stop.is_set():
                who = [f"k{number}-{i}-{j}" for j in range(20)]
                i += 1
                try:
                    if server.batch([{"type": "identify", "userId": w} for w in who]).status == 200:
                        with lock:
                            acknowledged.extend(who)
                except Exception:
                    return

        for turn in range(rounds):
            stop = threading.Event()
            threads = [threading.Thread(target=send, args=(f"{turn}-{n}", stop)) for n in range(4)]
            for thread in threads:
                thread.start()
            time.sleep(random.Random(turn).uniform(0.5, 1.5))
            server.stop(signal.SIGKILL)
            stop.set()
            for thread in threads:
                thread.join()
            server.start()
        assert acknowledged
        with sqlite3.connect(f"file:{server.space}/profiles.sqlite?mode=ro", uri=True) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            stored = {v for (v,) in database.execute("SELECT value FROM identifiers WHERE type = 'user_id'")}
        lost = [who for who in acknowledged if who not in stored]
        assert not lost


def test_two_servers_share_a_space(tmp_path):
    with Serving(tmp_path) as one, Serving(tmp_path) as other:
        assert "write key" not in other.names
        other.names["Profile API token"] = one.token
        failures = []

        def send(server, name):
            for i in range(30):
                answer = server.batch([{"type": "identify", "userId": f"{name}-{i}", "traits": {"from": name}}], key=one.key)
                if answer.status != 200:
                    failures.append(answer.status)

        threads = [threading.Thread(target=send, args=pair) for pair in ((one, "one"), (other, "other"))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures
        for i in range(30):
            assert other.profile(f"user_id:one-{i}").json["traits"] == {"from": "one"}
            assert one.profile(f"user_id:other-{i}").json["traits"] == {"from": "other"}
