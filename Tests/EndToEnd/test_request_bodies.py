"""What `--to dir:` writes satisfies the Tracking API, whatever the widths of the rows."""

import json
import random

MAX_MESSAGE, MAX_BATCH, MAX_MESSAGES, MAX_TRAITS = 32_000, 475_000, 2_500, 299


def rows(seed, columns, count):
    """Rows from a few bytes to several messages wide, with cells that JSON must escape."""
    chance = random.Random(seed)
    alphabet = ["x", "é", "山", '""', "\\", "\t", "\n", " "]
    for number in range(count):
        filled = chance.choice([0, 1, 20, columns])
        width = chance.choice([3, 40, 400, 4_000 if filled <= 20 else 40])
        cells = [
            '"' + "".join(chance.choices(alphabet, k=chance.randrange(1, width))) + '"' if n < filled else ""
            for n in range(columns)
        ]
        yield f"u{number},p{number}@example.org," + ",".join(cells)


def test_every_body_is_a_batch_that_the_api_takes(rollcall, tmp_path):
    columns = 420
    header = "user_id,email," + ",".join(f"Trait {n}" for n in range(columns))
    (tmp_path / "wide.csv").write_text("\n".join([header, *rows(7, columns, 250)]) + "\n")
    result = rollcall("import", "wide.csv", "--to", "dir:out", "--run-id", "R", "--format", "json")
    assert json.loads(result.out)["delivered"] == 250
    seen = []
    for body in sorted((tmp_path / "out").iterdir()):
        data = body.read_bytes()
        assert len(data) <= MAX_BATCH
        batch = json.loads(data)
        assert list(batch) == ["batch"] and 0 < len(batch["batch"]) <= MAX_MESSAGES
        rows_here = []
        for message in batch["batch"]:
            text = json.dumps(message, separators=(",", ":"), ensure_ascii=False)
            assert len(text.encode()) <= MAX_MESSAGE
            assert message["type"] == "identify" and len(message["messageId"]) <= 100
            assert message["userId"] and message["traits"]["email"]
            assert len(message["traits"]) <= MAX_TRAITS
            assert message["context"]["library"]["name"] == "rollcall"
            assert "sentAt" not in message and "writeKey" not in batch
            rows_here.append(int(message["messageId"].split("-")[3]))
        # The parts of a row are adjacent and in one batch.
        assert rows_here == sorted(rows_here)
        assert not set(rows_here) & set(seen)
        seen += rows_here
    assert set(seen) == set(range(1, 251)) and len(seen) > 250


def test_no_trait_is_lost_when_a_row_is_cut(rollcall, tmp_path):
    header = "user_id," + ",".join(f"t{n}" for n in range(1_000))
    (tmp_path / "wide.csv").write_text(f"{header}\n1," + ",".join(f"v{n}" for n in range(1_000)) + "\n")
    lines = rollcall("import", "wide.csv", "--to", "-").out.splitlines()
    traits = {}
    for line in lines:
        traits |= json.loads(line)["traits"]
    assert len(lines) == 4 and traits == {f"t{n}": f"v{n}" for n in range(1_000)}
    rollcall("import", "wide.csv")
    person = json.loads(rollcall("profile", "user_id:1", "--format", "json").out)
    assert person["traits"] == traits
