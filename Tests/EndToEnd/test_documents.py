"""Every command in the documents runs and prints what the document says.

A fenced block of kind `console` holds commands behind `$ ` with their output (both streams) below. The
blocks of a document run in order in one fresh copy of samples/. `…` in the output stands for anything
within the line. UPDATE_DOCUMENTS=1 writes the true output into the document. A block of kind `sh` is
for a person at a shell: of it, the `make` targets must exist.
"""

import os
import re
import shutil
import subprocess

import pytest

from conftest import BINARY, ROOT

DOCUMENTS = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "samples/README.md"]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


def blocks(name, kind):
    text = (ROOT / name).read_text("utf-8")
    return [match for match in BLOCK.finditer(text) if match[1] == kind]


def commands(block):
    """(command, output) pairs of a console block."""
    pairs = []
    for line in block.splitlines():
        if line.startswith("$ "):
            pairs.append([line[2:], []])
        else:
            pairs[-1][1].append(line)
    return [(command, "\n".join(output).strip("\n")) for command, output in pairs]


def run(command, folder, environment):
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )
    return done.stdout.decode("utf-8").strip("\n")


def pattern(expected):
    return "(?s:)" + "\n".join(
        ".*".join(re.escape(part) for part in line.split("…")) for line in expected.splitlines()
    )


# What differs from run to run.
CHANGING = [
    r"\b\d{8}-\d{6}-[0-9a-f]{8}\b",
    r"(?<=use_)\w{27}\b",
    r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z",
    r"(?<=since )\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC",
]


def with_wildcards(found):
    for changing in CHANGING:
        found = re.sub(changing, "…", found)
    return found


@pytest.mark.parametrize("name", [d for d in DOCUMENTS if (ROOT / d).exists() and blocks(d, "console")])
def test_console_blocks_hold(name, tmp_path):
    folder = tmp_path / "work"
    shutil.copytree(ROOT / "samples", folder / "samples")
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "rollcall").symlink_to(BINARY)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("ROLLCALL_", "SEGMENT_"))}
    environment["PATH"] = f"{programs}:{environment['PATH']}"
    text = (ROOT / name).read_text("utf-8")
    faults = []
    for block in blocks(name, "console"):
        updated = []
        for command, expected in commands(block[2]):
            found = run(command, folder, environment)
            if not re.fullmatch(pattern(expected), found):
                faults.append(f"$ {command}\n--- in {name}\n{expected}\n--- in truth\n{found}")
            updated.append(f"$ {command}\n" + with_wildcards(found))
        new = "```console\n" + "\n".join(part.rstrip("\n") for part in updated) + "\n```"
        text = text.replace(block[0], new)
    if os.environ.get("UPDATE_DOCUMENTS"):
        (ROOT / name).write_text(text, "utf-8")
    else:
        assert not faults, "\n\n".join(faults)


def test_make_targets_of_the_documents_exist():
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    used = set()
    for name in DOCUMENTS:
        if (ROOT / name).exists():
            for block in blocks(name, "sh"):
                used |= set(re.findall(r"^make ([a-z-]+)", block[2], re.M))
            text = (ROOT / name).read_text("utf-8")
            used |= set(re.findall(r"`make ([a-z-]+)[^`]*`", text))
    assert used and used <= known, used - known


def test_the_places_of_the_rules_are_there():
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    places = re.findall(r"`((?:[A-Za-z]+/)+[A-Za-z+]+\.(?:swift|c))`", text)
    assert len(places) > 40
    for place in places:
        assert (ROOT / place).exists() or (ROOT / "Sources" / place).exists(), place


def test_links_of_the_documents_lead_somewhere():
    for name in DOCUMENTS:
        path = ROOT / name
        if path.exists():
            for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text("utf-8")):
                assert (path.parent / target).exists(), f"{name} links to {target}"
