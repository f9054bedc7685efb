"""`rollcall serve` as a process: what it prints, its two APIs, its end, and what it refuses."""

import base64
import gzip
import json
import os
import signal
import socket
import threading
import time

import pytest

from serving import Serving

IDS = ["workspace ID", "workspace slug", "space slug", "space ID"]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Serving(tmp_path_factory.mktemp("serve")) as server:
        yield server


@pytest.fixture(scope="module", autouse=True)
def slow_client(server):
    """A client that sends a byte now and then, from the first test of this file on."""
    host, port = server.address.split(":")
    connection = socket.create_connection((host, int(port)))
    connection.sendall((
        f"POST /csv/check HTTP/1.1\r\nHost: {server.address}\r\nAuthorization: Bearer {server.token}\r\n"
        "Content-Length: 1000000\r\n\r\nuser_id\n").encode())
    ended = threading.Event()

    def dribble():
        connection.settimeout(2)
        while not ended.is_set():
            try:
                connection.sendall(b"x")
                if connection.recv(1) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        ended.set()

    thread = threading.Thread(target=dribble)
    thread.start()
    yield ended
    ended.set()
    thread.join()
    connection.close()


def test_secrets_are_shown_once_and_the_ids_at_every_start(tmp_path):
    with Serving(tmp_path) as server:
        assert server.printed[:4] == IDS
        assert server.printed[4:6] == ["write key", "Profile API token"]
        assert server.names["space ID"].startswith("spa_")
        first = dict(server.names)
        assert server.batch([{"type": "identify", "userId": "u"}]).status == 200
        assert server.stop() == 143
        server.start()
        assert server.printed[:4] == IDS and "write key" not in server.printed
        assert [server.names[i] for i in IDS] == [first[i] for i in IDS]
        assert server.profile("user_id:u").status == 200
    for path in (tmp_path / "space").rglob("*"):
        if path.is_file() and path.name != "lock":
            assert first["write key"].encode() not in path.read_bytes(), path
            assert first["Profile API token"].encode() not in path.read_bytes(), path
            assert path.stat().st_mode & 0o077 == 0, path


def test_keys_can_be_preset(tmp_path):
    env = {"ROLLCALL_WRITE_KEY": "preset-write-key-0123", "ROLLCALL_PROFILE_TOKEN": "preset-token-0123"}
    with Serving(tmp_path, env=env) as server:
        # Who presets them knows them; what is printed may be kept in a log.
        assert "write key" not in server.printed and "Profile API token" not in server.printed
        assert server.batch([{"type": "identify", "userId": "u"}], key="preset-write-key-0123").status == 200
        server.names["Profile API token"] = "preset-token-0123"
        assert server.profile("user_id:u").status == 200
        server.stop()
        server.environment["ROLLCALL_WRITE_KEY"] = "another-write-key-0123"
        server.start()
        server.batch([{"type": "identify", "userId": "v"}], key="preset-write-key-0123")
        server.batch([{"type": "identify", "userId": "w"}], key="another-write-key-0123")
        assert server.profile("user_id:v").status == 404
        assert server.profile("user_id:w").status == 200


def test_an_own_space_yaml_keeps_every_line(tmp_path):
    own = "# ours\nname: Ours   # a comment\nslug: ours\n"
    (tmp_path / "space").mkdir()
    (tmp_path / "space" / "space.yaml").write_text(own)
    with Serving(tmp_path) as server:
        assert server.names["space slug"] == "ours"
    text = (tmp_path / "space" / "space.yaml").read_text()
    assert text.startswith(own) and f"id: {server.names['space ID']}" in text


@pytest.mark.parametrize("path", ["batch", "import", "b"])
def test_every_name_of_the_batch_route(server, path):
    body = {"writeKey": server.key, "batch": [{"type": "identify", "userId": "n-" + path}]}
    answer = server.request("POST", f"/v1/{path}", body)
    assert (answer.status, answer.body) == (200, b'{"success":true}')
    assert server.profile("user_id:n-" + path).status == 200


