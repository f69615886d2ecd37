"""A crowded host: what people wait for where 20,000 processes run. The pages of five million terminations are the row "pages" of measure.py."""
import contextlib
import http.client
import json
import sys
import time

PROCESSES, MATCHES = 20_000, 20


def crowd(bench):
    root, environment = bench.world("crowd", {"orphan-cleanup.min-age": "0s", "orphan-cleanup.confirm-after": "0s"})
    dry = ["cleanup", "--dry-run", "--min-age", "0s", "--confirm-after", "0s"]
    with bench.zoo(PROCESSES, MATCHES, root), contextlib.ExitStack() as stack:
        ours = stack.enter_context(bench.java_server("cleanup.ScanServer", root))
        contestants = {"ours": ours, "C loop": stack.enter_context(bench.server(f"{bench.work}/peers/cmdlines"))}
        if bench.psutil:
            contestants["psutil"] = stack.enter_context(bench.server(sys.executable, f"{bench.home}/bench/peers/psutil_scan.py"))
        bench.row(f"warm scan and judgement, {PROCESSES:,} processes, {MATCHES} matches", bench.alternate(contestants, warmup=10), "linear")
        if ours.found != str(MATCHES):
            raise RuntimeError(f"found {ours.found} of {MATCHES}")
        whole = {"ours": lambda: bench.command(environment, "survey")}
        if bench.psutil:
            whole["psutil"] = lambda: bench.process([sys.executable, f"{bench.home}/bench/peers/psutil_scan.py", "once"])
        bench.row(f"survey, {PROCESSES:,} processes, no daemon", bench.alternate(whole), "usable")
        bench.row(f"cleanup --dry-run, {PROCESSES:,} processes, no daemon", bench.alternate({"ours": lambda: bench.command(environment, *dry)}), "usable")
        with bench.daemon(environment):
            while bench.json(environment, "jobs")["jobs"][0]["lastRun"]["outcome"] == "RUNNING":
                time.sleep(0.1)
            bench.row(f"cleanup --dry-run, {PROCESSES:,} processes, the daemon up", bench.alternate({"ours": lambda: bench.command(environment, *dry)}), "usable")
            bench.row(f"suspects, {PROCESSES:,} processes, the daemon up", bench.alternate({"ours": lambda: bench.command(environment, "suspects")}), "usable")
            asked = {"its overview": ("GET", "overview?range=month"), "its suspects": ("GET", "suspects"), "its preview of a cleanup": ("POST", "cleanup/preview")}
            for name, (method, path) in asked.items():
                bench.row(f"dashboard, {PROCESSES:,} processes: {name}", bench.alternate({"ours": caller(bench, root, method, path)}), "usable")


def caller(bench, root, method, path):
    """Asks the daemon's API over one connection."""
    state = f"{root}/.tekton/shared-services"
    with open(f"{state}/daemon.json") as file:
        port = int(json.load(file)["url"].rsplit(":", 1)[1])
    with open(f"{state}/token") as file:
        headers = {"Authorization": "Bearer " + file.read().strip(), "Content-Type": "application/json"}
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def ask():
        began = time.perf_counter()
        connection.request(method, f"/api/v1/{path}", body="{}" if method == "POST" else None, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        took = time.perf_counter() - began
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {body[:300]}")
        return bench.sample(took)

    return ask
