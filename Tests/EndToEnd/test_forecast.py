"""What a report says of the columns and of what an import would take, held to what an import does."""

import json

import pytest


def report(rollcall, *arguments, **more):
    return json.loads(rollcall("check", *arguments, "--format", "json", status=None, **more).out)


def people(rows, wide=0):
    header = ["user_id", "email", "Name", "Score"] + [f"t{n}" for n in range(wide)]
    lines = [",".join(header)]
    for n in range(rows):
        cells = [f"u{n}", f"p{n}@example.com" if n % 2 else "", f"Ann {n % 7}", str(n % 50)] + ["x"] * wide
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("rows", "wide"), [(10, 0), (3_000, 0), (6_000, 3), (40, 400)])
def test_the_forecast_is_what_an_import_sends(rollcall, tmp_path, rows, wide):
    (tmp_path / "p.csv").write_text(people(rows, wide))
    forecast = report(rollcall, "p.csv", "--target", "api")["forecast"]
    rollcall("import", "p.csv", "--to", "dir:out")
    bodies = [p.read_bytes() for p in sorted((tmp_path / "out").iterdir())]
    messages = sum(len(json.loads(body)["batch"]) for body in bodies)
    sent = sum(len(body) for body in bodies)
    assert forecast["messages"] == messages
    assert abs(forecast["bytes"] - sent) <= sent * 0.03 + 40 * len(bodies)
    assert abs(forecast["batches"] - len(bodies)) <= 1
    assert forecast["seconds"] == -(-messages // 1000)
    assert forecast.get("bytes_estimated", False) == (rows > 2_000)
    assert forecast["traits_over_limit"] == max(0, wide + 2 - 299)
    assert len(forecast["new_traits"]) == wide + 2


def test_tracked_users_have_two_bounds(rollcall, tmp_path):
    # Three user_ids, and e-mails of which one profile may hold five.
    (tmp_path / "p.csv").write_text("user_id,email\nu1,a@x.example\nu2,b@x.example\nu3,\n,c@x.example\n,d@x.example\n")
    assert report(rollcall, "p.csv")["forecast"]["tracked_users"] == {"least": 3, "most": 5}


@pytest.mark.parametrize("text", ["user_id,Name\n,Ann\n", "user_id,City,City\nu1,Graz,Linz\n", 'user_id,Name\nu1,"Ann\n'])
def test_nothing_to_send_has_no_forecast(rollcall, tmp_path, text):
    (tmp_path / "p.csv").write_text(text)
    assert "forecast" not in report(rollcall, "p.csv")


def test_what_is_from_a_sample_says_so(rollcall, tmp_path):
    (tmp_path / "p.csv").write_text(people(20_000))
    assert "sampled_rows" not in report(rollcall, "p.csv")
    assert "regular sample" not in rollcall("check", "p.csv").out
    (tmp_path / "p.csv").write_text(people(20_481))
    assert report(rollcall, "p.csv")["sampled_rows"] == 20_001
    assert "from 20,001 rows" in rollcall("check", "p.csv").out


def test_regulated_values_are_no_samples(rollcall, tmp_path):
    (tmp_path / "p.csv").write_text("user_id,Card,Plan\nu1,4111111111111111,gold\nu2,5555555555554444,gold\n")
    text = rollcall("check", "p.csv", "--format", "json", "--show-values").out
    assert "regulated_data" in text and "gold" in text and "4111" not in text


def test_columns_are_shown_as_the_guided_setup_does(rollcall, tmp_path):
    (tmp_path / "p.csv").write_text("user_id,Plan,Note\nu1,gold,\nu2,silver,\nu3,gold,x\n")
    traits = {t["trait"]: t for t in report(rollcall, "p.csv", "--show-values")["traits"]}
    assert traits["Plan"]["samples"] == ["gold", "silver"] and traits["Plan"]["longest_bytes"] == 6
    assert traits["Note"]["filled"] == 1
    masked = {t["trait"]: t for t in report(rollcall, "p.csv")["traits"]}
    assert masked["Plan"]["samples"] == ["xxxx", "xxxxxx"]
    text = rollcall("check", "p.csv").out
    for part in ("What is in it", "identifier user_id", "33 % filled", "An import sends 3 messages in 1 request", "Reverse ETL"):
        assert part in text
    assert "gold" not in text