@pytest.mark.parametrize("path", ["identify", "i"])
def test_three_ways_to_authenticate(server, path):
    ways = [
        ({"writeKey": server.key}, None, {}),
        ({}, server.key, {}),
        ({"writeKey": server.key}, None, {"Authorization": "Bearer some-oauth-token"}),
    ]
    for index, (body, user, headers) in enumerate(ways):
        who = f"auth-{path}-{index}"
        answer = server.request("POST", f"/v1/{path}", {"userId": who, **body}, headers, user)
        assert answer.status == 200 and server.profile("user_id:" + who).status == 200


def test_a_wrong_key_is_not_reported_and_stores_nothing(server):
    answer = server.batch([{"type": "identify", "userId": "nobody"}], key="x" * 32)
    assert (answer.status, answer.json) == (200, {"success": True})
    assert server.profile("user_id:nobody").status == 404
    for key in ["abc", ""]:
        body = {"writeKey": key, "batch": [{"type": "identify", "userId": "nobody"}]}
        assert server.request("POST", "/v1/batch", body).status == 400


def test_strict_reports_what_is_dropped_silently(tmp_path):
    with Serving(tmp_path, "--strict") as server:
        assert server.batch([{"type": "identify", "userId": "u"}], key="x" * 32).status == 401
        answer = server.batch([{"type": "identify", "userId": "u"}, {"type": "track", "userId": "u"}])
        assert (answer.status, answer.json["code"]) == (400, "event_not_defined")
        assert server.profile("user_id:u").status == 404


def test_gzip_bodies_and_their_limit(server):
    def send(body, **headers):
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip", **headers}
        return server.request("POST", "/v1/batch", body, headers, server.key)

    message = {"type": "identify", "userId": "zip"}
    assert send(gzip.compress(json.dumps({"batch": [message]}).encode())).status == 200
    assert server.profile("user_id:zip").status == 200
    bomb = send(gzip.compress(b" " * 50_000_000))
    assert (bomb.status, bomb.json["message"]) == (400, "Exceed payload limit")
    assert send(b"no gzip").json["code"] == "invalid_gzip"
    assert send(gzip.compress(b"{}")[:-4]).json["code"] == "invalid_gzip"


def test_a_message_that_comes_twice_counts_once(server):
    message = {"type": "track", "userId": "twice", "event": "E", "messageId": "twice-1"}
    for _ in range(3):
        assert server.batch([message, message]).status == 200
    assert len(server.profile("user_id:twice", "events").json["data"]) == 1


def test_personas_false_keeps_a_message_out(server):
    server.batch([{"type": "identify", "userId": "out", "integrations": {"Personas": False}}])
    assert server.profile("user_id:out").status == 404


