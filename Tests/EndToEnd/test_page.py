"""The page in a real browser: the whole guided setup, with a sound file and with one full of defects."""

import html
import json
import os
import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT
from playwright.sync_api import sync_playwright
from serving import Serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}
# Set it to a folder to keep pictures of every page for somebody to look at.
PICTURES = os.environ.get("ROLLCALL_PICTURES")

DEFECTS = "\ufeff" + "\r\n".join([
    "user_id,Email ,First Name,Phone,LTV",
    "u-1,ann@example.com,Ann’s,+15555550123,12.5",
    "u-2,bob@example.com,Bob,555 0123,abc",
    'u-2,bob2@example.com,Bob,1.5E+10,"3"after',
    "null,,Ño,,",
    ",,Nobody,,",
    "u-5,eve@example.com,Eve",
    "u-7, spaced@example.com ,<b>Sp\u200bace</b>,+15555550124,7",
    "u-8,shared@example.com,A,,",
    "u-9,shared@example.com,B,,",
    "u-10,shared@example.com,C,,",
]) + "\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Serving(tmp_path_factory.mktemp("page")) as serving:
        yield serving


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def login(server, browser):
    """The cookie of somebody who followed the link of the start."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.names["login (once)"])
    page.click("main button")
    page.wait_for_url(f"http://{server.address}/")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def visit(server, browser, login):
    """Opens a page of somebody who is logged in; whatever the console says is an error."""
    contexts, complaints = [], []

    def open_page(width="desktop", scheme="light", script=True, state=login):
        context = browser.new_context(
            base_url=f"http://{server.address}", storage_state=state, color_scheme=scheme,
            java_script_enabled=script, viewport=dict(zip(("width", "height"), WIDTHS[width])),
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def look(page, name, axe=True):
    """What every page must be: accessible, and no wider than a screen, at both widths, light and dark.

    Pictures are taken where they are wanted.
    """
    size, scheme = page.viewport_size, page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    for width, height in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is wider than {width}"
        for other in ("light", "dark"):
            if not PICTURES and not (axe and width == size["width"]):
                continue
            page.emulate_media(color_scheme=other)
            if PICTURES:
                Path(PICTURES).mkdir(parents=True, exist_ok=True)
                page.screenshot(path=f"{PICTURES}/{name}-{width}-{other}.png", full_page=True)
            if axe and width == size["width"]:
                found = Axe().run(page).response["violations"]
                assert not found, f"{name}, {other}: " + "; ".join(
                    f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found)
    page.emulate_media(color_scheme="dark" if scheme else "light")
    page.set_viewport_size(size)


def upload(page, file):
    page.goto("/setup")
    page.click("text=Choose CSV")
    page.set_input_files("#file", file)
    page.wait_for_url("**/read")
    return page.url.rsplit("/", 1)[0]


def test_a_file_is_checked_without_an_account_and_kept_nowhere(server, visit, tmp_path):
    file = tmp_path / "defects.csv"
    file.write_text(DEFECTS, encoding="utf-8")
    page = visit(state=None)
    page.goto("/")
    look(page, "home")
    page.set_input_files("#file", file)
    page.wait_for_selector("text=Who takes it")
    look(page, "home-report")
    assert "nothing of it was kept" in page.inner_text("main")
    assert "<b>" not in page.inner_html(".problem-invisible_character td.value")
    kept = [path for path in (server.space / "uploads").rglob("*") if path.is_file() and path.stat().st_size]
    assert kept == []
    page.goto("/profiles")
    assert "/login" in page.url
    look(page, "login")


def test_the_whole_setup_with_a_sound_file(server, visit):
    page = visit()
    page.goto("/setup")
    look(page, "source")
    page.goto("/setup/upload")
    look(page, "upload")
    base = upload(page, ROOT / "samples" / "people.csv")
    assert page.locator(".sheet tbody tr").count() == 9
    look(page, "read")
    page.click("text=Yes, this is right")
    look(page, "columns")
    page.select_option("select[name=m5]", "trait")
    page.fill("#n5", "language")
    page.click("text=Save and check the file")
    page.wait_for_selector("text=Who takes it")
    look(page, "problems")
    page.click("text=Go on to identifiers and traits")
    page.wait_for_selector("text=Rules of the space")
    look(page, "review")
    assert "language" in page.inner_text("main")
    page.fill("#new-type", "loyalty_id")
    page.click("text=Save the rules")
    page.wait_for_selector("text=The rules are saved")
    assert "loyalty_id" in (server.space / "space.yaml").read_text()
    page.click("text=Go on without changes")
    page.click("text=Show what would happen")
    page.wait_for_selector("text=Afterwards there would be")
    look(page, "plan")
    page.click("text=Go on to the last step")
    look(page, "deliver")
    page.click("button:has-text('Import into the rehearsal space')")
    page.wait_for_selector("text=is done")
    look(page, "delivered")
    assert "Nothing went to Segment" in page.inner_text("main")
    page.click("text=Parts for Unify and Engage")
    page.wait_for_selector("text=Checklist")
    look(page, "parts")
    with page.expect_download() as download:
        page.click("td >> text=Download")
    assert Path(download.value.path()).read_bytes() == (ROOT / "samples" / "people.csv").read_bytes()
    page.goto(base + "/check")
    page.click("text=Test everything")
    page.wait_for_selector("text=This step is complete")
    look(page, "check")
    page.goto("/history")
    look(page, "history")
    assert "people.csv" in page.inner_text("tbody")
    page.goto("/profiles")
    look(page, "profiles")
    page.fill("#value", "zoe.work@example.org")
    page.click("button:has-text('Search')")
    page.wait_for_selector("text=Lefèvre")
    assert "zoe" not in page.url
    look(page, "profile")
    for tab in ["Identities", "Events", "Merges"]:
        page.click(f".tabs >> text={tab}")
        look(page, f"profile-{tab.lower()}", axe=False)


def test_segment_is_compared_with_and_sent_to_where_an_admin_configured_it(browser, tmp_path):
    """Another server of ours stands for Segment."""
    for name in ("segment", "page"):
        (tmp_path / name).mkdir()
    with Serving(tmp_path / "segment") as segment:
        env = {
            "SEGMENT_REGION": f"http://{segment.address}", "SEGMENT_WRITE_KEY": segment.key,
            "SEGMENT_PROFILE_TOKEN": segment.token, "SEGMENT_SPACE_ID": segment.names["space ID"],
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
        }
        with Serving(tmp_path / "page", env=env) as server:
            context = browser.new_context(base_url=f"http://{server.address}")
            page = context.new_page()
            page.set_default_timeout(30_000)
            page.goto(server.names["login (once)"])
            page.click("main button")
            base = upload(page, ROOT / "samples" / "people.csv")
            page.click("text=Yes, this is right")
            page.click("text=Save and check the file")
            page.wait_for_selector("text=Who takes it")
            page.goto(base + "/plan?against=profile-api")
            page.wait_for_selector("text=Afterwards there would be")
            assert "your Segment space" in page.inner_text("main")
            page.goto(base + "/deliver")
            look(page, "deliver-segment")
            page.check("input[name=sure]")
            page.on("dialog", lambda dialog: dialog.accept())
            page.click("button:has-text('Send to Segment')")
            page.wait_for_selector("text=is done")
            look(page, "delivered-segment")
            context.close()
        query = "/v1/spaces/" + segment.names["space ID"] + "/collections/users/profiles/email:zoe.lefevre@example.org/traits"
        assert segment.request("GET", query, user=segment.token).json["traits"]["Last Name"] == "Lefèvre"
        with sqlite3.connect(segment.space / "profiles.sqlite") as space:
            texts = [row[0] for row in space.execute("SELECT message FROM debugger")]
        # Tools behind the source get nothing.
        assert texts and all(json.loads(text)["integrations"] == {"All": False, "Personas": True} for text in texts)


def test_the_whole_setup_with_a_file_full_of_defects(visit, tmp_path):
    file = tmp_path / "defects.csv"
    file.write_text(DEFECTS, encoding="utf-8")
    page = visit("phone", "dark")
    base = upload(page, file)
    look(page, "defects-read")
    page.click("text=Yes, this is right")
    assert page.input_value("select[name=m1]") == "identifier:email"
    look(page, "defects-columns")
    page.click("text=Save and check the file")
    page.wait_for_selector("text=To download")
    look(page, "defects-problems")
    row = page.locator(".problem-blocked_value tbody tr").first
    assert [row.locator("td").nth(n).text_content().strip() for n in (0, 1, 2)] == ["5", "user_id", "null"]
    page.click("text=Gather them")
    page.wait_for_selector("text=errors.csv")
    with page.expect_download() as download:
        page.click("li:has-text('errors.csv') >> text=Download")
    errors = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert errors[0].endswith("row_number,error_message,error_code")
    assert len(errors) > 3
    page.goto(base + "/correct")
    page.check("input[value=identifiers]")
    page.click("text=Write a corrected copy")
    page.wait_for_selector("text=Download the corrected file")
    look(page, "defects-corrected")
    page.goto(base + "/plan?against=none")
    page.wait_for_selector("text=Afterwards there would be")
    look(page, "defects-plan")
    page.goto(base + "/deliver")
    page.click("button:has-text('Import into the rehearsal space')")
    page.wait_for_selector("text=Nothing was imported")
    look(page, "defects-stopped")
    page.check("[name=leave] >> nth=0")
    page.click("button:has-text('Import into the rehearsal space')")
    page.wait_for_selector("text=is done")
    look(page, "defects-delivered")
    page.goto("/insights")
    look(page, "insights")
    assert "shared@example.com" in page.inner_text("main")


def test_no_mend_of_the_page_needs_a_terminal(server):
    mends = {}
    for file in sorted((ROOT / "samples" / "problems").glob("*/people*")):
        head = f'--mark\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'
        body = head.encode() + file.read_bytes() + b"\r\n--mark--\r\n"
        page = server.request("POST", "/check", body, {"Content-Type": "multipart/form-data; boundary=mark"})
        assert page.status == 200, file
        for mend in re.findall(r"<strong>Mend:</strong> (.*?)</p>", page.body.decode(), re.DOTALL):
            mends.setdefault(html.unescape(mend), file.parent.name)
    assert len(mends) > 40
    # A command stands in its box alone. What no control of the page does is told in words.
    for mend, name in mends.items():
        assert not re.search("--[a-z]|rollcall |columns: ", mend), (name, mend)


def test_a_file_that_says_nobody_leads_to_the_columns(visit, tmp_path):
    file = tmp_path / "nobody.csv"
    file.write_text("Customer No,City\n123,Wien\n124,Graz\n")
    page = visit()
    base = upload(page, file)
    page.click("text=Yes, this is right")
    assert "No column tells people apart yet" in page.inner_text("main")
    look(page, "nobody-columns")
    page.click("text=Save and check the file")
    page.wait_for_selector("text=Who takes it")
    problem = page.inner_text(".problem-missing_identifier")
    assert "error for: Import with rollcall" in problem and "where columns are chosen" in problem
    look(page, "nobody-problems")
    page.goto(base + "/correct")
    page.click("text=Write a corrected copy")
    page.wait_for_selector("text=Nothing to change")
    page.goto(base + "/plan?against=none")
    page.wait_for_selector("text=Nobody would be imported")
    page.goto(base + "/review")
    page.click("main p >> text=Columns")
    page.select_option("select[name=m0]", "identifier:user_id")
    page.click("text=Save and check the file")
    page.wait_for_selector("text=Who takes it")
    assert page.locator(".problem-missing_identifier").count() == 0
    page.goto(base + "/columns")
    assert "No column tells people apart yet" not in page.inner_text("main")


def test_everything_but_live_views_works_without_javascript(visit, tmp_path):
    file = tmp_path / "semicolons.csv"
    file.write_bytes("user_id;email;Name\nj1;jo@example.com;José\nj2;zo@example.com;Zoë\n".encode("windows-1252"))
    page = visit(script=False)
    page.goto("/setup/upload")
    page.set_input_files("#file", file)
    page.click("button:has-text('Upload')")
    assert page.url.endswith("/read")
    base = page.url.rsplit("/", 1)[0]
    page.click(".notice >> text=Read it so")
    page.click(".notice >> text=Read it so")
    assert page.locator(".sheet td:has-text('José')").count() == 1
    page.click("text=Yes, this is right")
    page.click("text=Save and check the file")
    for _ in range(40):
        if "Who takes it" in page.inner_text("main"):
            break
        page.wait_for_timeout(250)
        page.goto(base + "/problems")
    assert "Who takes it" in page.inner_text("main")
    page.goto(base + "/deliver")
    page.click("button:has-text('Import into the rehearsal space')")
    for _ in range(40):
        if "is done" in page.inner_text("main"):
            break
        page.wait_for_timeout(250)
        page.goto(base + "/deliver")
    page.goto("/profiles")
    page.fill("#value", "j1")
    page.click("button:has-text('Search')")
    assert "José" in page.inner_text("main")


def test_messages_show_up_live_and_can_be_paused(server, visit):
    server.batch([{"type": "track", "userId": "live", "event": "First", "messageId": "page-1"}])
    page = visit()
    page.goto("/debugger?source=api")
    page.wait_for_selector(".entries >> text=First")
    server.batch([
        {"type": "track", "userId": "live", "event": "Second", "messageId": "page-2", "properties": {"x": "<i>"}}])
    page.wait_for_selector(".entries >> text=Second")
    page.click("[data-pause]")
    server.batch([{"type": "track", "userId": "live", "event": "Third", "messageId": "page-3"}])
    page.wait_for_selector("text=Paused; 1 new")
    assert page.locator(".entries >> text=Third").count() == 0
    page.click("[data-pause]")
    page.wait_for_selector(".entries >> text=Third")
    page.click(".entries li:has-text('Second') summary")
    assert 'analytics.track("Second"' in page.inner_text(".entries li:has-text('Second') pre >> nth=0")
    look(page, "debugger")
    page.fill("#text", "page-1")
    page.click("button:has-text('Show')")
    assert page.locator(".entries > li").count() == 1
    page.goto("/delivery")
    look(page, "delivery")
    assert "Successful delivery" in page.inner_text("main")


def test_a_file_is_another_sessions_secret_and_forms_need_their_mark(server, visit, login):
    page = visit()
    base = upload(page, ROOT / "samples" / "people.csv")
    assert re.fullmatch(r".*/setup/[\w-]{16}", base)
    cookie = login["cookies"][0]
    headers = {
        "Cookie": f"{cookie['name']}={cookie['value']}", "Content-Type": "application/x-www-form-urlencoded"}
    path = base.split(server.address)[1]
    assert server.request("POST", path + "/import", b"to=space", headers=headers).status == 403
    assert server.request("GET", path + "/problems").status == 303
    page.click("text=Remove the file")
    assert server.request("GET", path + "/problems", headers=headers).status == 404


def test_messages_with_an_unknown_key_are_shown_and_never_stored(server, visit, rollcall):
    revoked = rollcall("space", "keys", "create", "old", "--space", server.space).out.strip()
    rollcall("space", "keys", "revoke", "old", "--space", server.space)
    track = {"type": "track", "userId": "stranger", "event": "Lost", "properties": {"note": "<i>"}}
    for number in range(600):
        assert server.batch([track | {"event": f"Lost {number}"}], key="Wxyz-nobody-knows-this-key").status == 200
    assert server.batch([track | {"event": "Late"}] * 30, key=revoked).status == 200
    page = visit("phone")
    page.goto("/debugger?source=(unknown%20write%20keys)")
    assert "no source of this space has" in page.inner_text("main")
    entries = page.locator(".entries > li")
    # The last 500; of one request 20.
    assert entries.count() == 500 and page.locator(".entries >> text=Late (key").count() == 20
    assert "Lost 599 (key Wxyz…)" in entries.nth(20).inner_text() and "rejected" in entries.nth(20).inner_text()
    entries.nth(20).locator("summary").first.click()
    assert "The write key belongs to no source. (unknown_source)" in entries.nth(20).inner_text()
    entries.nth(0).locator("summary").first.click()
    assert "The source's write key was revoked. (source_disabled)" in entries.nth(0).inner_text()
    look(page, "debugger-unknown")
    page.fill("#text", '"Lost 400"')
    page.click("button:has-text('Show')")
    assert page.locator(".entries > li").count() == 1
    page.goto("/delivery")
    table = page.inner_text("table:has-text('unknown_source')")
    assert "600" in table and "30" in table
    assert server.profile("user_id:stranger").status == 404
    with sqlite3.connect(server.space / "profiles.sqlite") as space:
        for table in ("debugger", "counts", "sources"):
            kept = " ".join(str(row) for row in space.execute(f"SELECT * FROM {table}"))
            assert "Lost" not in kept and "unknown" not in kept, table
