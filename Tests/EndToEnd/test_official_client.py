"""What the official Python client delivers to a server and what rollcall delivers agree field by field."""

import csv
import datetime
import json

from tracking_server import Server, key_of

ROWS = """user_id,email,First Name,Plan,Note
u1,zoe@example.com,Zoë,pro,"two
lines"
u2,,Jane,,"a ""quote"" and \\ and / and \t"
007,p@example.com,李,free,=1+1
u4,ann@example.com,,pro,\U0001f600
"""

# Every kind of field that a row can fill: identifiers in all their places, typed values, time, and tools.
TYPED = """user_id,anonymous_id,email,phone,ios.id,ios.idfa,ios.push_token,ltv,Newsletter,Born,Tags,Updated,Plan
u1,,ann@example.com,+15555550100,,,,12.50,true,2000-02-29,"[1,""two"",{""a"":null}]",2026-01-31T10:00:00Z,pro
u2,anon-2,,,IDFV-2,IDFA-2,token-2,-3e2,false,1999-12-31T23:59:59+01:00,"{""deep"":{""er"":[true]}}",2026-01-31T11:30:00Z,
,anon-3,bob@example.com,,,,,0,,,"""
TYPED += '"""text""",2026-02-01T00:00:00Z,free\n'

MAPPING = """columns:
  ltv: {trait: ltv, type: number}
  Newsletter: {trait: newsletter, type: boolean}
  Born: {trait: born, type: date}
  Tags: {trait: tags, type: json}
  Updated: timestamp
constants:
  imported_from: crm
  wave: 7
"""


def by_official_client(url, calls):
    """Calls of `identify`, as the client's documentation says."""
    from segment.analytics.client import Client

    failures = []
    client = Client(
        "WRITEKEY", host=url, sync_mode=False, on_error=lambda error, items: failures.append(error), max_retries=1
    )
    for call in calls:
        client.identify(**call)
    client.flush()
    client.join()
    assert not failures


def plain_calls(rows):
    for row in rows:
        traits = {name: value for name, value in row.items() if name != "user_id" and value.strip()}
        yield {"user_id": row["user_id"], "traits": traits}


def typed_calls(rows):
    """What somebody would write by hand who knows where Segment wants each of these fields."""
    for row in rows:
        traits = {name: row[name] for name in ("email", "phone", "Plan") if row[name]}
        traits["ltv"] = float(row["ltv"])
        if row["Newsletter"]:
            traits["newsletter"] = row["Newsletter"] == "true"
        if row["Born"]:
            traits["born"] = row["Born"]
        traits["tags"] = json.loads(row["Tags"])
        traits |= {"imported_from": "crm", "wave": 7}
        context = {}
        if row["ios.id"]:
            context["device"] = {
                "type": "ios", "id": row["ios.id"], "advertisingId": row["ios.idfa"], "adTrackingEnabled": True,
                "token": row["ios.push_token"],
            }
        if row["phone"]:
            phone = {"id": row["phone"], "type": "phone", "collection": "users", "encoding": "none"}
            context["externalIds"] = [phone]
        call = {"traits": traits, "context": context, "integrations": {"All": False, "Personas": True, "Braze": True}}
        call["timestamp"] = datetime.datetime.fromisoformat(row["Updated"].replace("Z", "+00:00"))
        if row["user_id"]:
            call["user_id"] = row["user_id"]
        if row["anonymous_id"]:
            call["anonymous_id"] = row["anonymous_id"]
        yield call


def essence(message, more=()):
    """What a message says, without who says it, when, and under which ID."""
    message = dict(message)
    for name in {"messageId", "timestamp", "integrations", "sentAt"} - set(more):
        message.pop(name, None)
    if "timestamp" in message:
        message["timestamp"] = datetime.datetime.fromisoformat(message["timestamp"].replace("Z", "+00:00"))
    context = message.pop("context", {})
    assert context.pop("library")["name"]
    # The client sends what has no value; the API takes absence for the same.
    return {**{k: v for k, v in message.items() if v is not None}, "context": context}


def test_both_deliver_the_same_people(rollcall, tmp_path):
    (tmp_path / "a.csv").write_text(ROWS)
    rows = list(csv.DictReader(ROWS.splitlines(keepends=True)))
    with Server() as theirs, Server() as ours:
        by_official_client(theirs.url, plain_calls(rows))
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


def test_both_deliver_every_kind_of_field(rollcall, tmp_path):
    (tmp_path / "a.csv").write_text(TYPED)
    (tmp_path / "map.yaml").write_text(MAPPING)
    rollcall("space", "init", "--preset", "contact-center", "--space", "space")
    rows = list(csv.DictReader(TYPED.splitlines(keepends=True)))
    with Server() as theirs, Server() as ours:
        by_official_client(theirs.url, typed_calls(rows))
        rollcall(
            "import", "a.csv", "--to", ours.url, "--space", "space", "--mapping", "map.yaml", "--forward", "Braze",
            env={"SEGMENT_WRITE_KEY": "WRITEKEY"},
        )
        told = ["timestamp", "integrations"]
        assert [essence(m, told) for m in ours.messages] == [essence(m, told) for m in theirs.messages]
        assert len(ours.messages) == len(rows) == 3
        for message in ours.messages:
            assert message["type"] == "identify" and len(message["messageId"]) <= 100
