"""The systemd unit and the Containerfile: what they name is there, and their commands do what they say."""

import json
import re
import shlex
import shutil
import signal
import subprocess

import pytest

from conftest import BINARY, ROOT
from serving import Serving

UNIT = ROOT / ".ci" / "rollcall.service"


def unit():
    """The unit's settings; one that stands there twice has its values in order."""
    settings = {}
    for line in UNIT.read_text().splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            settings.setdefault(name, []).append(value)
    return settings


def stages():
    """The Containerfile's stages: (instruction, what follows), comments and line ends taken out."""
    text = re.sub(r"(?m)^#.*\n", "", (ROOT / "Containerfile").read_text()).replace("\\\n", " ")
    found = []
    for line in filter(None, map(str.split, text.splitlines())):
        name, rest = line[0], " ".join(line[1:])
        if name == "FROM":
            found.append([])
        found[-1].append((name, rest))
    return found


def one(stage, name):
    values = [rest for found, rest in stage if found == name]
    assert len(values) == 1, (name, values)
    return values[0]


def packages(stage):
    text = next(rest for name, rest in stage if name == "RUN" and "apt-get install" in rest)
    words = shlex.split(text.split("apt-get install", 1)[1].split("&&")[0])
    return {word for word in words if not word.startswith("--")}


class Started(Serving):
    """`serve` with the arguments of a unit or an image; only the address and the space are the test's."""

    def __init__(self, folder, arguments, env):
        assert arguments[:1] == ["serve"]
        listen = "127.0.0.1:0"
        if "--listen" in arguments:
            at = arguments.index("--listen")
            listen = arguments[at + 1].rpartition(":")[0] + ":0"
            arguments = arguments[:at] + arguments[at + 2:]
        super().__init__(folder, *arguments[1:], env=env, listen=listen)

    def start(self):
        super().start()
        self.address = self.address.replace("0.0.0.0", "127.0.0.1")


def flags_of_serve():
    """Names of the flags of `rollcall serve`, from its help."""
    help = subprocess.run([BINARY, "help", "serve"], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"--([a-z][a-z-]+)", help))


def test_the_units_command_serves_and_ends_as_the_unit_expects(tmp_path):
    settings = unit()
    command = shlex.split(settings["ExecStart"][0])
    # Without a folder: systemd finds it in /usr/local/bin and /usr/bin alike, as `make install` and the .deb do.
    assert command[0] == "rollcall"
    environment = dict(shlex.split(line)[0].split("=", 1) for line in settings["Environment"])
    assert environment.pop("ROLLCALL_SPACE") == "/var/lib/" + settings["StateDirectory"][0] and not environment
    # Nothing must be written before the first start.
    assert all(file.startswith("-") for file in settings["EnvironmentFile"]) and "--config" not in command
    with Started(tmp_path, command[1:], {}) as server:
        assert server.request("GET", "/healthz").status == 200
        assert server.stop(getattr(signal, settings["KillSignal"][0])) == int(settings["SuccessExitStatus"][0])
        for line in server.log.read_text().splitlines():
            assert json.loads(line)["message"]
    assert int(settings["TimeoutStopSec"][0]) > 30, "the server's own time for ending in order"


def test_what_the_comments_name_is_read(tmp_path, rollcall):
    names = set(re.findall(r"ROLLCALL_[A-Z_]*[A-Z]", UNIT.read_text() + (ROOT / "Containerfile").read_text()))
    own = {"ROLLCALL_SPACE", "ROLLCALL_ADMIN_PASSWORD", "ROLLCALL_WRITE_KEY", "ROLLCALL_PROFILE_TOKEN"}
    assert {"ROLLCALL_LISTEN", "ROLLCALL_TLS_CERT", "ROLLCALL_TLS_KEY", "ROLLCALL_ALLOW_HOST"} <= names
    flags = {"ROLLCALL_" + flag.upper().replace("-", "_") for flag in flags_of_serve()}
    assert names - own <= flags
    # Each is really looked at: a wrong value is told.
    done = rollcall("serve", env={"ROLLCALL_LISTEN": "nowhere"}, status=64)
    assert "--listen takes" in done.err
    done = rollcall("serve", env={"ROLLCALL_LISTEN": "127.0.0.1:0", "ROLLCALL_TLS_KEY": "none"}, status=64)
    assert "go together" in done.err
    env = {"ROLLCALL_LISTEN": "127.0.0.1:0", "ROLLCALL_TLS_KEY": "none", "ROLLCALL_TLS_CERT": "none"}
    assert "none cannot be read" in rollcall("serve", env=env, status=66).err
    with Serving(tmp_path, env={"ROLLCALL_ALLOW_HOST": "people.test"}) as server:
        assert server.request("GET", "/healthz", headers={"Host": "people.test"}).status == 200
        assert server.request("GET", "/healthz", headers={"Host": "other.test"}).status == 421


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_understands_the_unit(tmp_path):
    text = UNIT.read_text()
    copy = tmp_path / "rollcall.service"
    copy.write_text(text.replace("ExecStart=rollcall ", f"ExecStart={BINARY} "))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(copy)], capture_output=True, text=True)
    # It also tells of other units of the machine.
    own = [line for line in done.stderr.splitlines() if "rollcall" in line]
    assert done.returncode == 0 and not own, done.stderr
    wrong = tmp_path / "wrong.service"
    wrong.write_text(text.replace("ExecStart=rollcall ", "ExecStart=/no/such/rollcall "))
    assert subprocess.run(["systemd-analyze", "verify", "--man=no", str(wrong)], capture_output=True).returncode


