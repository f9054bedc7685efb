"""`psql … | rollcall import -` from a real PostgreSQL, and the parts of `split` each imported for itself."""

import getpass
import glob
import json
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from conftest import BINARY
from test_remote import FAST, people, totals
from tracking_server import Server


class Postgres:
    """A server of its own that only listens to a socket in its folder."""

    def __init__(self):
        self.programs = Path(sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1])
        self.folder = Path(tempfile.mkdtemp(prefix="rollcall-pg-", dir="/tmp"))
        # It refuses to run as root; its package brings a user for it.
        self.user = "postgres" if os.geteuid() == 0 else getpass.getuser()
        if os.geteuid() == 0:
            account = pwd.getpwnam(self.user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)

    def command(self, name, *arguments):
        command = [str(self.programs / name), *map(str, arguments)]
        return (["runuser", "-u", self.user, "--"] if os.geteuid() == 0 else []) + command

    def __enter__(self):
        data = self.folder / "data"
        made = subprocess.run(
            self.command("initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"),
            cwd=self.folder, capture_output=True, text=True,
        )
        assert made.returncode == 0, made.stderr
        self.server = subprocess.Popen(
            self.command("postgres", "-D", data, "-k", self.folder, "-c", "listen_addresses=", "-c", "fsync=off"),
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for _ in range(300):
            if subprocess.run([*self.psql, "-c", "SELECT 1"], capture_output=True).returncode == 0:
                return self
            time.sleep(0.1)
        raise AssertionError("PostgreSQL did not start")

    def __exit__(self, *_):
        subprocess.run(
            self.command("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop"),
            cwd=self.folder, capture_output=True,
        )
        self.server.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def psql(self):
        return [str(self.programs / "psql"), "-h", str(self.folder), "-U", "postgres", "-qAt", "-v", "ON_ERROR_STOP=1"]

    def run(self, statement):
        subprocess.run([*self.psql, "-c", statement], check=True, capture_output=True)


PEOPLE = """
CREATE TABLE people AS SELECT
    'u' || n AS user_id, CASE WHEN n % 7 > 0 THEN 'u' || n || '@example.com' END AS email,
    CASE WHEN n % 3 = 0 THEN E'line one\\nsays \"hi\", twice' WHEN n % 3 = 1 THEN '' ELSE 'Zo\u00eb' END AS "Note",
    n * 1.5 AS ltv, n % 2 = 0 AS newsletter, date '2026-01-01' + n % 300 AS born
FROM generate_series(1, 20000) AS n
"""


def test_a_table_goes_from_psql_to_a_server(rollcall, tmp_path):
    with Postgres() as database, Server() as server:
        database.run(PEOPLE)
        (tmp_path / "mapping.yaml").write_text("columns:\n  ltv: {trait: ltv, type: number}\n")
        copy = "COPY (SELECT * FROM people ORDER BY length(user_id), user_id) TO STDOUT CSV HEADER"
        pipe = subprocess.Popen([*database.psql, "-c", copy], stdout=subprocess.PIPE)
        done = subprocess.run(
            [BINARY, "import", "-", "--to", server.url, "--mapping", "mapping.yaml", "--format", "json"],
            stdin=pipe.stdout, capture_output=True, text=True, cwd=tmp_path, env={**os.environ, **FAST},
        )
        pipe.stdout.close()
        assert pipe.wait(30) == 0 and done.returncode == 0, done.stderr
        assert '"delivered":20000' in done.stdout
        assert [m["userId"] for m in server.messages] == [f"u{n}" for n in range(1, 20_001)]
        traits = [m["traits"] for m in server.messages]
        assert traits[2] == {
            "email": "u3@example.com", "Note": 'line one\nsays "hi", twice', "ltv": 4.5, "newsletter": "f",
            "born": "2026-01-04",
        }
        # Neither NULL nor an empty text is a value.
        assert sorted(traits[6]) == ["born", "ltv", "newsletter"]
        # The read end is gone with the run; the same table again is another run.
        assert not list((tmp_path / ".rollcall" / "runs").glob("*/input-*"))


@pytest.mark.parametrize("machines", [3])
def test_parts_are_imported_side_by_side(rollcall, tmp_path, machines):
    file = people(tmp_path / "a.csv", 6000, width=200)
    # Every person comes twice; the later row counts.
    text = file.read_text().splitlines()
    file.write_text("\n".join(text + [row.replace("n" * 200, "later") for row in text[1:]]) + "\n")
    rollcall("split", file, "--parts", machines, "-o", "parts")
    parts = sorted((tmp_path / "parts").glob("*.csv"))
    assert len(parts) == machines
    with Server() as server:
        # As the README says: a share of the rate, and a name of its own, for each machine.
        line = ["--to", server.url, "--yes", "--rate", "100000", "--format", "json", "--runs", "runs"]
        work = [
            subprocess.Popen(
                [BINARY, "import", part, *line, "--run-id", f"people-{index}"], cwd=tmp_path,
                env={**os.environ, **FAST}, stdout=subprocess.PIPE, text=True,
            )
            for index, part in enumerate(parts)
        ]
        ends = [process.communicate(timeout=120)[0] for process in work]
        assert [process.returncode for process in work] == [0] * machines
        assert sum(json.loads(end)["delivered"] for end in ends) == 12_000
        # All rows of a person went one way, in the order of the file.
        last = {message["userId"]: message["traits"]["Note"] for message in server.messages}
        assert set(last.values()) == {"later"} and len(last) == 6000
        for index, part in enumerate(parts):
            again = rollcall("import", part, *line, "--run-id", f"people-{index}", env=FAST)
            assert "finished before" in again.err
        assert len(server.messages) == 12_000
