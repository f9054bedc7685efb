"""README's indexed job of Kubernetes, without a cluster: what it declares, and its command as each pod runs it."""

import json
import os
import re
import subprocess
import threading

import yaml

from conftest import BINARY, ROOT
from test_deployment import one, stages
from test_remote import FAST, people
from tracking_server import Server, key_of

# What Segment takes a second, for all machines together.
SEGMENT_RATE = 1000


def job():
    text = (ROOT / "README.md").read_text("utf-8")
    found = [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```$", text, re.M | re.S)]
    jobs = [value for value in found if isinstance(value, dict) and value.get("kind") == "Job"]
    assert len(jobs) == 1
    return jobs[0], text


def container(job):
    containers = job["spec"]["template"]["spec"]["containers"]
    assert len(containers) == 1
    return containers[0]


def test_the_job_is_an_indexed_one_with_a_pod_a_part():
    found, text = job()
    assert found["apiVersion"] == "batch/v1" and found["metadata"]["name"]
    spec, pod = found["spec"], found["spec"]["template"]["spec"]
    assert spec["completionMode"] == "Indexed"
    # Retries are counted an index, which Kubernetes has only where pods are never restarted in place.
    assert spec["backoffLimitPerIndex"] > 0 and pod["restartPolicy"] == "Never"
    parts = int(re.search(r"`rollcall split FILE --parts (\d+)", text)[1])
    assert spec["completions"] == spec["parallelism"] == parts
    main = container(found)
    assert main["command"] == ["sh", "-c"] and len(main["args"]) == 1
    # The image has a shell, and the program under its name.
    base = one(stages()[-1], "FROM")
    assert re.search(r"/(debian|ubuntu):", base), base
    mounts = {mount["name"]: mount["mountPath"] for mount in main["volumeMounts"]}
    assert set(mounts) == {volume["name"] for volume in pod["volumes"]}
    # Parts and runs outlive a pod.
    paths = re.findall(r"/data\S*", main["args"][0])
    assert len(paths) == 2 and mounts == {"data": "/data"}
    assert [variable["name"] for variable in main["env"]] == ["SEGMENT_WRITE_KEY"]
    assert main["env"][0]["valueFrom"]["secretKeyRef"].keys() == {"name", "key"}
    # One rate is shared by all pods.
    rate = int(re.search(r"--rate (\d+)", main["args"][0])[1])
    assert rate * spec["parallelism"] == SEGMENT_RATE


class Pods:
    """The job's pods on this machine: its command, its environment, with `/data` in a folder of the test's."""

    def __init__(self, folder, server):
        self.folder = folder
        programs = folder / "bin"
        programs.mkdir()
        (programs / "rollcall").symlink_to(BINARY)
        self.main = container(job()[0])
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(("ROLLCALL_", "SEGMENT_"))}
        self.environment |= {"PATH": f"{programs}:{self.environment['PATH']}", "SEGMENT_WRITE_KEY": "KEY", **FAST}
        # Only for the test: Segment is a server of this machine.
        self.environment["SEGMENT_REGION"] = server.url

    def start(self, index, attempt=1):
        """Each pod has a disk of its own; only the volume is shared."""
        own = self.folder / f"pod-{index}-{attempt}"
        own.mkdir()
        script = [text.replace("/data", str(self.folder / "data")) for text in self.main["args"]]
        return subprocess.Popen(
            [*self.main["command"], *script], cwd=own, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**self.environment, "JOB_COMPLETION_INDEX": str(index), "HOME": str(own)},
        )


def finish(pod):
    out, err = pod.communicate(timeout=120)
    assert pod.returncode == 0, err.decode()
    return out.decode()


def test_the_pods_deliver_every_row_once_and_a_lost_pod_goes_on(rollcall, tmp_path):
    count = job()[0]["spec"]["completions"]
    rows = 120 * count
    people(tmp_path / "people.csv", rows)
    rollcall("split", "people.csv", "--parts", count, "-o", "data/parts")
    held, release = threading.Event(), threading.Event()

    def behave(number, body, server):
        if number == 1:
            held.set()
            release.wait(60)
            return "drop"

    with Server(behave) as server:
        pods = Pods(tmp_path, server)
        # The node of one pod dies while its first request is under way; the others come to their ends.
        lost = pods.start(3)
        assert held.wait(60)
        lost.kill()
        lost.communicate()
        release.set()
        for pod in [pods.start(index) for index in range(count) if index != 3]:
            finish(pod)
        assert len(server.messages) < rows
        # The job makes another pod of the same index, which has nothing of the first one's disk.
        finish(pods.start(3, attempt=2))
        assert sorted(m["userId"] for m in server.messages) == sorted(f"u{n}" for n in range(1, rows + 1))
        assert len(server.message_ids) == len(set(server.message_ids)) == rows
        assert {key_of(headers) for _, headers, _ in server.requests} == {"KEY"}
        # Done again, as by a job that is made anew, none of them sends anything.
        for pod in [pods.start(index, attempt=3) for index in range(count)]:
            assert "finished before" in pod.communicate(timeout=60)[1].decode()
        assert len(server.messages) == rows
    records = [json.loads(path.read_text()) for path in (tmp_path / "data").rglob("run.json")]
    assert len(records) == count and sum(float(r["settings"]["notes"]["rate"]) for r in records) == SEGMENT_RATE
    # Every part has its pod, whatever their number.
    assert sorted(r["inputs"][0]["path"] for r in records) == sorted(str(p) for p in (tmp_path / "data/parts").glob("*.csv"))