def test_the_images_command_serves_behind_a_password(tmp_path):
    _, image = stages()
    assert json.loads(one(image, "ENTRYPOINT")) == ["rollcall"]
    arguments = json.loads(one(image, "CMD"))
    port = arguments[arguments.index("--listen") + 1].rpartition(":")[2]
    assert port == one(image, "EXPOSE") and f"-p {port}:{port}" in (ROOT / "Containerfile").read_text()
    name, _, place = one(image, "ENV").partition("=")
    assert name == "ROLLCALL_SPACE" and place.startswith(one(image, "VOLUME") + "/")
    refused = subprocess.run(
        [BINARY, *arguments, "--space", str(tmp_path / "none")], capture_output=True, text=True, timeout=60)
    assert refused.returncode == 78 and "admin password" in refused.stderr
    with Started(tmp_path, arguments, {"ROLLCALL_ADMIN_PASSWORD": "correct horse battery"}) as server:
        assert server.request("GET", "/healthz").status == 200
        assert server.request("GET", "/profiles").status == 303
        assert server.stop(getattr(signal, one(image, "STOPSIGNAL"))) == 143


def test_the_image_is_built_as_make_builds():
    build, image = stages()
    makefile = (ROOT / "Makefile").read_text()
    command = next(rest for name, rest in build if name == "RUN" and "swift build" in rest)
    release = re.search(r"(?m)^release:.*\n\t\$\(SWIFT\) (.*)$", makefile).group(1)
    assert command.startswith(f"swift {release} && .ci/install ")
    needed = set(re.sub("#.*", "", (ROOT / "apt-packages.txt").read_text()).split())
    assert packages(build) <= needed
    version = re.search(r"swift-tools-version: (\S+)", (ROOT / "Package.swift").read_text()).group(1)
    assert f"/swift:{version}-" in one(build, "FROM")
    target = command.split()[-1]
    assert one(image, "COPY") == f"--from=build {target} /usr/local"
    # What was built here, and what is no part of the program, stays out of the image.
    ignored = (ROOT / ".containerignore").read_text().split()
    assert {".git", ".build", "dist"} <= set(ignored)


def owner(library):
    """The Debian package of a library; `None` for one that no package owns (the Swift runtime's)."""
    for path in (library, library.removeprefix("/usr"), "/usr" + library):
        found = subprocess.run(["dpkg-query", "-S", path], capture_output=True, text=True)
        if found.returncode == 0:
            return found.stdout.partition(":")[0]
    return None


def test_the_image_has_every_library_that_the_binary_asks_for():
    _, image = stages()
    release = dict(
        line.split("=", 1) for line in open("/etc/os-release", encoding="utf-8").read().splitlines() if "=" in line)
    base = one(image, "FROM")
    if release.get("VERSION_CODENAME") not in base or not shutil.which("dpkg-query"):
        pytest.skip(f"this machine is not {base}")
    libraries = subprocess.run(["ldd", BINARY], capture_output=True, text=True, check=True).stdout
    owners = {owner(path) for path in re.findall(r"=> (/\S+)", libraries)} - {None}
    assert "libsqlite3-0" in owners
    assert owners <= packages(image) | {"libc6", "libgcc-s1"}
