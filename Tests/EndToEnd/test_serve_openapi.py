"""The API as it is described: schemathesis finds no 500 and no answer that the description lacks."""

import os
import subprocess
import sys

from serving import Serving


def test_schemathesis(tmp_path):
    examples = os.environ.get("SCHEMATHESIS_EXAMPLES", "6")
    with Serving(tmp_path) as server:
        server.batch([
            {"type": "identify", "userId": "u", "traits": {"email": "u@example.com"}},
            {"type": "track", "userId": "u", "event": "E"}, {"type": "group", "userId": "u", "groupId": "g"}])
        done = subprocess.run(
            [os.path.join(os.path.dirname(sys.executable), "schemathesis"), "run",
             f"http://{server.address}/openapi.json", "--url", f"http://{server.address}",
             "--header", f"Authorization: Bearer {server.token}", "--max-examples", examples,
             "--phases", "examples,fuzzing", "--seed", "1", "--workers", "2", "--no-color",
             "--generation-database", "none",
             "--checks", "not_a_server_error,status_code_conformance,content_type_conformance,"
             "response_schema_conformance,unsupported_method"],
            capture_output=True, text=True, timeout=600, cwd=tmp_path)
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
