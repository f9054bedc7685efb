"""What the official Python client delivers to a server and what rollcall delivers agree field by field."""

import csv
import json

from tracking_server import Server, key_of

ROWS = """user_id,email,First Name,Plan,Note
u1,zoe@example.com,Zoë,pro,"two
lines"
u2,,Jane,,"a ""quote"" and \\ and / and \t"
007,p@example.com,李,free,=1+1
u4,ann@example.com,,pro,\U0001f600
"""


def by_official_client(rows, url):
    """Each row as one `identify`, as the client's documentation says."""
    from segment.analytics.client import Client

    failures = []
    client = Client(
        "WRITEKEY", host=url, sync_mode=False, on_error=lambda error, items: failures.append(error), max_retries=1
    )
    for row in rows:
        traits = {name: value for name, value in row.items() if name != "user_id" and value.strip()}
        client.identify(user_id=row["user_id"], traits=traits)
    client.flush()
    client.join()
    assert not failures


def essence(message):
    """What a message says, without who says it, when, and under which ID."""
    message = dict(message)
    for name in ("messageId", "timestamp", "integrations", "sentAt"):
        message.pop(name, None)
    context = message.pop("context", {})
    assert context.pop("library")["name"]
    # The client sends what has no value; the API takes absence for the same.
    return {**{k: v for k, v in message.items() if v is not None}, "context": context}


def test_both_deliver_the_same_people(rollcall, tmp_path):
    (tmp_path / "a.csv").write_text(ROWS)
    rows = list(csv.DictReader(ROWS.splitlines(keepends=True)))
    with Server() as theirs, Server() as ours:
        by_official_client(rows, theirs.url)
        rollcall("import", "a.csv", "--to", ours.url, env={"SEGMENT_WRITE_KEY": "WRITEKEY"})
        assert [essence(m) for m in ours.messages] == [essence(m) for m in theirs.messages]
        assert len(ours.messages) == len(rows) == 4
        path, headers, body = theirs.requests[0]
        our_path, our_headers, our_body = ours.requests[0]
        assert path == our_path == "/v1/batch"
        assert headers["Content-Type"] == our_headers["Content-Type"] == "application/json"
        # The client names its source in the body or the header, rollcall in the header only.
        assert body.get("writeKey", key_of(headers)) == key_of(our_headers) == "WRITEKEY"
        assert json.dumps(our_body).find("WRITEKEY") == -1