def test_the_profile_api(server):
    traits = {f"t{i:02}": i for i in range(25)} | {"email": "pat@example.com", "+1": "plus"}
    server.batch([
        {"type": "identify", "userId": "pat:1/ü", "traits": traits},
        {"type": "group", "userId": "pat:1/ü", "groupId": "g+1", "traits": {"plan": "gold"}},
        *({"type": "track", "userId": "pat:1/ü", "event": f"E{i}", "properties": {"i": i}} for i in range(12)),
    ])
    who = "user_id:pat%3A1%2F%C3%BC"
    first = server.profile(who)
    assert first.headers["request-id"] and first.json["cursor"]["has_more"] is True
    assert len(first.json["traits"]) == 10
    found, following = dict(first.json["traits"]), first.json["cursor"]["next"]
    while following:
        page = server.profile(who, f"traits?limit=10&next={following}").json
        found |= page["traits"]
        following = page["cursor"]["next"]
    assert found == traits
    assert server.profile(who, "traits?include=t01,%2B1").json["traits"] == {"t01": 1, "+1": "plus"}
    verbose = server.profile(who, "traits?include=t01&verbose=true").json["traits"]["t01"]
    assert verbose["value"] == 1 and verbose["source_id"] == "api" and verbose["updated_at"].endswith("Z")
    assert server.profile(who, "traits?class=audience").json["traits"] == {}
    ids = server.profile("user_id%3Apat:1%2F%C3%BC", "external_ids").json["data"]
    assert {(i["type"], i["id"]) for i in ids} == {("user_id", "pat:1/ü"), ("email", "pat@example.com")}
    events = server.profile(who, "events?limit=5").json
    assert [e["event"] for e in events["data"]] == ["E11", "E10", "E9", "E8", "E7"]
    rest = server.profile(who, f"events?next={events['cursor']['next']}&limit=100").json
    assert [e["event"] for e in rest["data"]] == [f"E{i}" for i in range(6, -1, -1)]
    named = server.profile(who, "events?include=E1,E2&sort=asc").json["data"]
    assert [e["properties"] for e in named] == [{"i": 1}, {"i": 2}]
    assert server.profile(who, "links").json["data"][0]["external_ids"][0]["id"] == "g+1"
    assert server.profile("group_id:g%2B1", collection="accounts").json["traits"] == {"plan": "gold"}
    metadata = server.profile(who, "metadata").json["metadata"]
    assert metadata["expires_at"] is None and metadata["first_source_id"] == "api"
    own = server.profile(who).json["cursor"]["url"].split("/")[-2]
    assert server.profile(own, "metadata").json["metadata"] == metadata


@pytest.mark.parametrize(
    "path, status, code",
    [
        ("users/profiles/user_id:nobody/traits", 404, "not_found"),
        ("users/profiles/nobody/traits", 404, "not_found"),
        ("users/profiles/user_id:/traits", 400, "validation_error"),
        ("users/profiles/user_id:%zz/traits", 400, "invalid_request_error"),
        ("users/profiles/user_id:%ff/traits", 400, "invalid_request_error"),
        ("users/profiles/user_id:a/traits?limit=0", 400, "validation_error"),
        ("users/profiles/user_id:a/traits?limit=201", 400, "validation_error"),
        ("users/profiles/user_id:a/events?start=soon", 400, "validation_error"),
        ("users!/profiles/user_id:a/traits", 400, "validation_error"),
        ("others/profiles/user_id:a/traits", 404, "not_found"),
        ("users/profiles/user_id:a/nothing", 404, "not_found"),
    ],
)
def test_errors_of_the_profile_api(server, path, status, code):
    answer = server.request(
        "GET", f"/v1/spaces/{server.names['space ID']}/collections/{path}", user=server.token)
    assert (answer.status, answer.json["error"]["code"]) == (status, code)
    assert answer.headers["request-id"]
    assert "access-control-allow-origin" not in answer.headers


def test_tokens_and_spaces_are_checked(server):
    path = "/collections/users/profiles/user_id:a/traits"
    base = f"/v1/spaces/{server.names['space ID']}{path}"
    for user in [None, "wrong", server.key]:
        assert server.request("GET", base, user=user).status == 401
    assert server.request("GET", f"/v1/spaces/spa_other{path}", user=server.token).status == 404
    again = base.replace("/spaces/", "/namespaces/")
    assert server.request("GET", again, user=server.token).json["error"]["message"] == "Profile was not found."


def test_the_rate_of_the_profile_api(tmp_path):
    with Serving(tmp_path, "--profile-rate", 2) as server:
        answers = [server.profile("user_id:a") for _ in range(12)]
        refused = [a for a in answers if a.status == 429]
        assert refused and refused[0].json["error"]["code"] == "rate_limit_error"
        assert refused[0].headers["retry-after"] == "1"


# Security: each line of SECURITY.md's list has a test here or in SpaceServerTests.


def test_an_unknown_host_is_refused(server):
    for host in ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io:80", ""]:
        for path in ["/", "/healthz", "/v1/batch", "/nothing"]:
            assert server.request("GET", path, headers={"Host": host}).status in (400, 421), (host, path)


