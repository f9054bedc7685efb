"""What `make` does beside building: system packages, the man page, the installed tree."""

import os
import subprocess

import pytest

from conftest import BINARY, ROOT


def stub(folder, name, text):
    path = folder / name
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)


def system_packages(tmp_path, *, installed, user, has_sudo):
    """Runs .ci/system-packages on a machine made of stubs; (status, what it called, what it said)."""
    programs = tmp_path / "bin"
    programs.mkdir()
    log = tmp_path / "log"
    log.touch()
    state = "printf installed" if installed else "case $3 in zlib1g-dev) exit 1 ;; *) printf installed ;; esac"
    stub(programs, "dpkg-query", state)
    stub(programs, "apt-get", f'echo "apt-get $*" >> {log}')
    stub(programs, "id", f"echo {user}")
    if has_sudo:
        stub(programs, "sudo", f'echo "sudo" >> {log}\nexec "$@"')
    for tool in ("sed", "dirname", "sh"):
        (programs / tool).symlink_to(f"/bin/{tool}" if os.path.exists(f"/bin/{tool}") else f"/usr/bin/{tool}")
    done = subprocess.run(
        ["/bin/sh", str(ROOT / ".ci" / "system-packages")],
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
    )
    return done.returncode, log.read_text().splitlines(), done.stderr


def test_nothing_is_called_where_nothing_is_missing(tmp_path):
    assert system_packages(tmp_path, installed=True, user=1000, has_sudo=False) == (0, [], "")


@pytest.mark.parametrize("user, has_sudo", [(0, False), (1000, True)])
def test_what_is_missing_is_installed(tmp_path, user, has_sudo):
    status, calls, _ = system_packages(tmp_path, installed=False, user=user, has_sudo=has_sudo)
    assert status == 0
    assert [c for c in calls if c == "sudo"] == ["sudo"] * (2 if has_sudo else 0)
    installs = [c for c in calls if " install " in c]
    assert len(installs) == 1 and installs[0].endswith(" zlib1g-dev")


def test_without_rights_the_command_to_type_is_told(tmp_path):
    status, calls, said = system_packages(tmp_path, installed=False, user=1000, has_sudo=False)
    assert status == 1 and calls == []
    assert "apt-get install --yes zlib1g-dev" in said


def test_the_man_page_tells_of_every_command(rollcall):
    page = subprocess.run(
        [str(ROOT / ".ci" / "manpage"), BINARY], capture_output=True, text=True, check=True
    ).stdout
    for command in ("template", "check", "records", "import", "profile", "profiles", "space init", "serve", "explain"):
        assert f'.SS "{command}"' in page
    for part in ("SYNOPSIS", "COMMON OPTIONS", "EXIT STATUS", "ENVIRONMENT"):
        assert f".SH {part}" in page
    assert "\\-\\-max\\-errors" in page


def test_an_installed_tree_is_complete(tmp_path):
    subprocess.run([str(ROOT / ".ci" / "install"), BINARY, str(tmp_path)], check=True, capture_output=True)
    installed = {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()}
    assert installed == {
        "bin/rollcall",
        "lib/systemd/system/rollcall.service",
        "share/man/man1/rollcall.1",
        "share/bash-completion/completions/rollcall",
        "share/zsh/site-functions/_rollcall",
        "share/fish/vendor_completions.d/rollcall.fish",
    }
    version = subprocess.run([str(tmp_path / "bin/rollcall"), "--version"], capture_output=True, text=True)
    assert version.stdout.strip()
