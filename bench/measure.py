"""Takes the measurements of bench/run. Each row runs its contestants in turn, so that a machine whose speed drifts treats all alike."""

import argparse
import contextlib
import datetime
import http.client
import json
import os
import platform
import re
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import typing

import fleet
import scale

DAEMON_JVM = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"]


class Sample(typing.NamedTuple):
    """Seconds by the clock, and seconds of processor time where that can be told: these say more on a machine that others use too."""

    wall: float
    cpu: float | None = None

    def less(self, other):
        return Sample(self.wall - other.wall, self.cpu - other.cpu)


class Bench:
    def __init__(self, options):
        self.home, self.work, self.runs = options.home, options.work, options.runs
        self.idle_minutes = options.idle
        self.hosts, self.fleet_minutes, self.fleet_runs = options.hosts, options.fleet_minutes, options.fleet_runs
        self.terminations = options.terminations
        self.scratch = os.path.realpath(tempfile.mkdtemp(prefix="shared-services-bench-"))
        self.rows, self.samples = [], {}
        self.psutil = subprocess.run([sys.executable, "-c", "import psutil"], capture_output=True).returncode == 0
        self.java = os.path.join(os.environ["JAVA_HOME"], "bin/java") if os.environ.get("JAVA_HOME") else "java"
        self.classes = ":".join([f"{self.work}/classes", f"{self.home}/target/shared-services.jar", f"{self.home}/target/lib/*", f"{self.work}/lib/*"])

    @staticmethod
    def sample(wall, cpu=None):
        return Sample(wall, cpu)

    # --- running things ------------------------------------------------------------------------------------------------

    def world(self, name, settings=None):
        """An installation of its own, with an empty registry that is trusted; its only match rule names scripts in it."""
        root = os.path.join(self.scratch, name)
        os.makedirs(f"{root}/.tekton/ai_registry", exist_ok=True)
        os.makedirs(f"{root}/config", exist_ok=True)
        with open(f"{root}/.tekton/ai_registry/platform_ai_registry.json", "w") as file:
            file.write("{}")
        defaults = {
            "web.port": "0",
            "orphan-cleanup.default-rules": "false",
            "orphan-cleanup.match.bench": f'program=python3 script="{root}/shared/ai/*.py"',
            "orphan-cleanup.max-terminations": "1000",
            "registry.when-empty": "trust",
        }
        with open(f"{root}/quartz.properties", "w") as file:
            file.writelines(f"{key} = {value}\n" for key, value in (defaults | (settings or {})).items())
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("SHARED_SERVICES_", "TEKTON_"))}
        return root, environment | {"TEKTON_ROOT": root, "INVOCATION_ID": "bench", "SHARED_SERVICES_CONFIG": f"{root}/quartz.properties"}

    def command(self, environment, *arguments):
        """What a whole command takes."""
        return self.process([f"{self.home}/bin/shared-services", *arguments], environment)

    def process(self, command, environment=None, allowed=(0,)):
        with open(f"{self.scratch}/said", "w+b") as said:
            began = time.perf_counter()
            process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
            _, status, usage = os.wait4(process.pid, 0)
            took = time.perf_counter() - began
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode not in allowed:
                said.seek(0)
                raise RuntimeError(f"{command} ended with {process.returncode}: {said.read().decode()[-2000:]}")
        return Sample(took, usage.ru_utime + usage.ru_stime)

    def json(self, environment, *arguments):
        return json.loads(subprocess.run([f"{self.home}/bin/shared-services", *arguments, "--json"], env=environment, capture_output=True, check=False).stdout)

    def server(self, *command):
        return Server(list(command))

    def java_server(self, name, *arguments, heap="256m"):
        return Server([self.java, *DAEMON_JVM, f"-Xmx{heap}", f"-Djna.boot.library.path={self.native()}", "-Djna.nounpack=true", "-Djna.nosys=true", "-cp", self.classes, f"io.tekton.sharedservices.{name}", *arguments])

    def native(self):
        machine = {"x86_64": "x86-64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
        return f"{self.home}/target/native/linux-{machine}"

    @contextlib.contextmanager
    def zoo(self, count, matches, folder, stubborn=0, *shape):
        with Server([f"{self.work}/peers/zoo", str(count), str(matches), folder, str(stubborn), *shape]):
            yield

    @contextlib.contextmanager
    def daemon(self, environment):
        process, _ = self.start_daemon(environment)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(60)

    def start_daemon(self, environment):
        began = time.perf_counter()
        process = subprocess.Popen([f"{self.home}/bin/shared-services", "run"], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = process.stdout.readline()
        if not line.startswith("ready at"):
            raise RuntimeError("the daemon did not start: " + process.stderr.read())
        return process, time.perf_counter() - began

    def alternate(self, contestants, warmup=2, runs=None):
        """Name -> function that returns a sample; every round calls each once."""
        samples = {name: [] for name in contestants}
        for i in range(warmup + (runs or self.runs)):
            for name, contestant in contestants.items():
                took = contestant()
                if i >= warmup:
                    samples[name].append(took)
        return samples

    def row(self, name, samples, target):
        """Ratios are medians of the ratios of neighbours, round by round."""
        self.samples[name] = samples
        own = samples["ours"]
        cells = []
        for peer, theirs in samples.items():
            if peer != "ours":
                ratio = statistics.median(a.wall / b.wall for a, b in zip(own, theirs))
                by_cpu = f", CPU {statistics.median(a.cpu / b.cpu for a, b in zip(own, theirs)):.2f}x" if own[0].cpu and theirs[0].cpu else ""
                cells.append(f"{ratio:.2f}x {peer} ({milliseconds(theirs)}{by_cpu})")
        self.line(name, milliseconds(own), "; ".join(cells), target)

    def line(self, name, ours, beside, target):
        self.rows.append((name, ours, beside, target))
        print(f"bench: {name}: {ours} | {beside}", file=sys.stderr, flush=True)


class Server:
    """A process that is ready to answer: a line in; microseconds and a count out."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"{command} did not start")

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.process.stdin.close()
        self.process.wait(60)

    def __call__(self):
        busy = self.processor()
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split()
        if len(answer) != 2:
            raise RuntimeError(f"{self.process.args} does not answer any more")
        micros, self.found = answer
        return Sample(int(micros) / 1e6, self.processor() - busy)

    def processor(self):
        """Processor seconds of all its threads: the kernel's clock of another process (clock_getcpuclockid(3))."""
        return time.clock_gettime(~self.process.pid << 3 | 2)


def show(value):
    return f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def milliseconds(samples):
    """Median, and the fastest to the slowest; then the median of processor time."""
    wall = [sample.wall * 1000 for sample in samples]
    cpu = f", CPU {show(statistics.median(sample.cpu for sample in samples) * 1000)}" if samples[0].cpu is not None else ""
    return f"{show(statistics.median(wall))} ms, {show(min(wall))}-{show(max(wall))}{cpu}"


# --- the rows -----------------------------------------------------------------------------------------------------------------


def scan(bench):
    root, _ = bench.world("scan")
    with bench.zoo(2000, 20, root), contextlib.ExitStack() as stack:
        ours = stack.enter_context(bench.java_server("cleanup.ScanServer", root))
        contestants = {"ours": ours, "C loop": stack.enter_context(bench.server(f"{bench.work}/peers/cmdlines"))}
        if shutil.which("pgrep"):
            contestants["pgrep -f"] = lambda: bench.process(["pgrep", "-f", "tekton_ai_specialist"], allowed=(0, 1))
        if bench.psutil:
            contestants["psutil"] = stack.enter_context(bench.server(sys.executable, f"{bench.home}/bench/peers/psutil_scan.py"))
        contestants["ProcessHandle"] = stack.enter_context(bench.java_server("cleanup.ScanServer", "handles"))
        samples = bench.alternate(contestants, warmup=30, runs=max(bench.runs, 21))
        if ours.found != "20":
            raise RuntimeError(f"found {ours.found} of 20")
    bench.row("warm scan and judgement, 2,000 processes, 20 matches", samples, "0.25x pgrep, 0.15x psutil, 1.6x C loop")


def linear(bench):
    root, _ = bench.world("linear")
    sizes, medians, cpu, samples = [500, 1000, 2000, 4000, 8000, 16_000], [], [], {}
    for size in sizes:
        with bench.zoo(size, 20, root), bench.java_server("cleanup.ScanServer", root) as ours, bench.server(f"{bench.work}/peers/cmdlines") as loop:
            samples[size] = bench.alternate({"ours": ours, "C loop": loop}, warmup=30, runs=max(bench.runs, 21))
            medians.append(statistics.median(sample.wall for sample in samples[size]["ours"]))
            cpu.append(statistics.median(sample.cpu for sample in samples[size]["ours"]))
    slope, base = statistics.linear_regression(sizes, medians)
    bench.samples["linear"] = samples
    bench.line("its cost from 500 to 16,000 processes", f"R^2 = {statistics.correlation(sizes, medians) ** 2:.4f}, of CPU time {statistics.correlation(sizes, cpu) ** 2:.4f}", f"{slope * 1e6:.1f} us a process and {base * 1e3:.1f} ms", "R^2 > 0.99")


def garbage(bench):
    if not os.path.isdir(f"{bench.work}/lib"):
        return
    root, _ = bench.world("garbage")

    def jmh(benchmark, *more):
        out = f"{bench.scratch}/jmh.json"
        jvm = " ".join([*DAEMON_JVM, f"-Xmx256m -Djna.boot.library.path={bench.native()} -Djna.nounpack=true -Djna.nosys=true -Dbench.folder={root}"])
        command = [bench.java, "-cp", bench.classes, "org.openjdk.jmh.Main", benchmark, "-f", "1", "-wi", "3", "-w", "1", "-i", "7", "-r", "1", "-prof", "gc", "-rf", "json", "-rff", out, "-jvmArgs", jvm, *more]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with open(out) as file:
            return json.load(file)

    def allocated(result):
        metrics = result["secondaryMetrics"]
        return next(value["score"] for name, value in metrics.items() if name.endswith("gc.alloc.rate.norm"))

    few, many = 1000, 3000
    bytes_of = {}
    for size in (few, many):
        with bench.zoo(size, 20, root):
            bytes_of[size] = allocated(jmh("ScanBenchmark.host")[0])
    each = (bytes_of[many] - bytes_of[few]) / (many - few)
    lines = {r["params"]["bytes"]: allocated(r) for r in jmh("ScanBenchmark.nonMatch")}
    bench.samples["garbage"] = {"scan": bytes_of, "judgement of a line of so many bytes": lines}
    bench.line("garbage for each non-match (JMH)", f"{each:.0f} bytes", "of them for a command line of " + ", ".join(f"{int(k):,} bytes: {v:.0f}" for k, v in lines.items()), "512 bytes, whatever the length")


def dry_run(bench):
    root, environment = bench.world("dry")
    arguments = ["cleanup", "--dry-run", "--min-age", "0s", "--confirm-after", "0s"]
    with bench.zoo(2000, 20, root):
        counts = bench.json(environment, *arguments)["run"]
        if counts["orphans"] != 20:
            raise RuntimeError(f"found {counts}")
        contestants = {
            "ours": lambda: bench.command(environment, *arguments),
            "history": lambda: bench.command(environment, "history", "--limit", "1"),
            "config": lambda: bench.command(environment, "config"),
        }
        psutil = [sys.executable, f"{bench.home}/bench/peers/psutil_scan.py", "once"]
        if bench.psutil:
            contestants["psutil"] = lambda: bench.process(psutil)
        samples = bench.alternate(contestants)
        opening = [history.less(config) for history, config in zip(samples["history"], samples["config"])]
        without = [ours.less(open_) for ours, open_ in zip(samples["ours"], opening)]
        bench.samples["dry run without a daemon"] = samples
        shown = {"ours": without} | ({"psutil": samples["psutil"]} if bench.psutil else {})
        bench.row("cleanup --dry-run, no daemon, 2,000 processes, without the store's opening", shown, "2x psutil")
        bench.row("  the store's opening (history less config, which opens none)", {"ours": opening}, "700 ms")
        # The daemon runs one at once, and refuses another beside it.
        with bench.daemon(environment):
            while bench.json(environment, "jobs")["jobs"][0]["lastRun"]["outcome"] == "RUNNING":
                time.sleep(0.1)
            contestants = {"ours": contestants["ours"]} | ({"psutil": contestants["psutil"]} if bench.psutil else {})
            bench.row("cleanup --dry-run, the daemon up", bench.alternate(contestants), "1x psutil")


def short(bench):
    _, environment = bench.world("short")
    python = "import json, urllib.request"
    java = f"{bench.scratch}/Hello.java"
    with open(java, "w") as file:
        file.write('public class Hello { public static void main(String[] a) { System.out.println("hello"); } }')
    javac = os.path.join(os.path.dirname(bench.java), "javac") if "/" in bench.java else "javac"
    subprocess.run([javac, "-d", bench.scratch, java], check=True)
    with bench.daemon(environment):
        for name, arguments in {"status": ["status"], "jobs": ["jobs"], "audit --limit 20": ["audit", "--limit", "20"]}.items():
            samples = bench.alternate(
                {
                    "ours": lambda: bench.command(environment, *arguments),
                    "python3": lambda: bench.process([sys.executable, "-c", python]),
                    "a JVM that prints a word": lambda: bench.process([bench.java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp", bench.scratch, "Hello"]),
                },
                runs=max(bench.runs, 15),
            )
            bench.row(f"{name}, the daemon up", samples, "200 ms and 1.5x python3 -c 'import json, urllib.request'")


def start(bench):
    _, environment = bench.world("start")

    def once(fresh):
        if fresh:
            shutil.rmtree(f"{environment['TEKTON_ROOT']}/.tekton/shared-services", ignore_errors=True)
        process, took = bench.start_daemon(environment)
        process.terminate()
        process.wait(60)
        return Sample(took)

    samples = bench.alternate({"new": lambda: once(True), "existing": lambda: once(False)}, warmup=1)
    bench.row("daemon, exec to ready, on an existing store", {"ours": samples["existing"]}, "1,000 ms")
    bench.row("daemon, exec to ready, on a new store", {"ours": samples["new"]}, "1,500 ms")


def sample(bench):
    """What a sample of ownership takes; all of these processes live on, which is the usual case."""
    zoo, none = f"program={bench.work}/peers/zoo", "program=no-such-program"
    shapes = {"all below one owner": (zoo, []), "half of them below the other half": (zoo, ["pairs"]), "none below an owner": (none, [])}
    for shape, (owner, more) in shapes.items():
        root, _ = bench.world("sample " + shape)
        with bench.zoo(2000, 20, root, 0, *more), bench.java_server("cleanup.witness.SampleServer", root, owner) as ours:
            # Each process has had its turn four times then, and what is done often is compiled.
            samples = bench.alternate({"ours": ours}, warmup=100, runs=max(bench.runs, 100))
            if ours.found != ("0" if owner == none else "2000"):
                raise RuntimeError(f"{ours.found} of 2000 are known below an owner")
        cpu = sorted(sample.cpu * 1000 for sample in samples["ours"])
        bench.samples["sample " + shape] = samples
        bench.line(f"sample of ownership, 2,000 processes, {shape}", f"CPU {show(statistics.median(cpu))} ms ({show(cpu[0])}-{show(cpu[-1])}, 95 % below {show(cpu[len(cpu) * 95 // 100])})", milliseconds(samples["ours"]), "CPU 10 ms")


def idle_owners(bench):
    """The daemon with an owner rule, which samples every 5 seconds; processor time alone."""
    for count in (60, 2000):
        root, environment = bench.world(f"idle-owners-{count}", {"orphan-cleanup.owner.bench": f"program={bench.work}/peers/zoo", "orphan-cleanup.match.owned": "program=worker owner=bench"})
        with bench.zoo(count, 0, root), bench.daemon(environment) as daemon:
            time.sleep(60)
            clock = ~daemon.pid << 3 | 2
            before, began = time.clock_gettime(clock), time.monotonic()
            time.sleep(bench.idle_minutes * 60)
            seconds, passed = time.clock_gettime(clock) - before, time.monotonic() - began
        bench.samples[f"idle-owners-{count}"] = {"cpu seconds": seconds, "seconds": passed}
        bench.line(f"daemon idle with owners, {count:,} processes below one, {passed / 60:.0f} minutes after the first", f"{100 * seconds / passed:.2f} % of one core", "", "0.3 %")


def idle(bench):
    _, environment = bench.world("idle")
    with bench.daemon(environment) as daemon:
        time.sleep(60)

        def look():
            with open(f"/proc/{daemon.pid}/stat") as file:
                fields = file.read().rsplit(")", 1)[1].split()
            with open(f"/proc/{daemon.pid}/smaps_rollup") as file:
                memory = {m[1]: int(m[2]) / 1024 for m in re.finditer(r"^(\w+): +(\d+) kB", file.read(), re.M)}
            return int(fields[11]) + int(fields[12]), memory

        before, first = look()
        began, looks = time.monotonic(), []
        while time.monotonic() - began < bench.idle_minutes * 60:
            time.sleep(5)
            looks.append(look()[1]["Rss"])
        after, last = look()
        seconds = (after - before) / os.sysconf("SC_CLK_TCK")
        passed = time.monotonic() - began
    bench.samples["idle"] = {"resident MiB": looks, "cpu seconds": seconds, "seconds": passed, "first": first, "last": last}
    bench.line(f"daemon idle, {passed / 60:.0f} minutes after the first", f"{last['Rss']:.0f} MiB resident, {100 * seconds / passed:.2f} % of one core", f"{first['Rss']:.0f} MiB at its beginning; private {last['Private_Dirty']:.0f} MiB, proportional {last['Pss']:.0f} MiB", "96 MiB (reach for 64), 0.1 %")


def orphans(bench):
    seconds, before = [], []
    for i in range(3):
        root, environment = bench.world(f"orphans-{i}", {"orphan-cleanup.grace": "2s"})
        with bench.zoo(200, 200, root, 100):
            run = bench.json(environment, "cleanup", "--min-age", "0s", "--confirm-after", "0s")["run"]
            if (run["terminated"], run["killed"]) != (100, 100):
                raise RuntimeError(f"came out as {run}")
            ended = bench.json(environment, "audit", "--limit", "500")["terminations"]
        finished = datetime.datetime.fromisoformat(run["finishedAt"].replace("Z", "+00:00"))
        with open(os.path.join(root, ".tekton", "logs", "orphan_cleanup.log")) as log:
            first = next(line for line in log if "SIGTERM sent" in line).split(" ", 1)[0]
        seconds.append(Sample((finished - datetime.datetime.fromisoformat(first.replace("Z", "+00:00"))).total_seconds()))
        requested = min(datetime.datetime.fromisoformat(t["requestedAt"].replace("Z", "+00:00")) for t in ended)
        before.append((finished - requested).total_seconds())
    bench.row("200 orphans, half of them stubborn, grace 2 s: first signal to last record", {"ours": seconds}, "2,300 ms (the original: over 400 s)")
    bench.line("  of it, with the intents' way onto the record and the last look at the registry before it", f"{1000 * statistics.median(before):,.0f} ms", "", "")


def recording(bench):
    count = 5000
    with bench.java_server("store.RecordServer", f"{bench.scratch}/recording", str(count)) as server:
        samples = bench.alternate({"ours": server}, warmup=3)
    rate = count / statistics.median(sample.wall for sample in samples["ours"])
    bench.samples["recording"] = samples
    bench.line("recording, one run of 5,000 verdicts", f"{rate:,.0f} verdicts a second", "begin, verdicts and end: three durable commits", "20,000 a second")


def leftovers(bench):
    with bench.java_server("leftover.LeftoverServer", f"{bench.scratch}/leftovers", "10000") as server:
        samples = bench.alternate({"ours": server}, warmup=3)
    bench.row("judging 10,000 lock files of ended processes: owner, open files of all processes, a lease on each", samples, "2,000 ms")


def verifying(bench):
    state, events = f"{bench.scratch}/verifying", 1_000_000
    subprocess.run([bench.java, "-Xmx1g", "-cp", bench.classes, f"-Djna.boot.library.path={bench.native()}", "io.tekton.sharedservices.store.record.VerifyServer", state, str(events)], check=True)
    with bench.java_server("store.record.VerifyServer", state, heap="96m") as server:
        samples = bench.alternate({"ours": server}, warmup=0, runs=3)
    bench.row("audit verify of 1,000,000 events in 96 MiB of heap: chain, and all rows of 83,000 runs", samples, "60,000 ms")


def pages(bench):
    root, environment = bench.world("pages", {"history.keep": "36500d"})
    state, total, runs = f"{root}/.tekton/shared-services", bench.terminations, bench.terminations // 100
    subprocess.run([bench.java, "-Xmx2g", "-cp", bench.classes, f"-Djna.boot.library.path={bench.native()}", "io.tekton.sharedservices.store.database.FillStore", state, str(total), str(runs)], check=True)
    year = {"since": "2020-06-01T00:00:00Z", "until": "2021-01-01T00:00:00Z"}
    filters = {"none": {}, "pid": {"pid": "8001"}, "component": {"component": "c3"}, "time": year, "run": {"run": f"run-{runs // 2:06d}"}, "outcome": {"outcome": "KILLED"}, "rare outcome": {"outcome": "SURVIVED"}, "signal": {"signal": "KILL"}}
    worst = {"ours": []}
    lite = sqlite(f"{bench.scratch}/pages.sqlite", total, runs)
    medians = []
    with bench.daemon(environment):
        with open(f"{state}/daemon.json") as file:
            port = int(json.load(file)["url"].rsplit(":", 1)[1])
        with open(f"{state}/token") as file:
            headers = {"Authorization": "Bearer " + file.read().strip()}
        connection = http.client.HTTPConnection("127.0.0.1", port)

        def ask(given):
            path = "/api/v1/terminations?" + "&".join(f"{k}={v}" for k, v in given.items())
            began = time.perf_counter()
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            took = time.perf_counter() - began
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status} {body[:500]}")
            return Sample(took)

        for name, given in filters.items():
            for place, before in {"first": None, "middle": total // 2, "last": 60}.items():
                paged = given | {"limit": "50"} | ({"before": str(before)} if before else {})
                samples = bench.alternate({"ours": lambda: ask(paged), "SQLite": lambda: lite(given, before)}, warmup=20)
                bench.samples[f"page {name} {place}"] = samples
                medians.append((statistics.median(samples["ours"]).wall, name, place, statistics.median(samples["SQLite"]).wall))
    took, name, place, theirs = max(medians)
    bench.line(f"audit of {total:,} terminations: the slowest of 24 pages, over the API, warm", f"{took * 1000:.1f} ms ({name}, {place})", f"median of all {statistics.median(m[0] for m in medians) * 1000:.1f} ms; SQLite in one process {min(m[3] for m in medians) * 1000:.2f}-{max(m[3] for m in medians) * 1000:.2f} ms, HTTP and JSON apart", "10 ms")
    arguments = ["audit", "--pid", "8001", "--limit", "50"]
    bench.row("  as a whole command, no daemon", bench.alternate({"ours": lambda: bench.command(environment, *arguments)}), "1,200 ms")


def sqlite(file, total, runs):
    base = sqlite3.connect(file)
    base.executescript("""
        PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
        CREATE TABLE verdict (sequence INTEGER PRIMARY KEY, command TEXT, explanation TEXT);
        CREATE TABLE termination (sequence INTEGER PRIMARY KEY, run TEXT, pid INTEGER, component TEXT, at INTEGER, outcome TEXT, signal TEXT);""")
    base.executemany("INSERT INTO verdict VALUES (?, ?, ?)", ((x, f"python3 /srv/tekton/shared/ai/tekton_ai_specialist.py --component c{x % 18}", "no registry knows its pid or its name") for x in range(1, total + 1)))
    base.executemany(
        "INSERT INTO termination VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((x, f"run-{x * runs // total:06d}", 1 + x * 7 % 32768, f"c{x % 18}", 1577836800 + x * 30, "SURVIVED" if x % 1000 == 1 else "KILLED" if x % 3 == 0 else "TERMINATED", "KILL" if x % 3 == 0 else "TERM") for x in range(1, total + 1)),
    )
    for column in ("run", "pid", "component", "outcome", "signal"):
        base.execute(f"CREATE INDEX by_{column} ON termination ({column}, at, sequence)")
    base.execute("CREATE INDEX by_time ON termination (at, sequence)")
    base.execute("ANALYZE")
    base.commit()

    def page(given, before):
        began = time.perf_counter()
        conditions, values = [], []
        for column in ("run", "pid", "component", "outcome", "signal"):
            if column in given:
                conditions.append(f"{column} = ?")
                values.append(int(given[column]) if column == "pid" else given[column])
        for word, sign in (("since", ">="), ("until", "<")):
            if word in given:
                conditions.append(f"at {sign} ?")
                values.append(datetime.datetime.fromisoformat(given[word].replace("Z", "+00:00")).timestamp())
        if before:
            (at,) = base.execute("SELECT at FROM termination WHERE sequence = ?", (before,)).fetchone()
            conditions.append("(at, sequence) < (?, ?)")
            values += [at, before]
        where = " WHERE " + " AND ".join(conditions) if conditions else ""
        base.execute(f"SELECT * FROM (SELECT * FROM termination{where} ORDER BY at DESC, sequence DESC LIMIT 50) JOIN verdict USING (sequence)", values).fetchall()
        return Sample(time.perf_counter() - began)

    return page


def sync(bench):
    root, environment = bench.world("sync")
    flag, registry, config = f"{root}/.tekton/ai_registry/.config_update_needed", f"{root}/.tekton/ai_registry/platform_ai_registry.json", f"{root}/config/tekton_ai_config.json"
    count = 10_000

    def entries(port):
        return {f"c{i}-ai": {"port": port, "component": f"c{i}", "metadata": {"description": "made for the bench", "pid": 100_000 + i}, "registered_at": i} for i in range(count)}

    with open(config, "w") as file:
        json.dump({"version": "1.0.0", "default_model": "m", "ai_specialists": {f"c{i}": {"component": f"c{i}", "port": 1, "active": True, "metadata": {}} for i in range(count)}}, file, indent=2)

    def once(port):
        with open(registry + ".new", "w") as file:
            json.dump(entries(port), file)
        os.rename(registry + ".new", registry)
        began = time.perf_counter()
        with open(flag, "w") as file:
            file.write('{"timestamp": 1751562224.27}')
        while True:
            now = os.stat(config)
            if now.st_ino != once.seen:
                with open(config) as file:
                    if f'"port": {port}' in file.read():
                        once.seen = now.st_ino
                        return Sample(time.perf_counter() - began)
            if time.perf_counter() - began > 60:
                raise RuntimeError("the flag was not followed for a minute")
            time.sleep(0.001)

    once.seen = os.stat(config).st_ino
    ports = iter(range(20_000, 30_000))
    with bench.daemon(environment):
        samples = bench.alternate({"ours": lambda: once(next(ports))})
    bench.row("flag to synced file, 10,000 entries, each changed, warm", samples, "1,000 ms")

    def first():
        with bench.daemon(environment):
            time.sleep(3)
            return once(next(ports))

    bench.row("  the first after a start", bench.alternate({"ours": first}, warmup=0), "1,500 ms")


ROWS = {row.__name__.replace("_", "-"): row for row in (scan, linear, garbage, dry_run, short, start, orphans, recording, verifying, leftovers, sync, pages, scale.crowd, sample, fleet.fleet_record, fleet.fleet_hosts, idle_owners, idle)}


def machine():
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), platform.machine())
    with open("/proc/meminfo") as file:
        memory = int(file.readline().split()[1]) // (1024 * 1024)
    java = subprocess.run(["java", "-version"], capture_output=True, text=True).stderr.splitlines()
    return f"{model}, {os.cpu_count()} processors, {memory} GiB, Linux {platform.release()}, {java[1] if len(java) > 1 else 'Java'}, Python {platform.python_version()}"


def main():
    parser = argparse.ArgumentParser(prog="bench/run")
    parser.add_argument("--home", help=argparse.SUPPRESS)
    parser.add_argument("--work", help=argparse.SUPPRESS)
    parser.add_argument("--only", default="", help="these rows, parted by commas")
    parser.add_argument("--skip", default="", help="not these rows")
    parser.add_argument("--runs", type=int, default=9, help="rounds after the warm-up (9; at least 7 for a median worth the name)")
    parser.add_argument("--idle", type=float, default=10, help="minutes of the idle row (10)")
    parser.add_argument("--fleet-minutes", type=float, default=10, help="minutes of the row fleet-hosts (10)")
    parser.add_argument("--hosts", type=int, default=1000, help="hosts of the row fleet-hosts (1,000); fewer send as many heartbeats a second")
    parser.add_argument("--fleet-runs", type=int, default=2_000_000, help="runs on record in the row fleet-record, with five verdicts each (2,000,000)")
    parser.add_argument("--terminations", type=int, default=1_000_000, help="on record in the row pages (1,000,000)")
    parser.add_argument("--samples", default="bench-samples.json", help="file for the raw samples (bench-samples.json)")
    parser.add_argument("--list", action="store_true", help="the names of the rows")
    options = parser.parse_args()
    if options.list:
        print("\n".join(ROWS))
        return 0
    wanted = [name for name in ROWS if (not options.only or name in options.only.split(",")) and name not in options.skip.split(",")]
    # So that the scratch folder goes and what was started ends, as after Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    bench, failed = Bench(options), []
    began, load = datetime.datetime.now().astimezone(), os.getloadavg()
    try:
        for name in wanted:
            if not os.path.exists(f"{bench.work}/peers/zoo") and name in ("scan", "linear", "garbage", "dry-run", "orphans", "crowd", "sample", "idle-owners"):
                print(f"bench: left out for want of gcc: {name}", file=sys.stderr)
                continue
            try:
                ROWS[name](bench)
            except (RuntimeError, OSError, subprocess.CalledProcessError) as failure:
                failed.append(name)
                print(f"bench: {name} could not be measured: {failure}", file=sys.stderr, flush=True)
    finally:
        shutil.rmtree(bench.scratch, ignore_errors=True)
    about = f"{began:%Y-%m-%d %H:%M %Z}; {machine()}; load {load[0]:.1f} before, {os.getloadavg()[0]:.1f} after; medians of at least {options.runs} alternating rounds"
    print(about + "\n\n| what | ours | beside it | target |\n|---|---|---|---|")
    for row in bench.rows:
        print("| " + " | ".join(row) + " |")
    with open(options.samples, "w") as file:
        json.dump({"about": about, "samples": bench.samples}, file, indent=1)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