def test_other_sites_cannot_post(server):
    for headers in [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]:
        headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        assert server.request("POST", "/login", b"key=x", headers).status == 403
    own = {"Origin": f"http://{server.address}", "Content-Type": "application/x-www-form-urlencoded"}
    answer = server.request("POST", "/login", b"key=x", own)
    assert answer.status == 403 and b"used before" in answer.body


def test_the_login_link_works_once_and_gives_a_strict_cookie(tmp_path):
    with Serving(tmp_path) as server:
        key = server.names["login (once)"].partition("key=")[2]
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert server.request("GET", "/login?key=" + key).status == 200
        answer = server.request("POST", "/login", f"key={key}&next=//evil.example".encode(), form)
        assert answer.status == 303 and answer.headers["location"] == "/"
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/" in cookie
        assert server.request("POST", "/login", f"key={key}".encode(), form).status == 403
        session = {"Cookie": cookie.split(";")[0]}
        assert server.request("GET", "/metrics", headers=session).status == 200
        # A form without the session's token changes nothing.
        assert server.request("POST", "/logout", b"", session | form).status == 403
        assert server.request("GET", "/metrics", headers=session).status == 200
        log = server.log.read_text()
        assert key not in log and session["Cookie"].partition("=")[2] not in log


def test_pages_forbid_everything_foreign(server):
    answer = server.request("GET", "/", headers={"Accept": "text/html"})
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert b"http://" not in answer.body and b"https://" not in answer.body


def test_paths_do_not_lead_out(server):
    for path in ["/assets/x/../../../etc/passwd", "/assets/x/%2e%2e%2fetc%2fpasswd", "/..%2f..%2fetc/passwd"]:
        answer = server.request("GET", path)
        assert answer.status in (400, 404) and b"root:" not in answer.body


def test_no_value_and_no_path_reaches_the_log(tmp_path):
    with Serving(tmp_path, "--verbose") as server:
        server.batch([{"type": "identify", "userId": "secret-person", "traits": {"email": "secret@example.com"}}])
        server.profile("email:secret@example.com")
        server.request("GET", "/v1/secret-path%0aforged:line")
        server.request("POST", "/v1/batch", b'{"secret-json', {"Content-Type": "application/json"})
        server.stop()
        log = server.log.read_text()
        assert "secret" not in log and "forged" not in log
        assert server.key not in log and server.token not in log
        for line in log.splitlines():
            assert json.loads(line)["message"]


def test_large_headers_and_bodies_are_refused(server):
    assert server.request("GET", "/healthz", headers={"X-Large": "x" * 40_000}).status in (400, 431)
    answer = server.request("POST", "/v1/identify", b" " * 200_000, {"Content-Type": "application/json"}, server.key)
    assert answer.status == 400 and answer.json["message"] == "Exceed payload limit"
    deep = b'{"userId":"u","traits":' + b'{"a":' * 10_000 + b"1" + b"}" * 10_001
    assert server.request("POST", "/v1/batch", deep, {"Content-Type": "application/json"}).status == 400


def test_another_address_needs_a_password(tmp_path, rollcall):
    done = rollcall("serve", "--listen", "0.0.0.0:0", status=78)
    assert "admin password" in done.err
    (tmp_path / "short").write_text("short\n")
    done = rollcall("serve", "--listen", "0.0.0.0:0", "--admin-password-file", "short", status=78)
    assert "12 characters" in done.err


def test_health_and_metrics(server):
    assert server.batch([{"type": "identify", "userId": "counted"}]).status == 200
    assert server.request("GET", "/healthz").body == b"ok\n"
    assert server.request("GET", "/readyz").status == 200
    assert server.request("GET", "/metrics").status == 401
    text = server.request("GET", "/metrics", user=server.token).body.decode()
    for line in text.splitlines():
        assert line.startswith("# ") or float(line.rpartition(" ")[2]) >= 0, line
    assert 'rollcall_messages_total{code="",verdict="allowed"}' in text


