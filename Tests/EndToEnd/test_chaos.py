"""Five seeds of `make chaos`, with fewer rows than there."""

import subprocess
import sys

import pytest

from conftest import BINARY, ROOT


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_nothing_is_lost_or_sent_twice_whatever_fails(seed):
    chaos = [sys.executable, ROOT / "Tests" / "Chaos" / "run", "--binary", BINARY]
    done = subprocess.run([*chaos, "--seeds", str(seed), "--rows", "5000"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
