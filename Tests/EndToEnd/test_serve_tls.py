"""`rollcall serve` to others than this computer: TLS with a certificate of its own, and the admin's password."""

import socket
import ssl
import subprocess

import pytest

from serving import Serving

PASSWORD = "correct horse battery"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
UNPROTECTED = "go over the network unprotected"


@pytest.fixture(scope="module")
def flags(authority):
    folder = authority[0].parent
    return ["--tls-cert", folder / "server.pem", "--tls-key", folder / "server.key"]


@pytest.fixture(scope="module")
def trusting(authority):
    return ssl.create_default_context(cafile=str(authority[0]))


@pytest.fixture(scope="module")
def server(tmp_path_factory, flags, trusting):
    with Serving(tmp_path_factory.mktemp("tls"), *flags, tls=trusting) as server:
        yield server


def connect(server, context):
    """The version of TLS that a connection comes to."""
    host, port = server.address.split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        with context.wrap_socket(connection, server_hostname=host) as secure:
            return secure.version()


def log_in(server, form):
    answer = server.request("POST", "/login", form, FORM)
    return answer.status, answer.headers.get("set-cookie", "")


def test_both_apis_and_the_page_come_over_tls(server):
    assert server.batch([{"type": "identify", "userId": "t", "traits": {"a": 1}}]).status == 200
    assert server.profile("user_id:t").json["traits"] == {"a": 1}
    assert server.names["login (once)"].startswith(f"https://{server.address}/login?key=")
    key = server.names["login (once)"].partition("key=")[2]
    status, cookie = log_in(server, f"key={key}".encode())
    assert status == 303 and "; Secure" in cookie and "; HttpOnly" in cookie
    page = server.request("GET", "/profiles", headers={"Cookie": cookie.split(";")[0]})
    assert page.status == 200 and b"Profile" in page.body
    # The page's own origin is the secure one.
    assert server.request("POST", "/login", b"key=x", FORM | {"Origin": f"http://{server.address}"}).status == 403
    own = server.request("POST", "/login", b"key=x", FORM | {"Origin": f"https://{server.address}"})
    assert b"used before" in own.body


def test_a_large_upload_comes_over_tls(server):
    body = b"user_id,email\n" + b"".join(b"u-%d,u-%d@example.com\n" % (i, i) for i in range(200_000))
    answer = server.request("POST", "/csv/check?target=api", body, {"Content-Type": "text/csv"}, server.token)
    assert answer.status == 200 and answer.json["rows"] == 200_000


def test_the_command_imports_over_tls_and_looks_at_the_certificate(server, rollcall, tmp_path, authority):
    (tmp_path / "people.csv").write_text("user_id,email\nc-1,c1@example.com\n")
    command = ["import", "people.csv", "--to", f"https://{server.address}", "--yes"]
    env = {"SEGMENT_WRITE_KEY": server.key}
    rollcall(*command, env=env, status=69)
    rollcall(*command, "--again", env=env | {"SSL_CERT_FILE": str(authority[0])})
    assert server.profile("user_id:c-1").json["traits"] == {"email": "c1@example.com"}


@pytest.mark.parametrize("version, answered", [
    (ssl.TLSVersion.TLSv1_3, "TLSv1.3"), (ssl.TLSVersion.TLSv1_2, "TLSv1.2"), (ssl.TLSVersion.TLSv1_1, None),
])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_old_versions_of_tls_are_refused(server, version, answered):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    # The client itself would take the old ones.
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    if answered:
        assert connect(server, context) == answered
    else:
        with pytest.raises(ssl.SSLError, match="(?i)protocol.version"):
            connect(server, context)


def test_plain_http_gets_nothing_there(server):
    host, port = server.address.split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(f"GET /healthz HTTP/1.1\r\nHost: {server.address}\r\n\r\n".encode())
        try:
            answer = connection.recv(100)
        except ConnectionResetError:
            answer = b""
    assert not answer.startswith(b"HTTP")
    assert server.request("GET", "/healthz").body == b"ok\n"


@pytest.mark.parametrize("chain, key, status, said", [
    ("none.pem", "server.key", 66, "none.pem cannot be read"),
    ("server.pem", "none.key", 66, "none.key cannot be read"),
    ("junk", "server.key", 78, "junk cannot be used: it holds no certificate"),
    ("server.pem", "junk", 78, "junk cannot be used: it holds no private key"),
    ("server.pem", "ca.key", 78, "it is not the key of the certificate in "),
    ("server.pem", "locked.key", 78, "needs a password"),
    ("server.pem", None, 64, "--tls-cert and --tls-key go together"),
])
def test_what_cannot_be_used_is_told_before_anything_listens(rollcall, authority, tmp_path, chain, key, status, said):
    folder = authority[0].parent
    (tmp_path / "junk").write_text("no PEM\n")
    subprocess.run(
        ["openssl", "ec", "-in", folder / "server.key", "-aes256", "-passout", "pass:x", "-out", tmp_path / "locked.key"],
        check=True, capture_output=True)

    def place(name):
        return folder / name if (folder / name).exists() else name

    flags = ["--tls-cert", place(chain), *(["--tls-key", place(key)] if key else [])]
    done = rollcall("serve", "--space", "space", "--listen", "127.0.0.1:0", *flags, status=status)
    assert said in done.err and "listening" not in done.out


@pytest.mark.parametrize("is_secure", [False, True])
def test_another_address_takes_the_password_and_warns_without_tls(tmp_path, flags, trusting, is_secure):
    more = {"tls": trusting} if is_secure else {}
    given = {"env": {"ROLLCALL_ADMIN_PASSWORD": PASSWORD}}
    with Serving(tmp_path, *(flags if is_secure else []), listen="0.0.0.0:0", **given, **more) as server:
        server.address = server.address.replace("0.0.0.0", "127.0.0.1")
        assert (UNPROTECTED in server.log.read_text()) == (not is_secure)
        assert b'type="password"' in server.request("GET", "/login").body.replace(b"'", b'"')
        assert server.request("GET", "/profiles").status == 303
        assert log_in(server, b"password=wrong+horse+battery") == (403, "")
        status, cookie = log_in(server, b"password=" + PASSWORD.replace(" ", "+").encode())
        assert status == 303 and ("; Secure" in cookie) == is_secure
        assert server.request("GET", "/profiles", headers={"Cookie": cookie.split(";")[0]}).status == 200
    assert PASSWORD not in server.log.read_text()
    for path in server.space.rglob("*"):
        assert not path.is_file() or PASSWORD.encode() not in path.read_bytes(), path
    # Its hash is kept, so that the next start needs it no more.
    with Serving(tmp_path, *(flags if is_secure else []), listen="0.0.0.0:0", **more) as server:
        server.address = server.address.replace("0.0.0.0", "127.0.0.1")
        assert log_in(server, b"password=" + PASSWORD.replace(" ", "+").encode())[0] == 303