def test_faults_come_as_they_were_asked_for(tmp_path):
    faults = {"faults": [
        {"from": 1, "to": 1, "status": 429, "headers": {"Retry-After": "7", "X-RateLimit-Reset": "7"}},
        {"from": 2, "to": 2, "hang_up": "after"},
        {"from": 3, "to": 3, "hang_up": "before"},
        {"from": 4, "to": 4, "status": 503, "delay_ms": 200},
    ]}
    (tmp_path / "faults.json").write_text(json.dumps(faults))
    with Serving(tmp_path, "--faults", "faults.json") as server:
        answer = server.batch([{"type": "identify", "userId": "f1"}])
        assert (answer.status, answer.headers["retry-after"]) == (429, "7")
        for who in ["f2", "f3"]:
            with pytest.raises(Exception):
                server.batch([{"type": "identify", "userId": who}])
        begin = time.monotonic()
        assert server.batch([{"type": "identify", "userId": "f4"}]).status == 503
        assert time.monotonic() - begin >= 0.2
        assert server.batch([{"type": "identify", "userId": "f5"}]).status == 200
        stored = [who for who in ["f1", "f2", "f3", "f4", "f5"] if server.profile("user_id:" + who).status == 200]
        assert stored == ["f2", "f5"]


def test_what_was_taken_in_is_there_after_the_end(tmp_path):
    with Serving(tmp_path) as server:
        sent = []
        for i in range(40):
            assert server.batch([{"type": "identify", "userId": f"s{i}"}]).status == 200
            sent.append(f"s{i}")
        assert server.stop(signal.SIGINT) == 130
        server.start()
        assert all(server.profile("user_id:" + who).status == 200 for who in sent)


def test_a_server_that_waits_for_its_end_says_so(tmp_path):
    with Serving(tmp_path) as server:
        host, port = server.address.split(":")
        with socket.create_connection((host, int(port))) as held:
            token = base64.b64encode(f"{server.token}:".encode()).decode()
            held.sendall(
                f"POST /csv/check HTTP/1.1\r\nHost: {server.address}\r\nAuthorization: Basic {token}\r\n"
                "Content-Length: 99\r\n\r\nuser_id\n".encode())
            time.sleep(0.3)
            server.process.send_signal(signal.SIGTERM)
            server.wait_for(lambda: "stopping" in server.log.read_text())
            assert server.process.poll() is None
        line = next(line for line in server.log.read_text().splitlines() if "stopping" in line)
        told = json.loads(line)
        assert told["message"] == "stopping" and told["seconds_at_most"] == "30"
        assert server.process.wait(60) == 143


def test_a_taken_port_and_a_bad_config_are_told(tmp_path, rollcall):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = rollcall("serve", "--listen", f"127.0.0.1:{taken.getsockname()[1]}", status=69)
        assert "cannot be listened to" in done.err
    (tmp_path / "serve.conf").write_text("# ours\nlisten: 127.0.0.1:0\nnonsense: 1\n")
    done = rollcall("serve", "--config", "serve.conf", status=78)
    assert "line 3" in done.err


def test_settings_come_from_flag_environment_and_file(tmp_path):
    (tmp_path / "serve.conf").write_text("strict: true\nmax-uploads: 2\n")
    with Serving(tmp_path, "--config", "serve.conf") as server:
        assert server.batch([{"type": "track", "userId": "u"}]).status == 400
    with Serving(tmp_path, "--config", "serve.conf", env={"ROLLCALL_STRICT": "false"}, space="b") as server:
        assert server.batch([{"type": "track", "userId": "u"}]).status == 200
    with Serving(tmp_path, "--strict", env={"ROLLCALL_STRICT": "false"}, space="c") as server:
        assert server.batch([{"type": "track", "userId": "u"}]).status == 400


def test_a_client_that_sends_too_slowly_is_hung_up_on(slow_client):
    # Last in the file: the server gives it 20 to 40 seconds, most of which the other tests took.
    assert slow_client.wait(60)
