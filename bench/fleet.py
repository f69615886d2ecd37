"""The rows of bench/run about a fleet: many hosts that ship to a real PostgreSQL, and a centre as after years."""

import contextlib
import glob
import os
import pwd
import shutil
import socket
import statistics
import subprocess
import sys
import time

PROCESSES = 4


class Centre:
    """A private PostgreSQL of the installed version, on loopback; under root it runs as the user postgres."""

    def __init__(self, bench, name, connections, *settings):
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
        if not found:
            raise RuntimeError("no PostgreSQL is installed (Debian: postgresql)")
        self.programs, self.folder = found[-1], f"{bench.scratch}/{name}"
        self.user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        os.mkdir(self.folder, 0o700)
        if self.user:
            os.chmod(bench.scratch, 0o711)
            os.chown(self.folder, pwd.getpwnam("postgres").pw_uid, -1)
        self.run("initdb", "-D", f"{self.folder}/data", "-U", "postgres", "-A", "trust", "--no-sync")
        with open(f"{self.folder}/data/pg_hba.conf", "w") as file:
            file.write("host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        options = {"port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": connections}
        if shutil.which("openssl"):
            key, certificate = f"{self.folder}/data/server.key", f"{self.folder}/data/server.crt"
            subprocess.run(["openssl", "req", "-new", "-x509", "-days", "2", "-nodes", "-subj", "/CN=localhost", "-out", certificate, "-keyout", key], check=True, capture_output=True)
            for file in (key, certificate):
                os.chmod(file, 0o600)
                if self.user:
                    os.chown(file, pwd.getpwnam("postgres").pw_uid, -1)
            options["ssl"] = "on"
        given = [f"{key}={value}" for key, value in options.items()] + list(settings)
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-t", "60", "-l", f"{self.folder}/log", "-o", " ".join(f"-c {one}" for one in given), "start")
        self.run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "fleet")
        self.url = f"postgresql://127.0.0.1:{self.port}/fleet"

    def run(self, program, *arguments):
        subprocess.run([*self.user, f"{self.programs}/{program}", *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/")

    def ask(self, sql):
        return subprocess.run([f"{self.programs}/psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-At", "-c", sql, "fleet"], check=True, capture_output=True, text=True).stdout.strip()

    def cpu(self):
        """Seconds of all its processes, those that ended included."""
        with open(f"{self.folder}/data/postmaster.pid") as file:
            first = int(file.readline())
        ticks = 0
        for stat in glob.glob("/proc/[0-9]*/stat"):
            with contextlib.suppress(OSError), open(stat) as file:
                fields = file.read().rsplit(")", 1)[1].split()
                if int(stat.split("/")[2]) == first:
                    ticks += sum(map(int, fields[11:15]))
                elif int(fields[1]) == first:
                    ticks += sum(map(int, fields[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def size(self):
        self.run("psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-q", "-c", "CHECKPOINT", "fleet")
        return int(self.ask("SELECT pg_database_size('fleet')"))

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        with contextlib.suppress(subprocess.CalledProcessError):
            self.run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-m", "fast", "stop")


class Hosts:
    """Some of the hosts, in one process."""

    def __init__(self, bench, centre, first, count):
        command = [bench.java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss256k", "-Xmx2g", f"-Djna.boot.library.path={bench.native()}", "-Djna.nounpack=true", "-Djna.nosys=true", "-cp", bench.classes]
        command += ["io.tekton.sharedservices.fleet.ship.HostsServer", centre.url, f"{bench.scratch}/hosts", str(first), str(count), str(15 * bench.hosts)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def await_ready(self):
        if self.process.stdout.readline().strip() != "ready":
            raise RuntimeError("the hosts did not start")

    def rate(self, cleanups):
        self.process.stdin.write(f"rate {cleanups}\n")
        self.process.stdin.flush()

    def end(self):
        self.process.stdin.write("end\n")
        self.process.stdin.flush()

    def heads(self):
        heads = {}
        while (line := self.process.stdout.readline().strip()) != "done":
            if not line:
                raise RuntimeError("the hosts did not end in order")
            name, sequence, sha, cleanups = line.split()
            heads[name] = (int(sequence), sha, int(cleanups))
        return heads

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.process.stdin.close()
        try:
            self.process.wait(120)
        except subprocess.TimeoutExpired:
            self.process.kill()


def keeper(bench, centre, name):
    """A daemon of the program itself that keeps the fleet."""
    root, environment = bench.world(name)
    bench.command(environment, "hosts", "enrol", name, "--keeper", "--secret-file", f"{root}/secret", "--url", centre.url, "--user", "postgres")
    with open(f"{root}/quartz.properties", "a") as file:
        file.write(f"fleet.url = {centre.url}\nfleet.user = fleet-{name}\nfleet.password-file = {root}/secret\nfleet.keeper = true\n")
    return environment


def settle(centre, environment, bench):
    """Until the tables are made from all events; a question has that done."""
    end = time.monotonic() + 120
    while centre.ask("SELECT count(*) FROM fleet.chain WHERE projected_sequence < head_sequence") != "0":
        if time.monotonic() > end:
            raise RuntimeError("the tables are not made from all events within 2 minutes")
        bench.command(environment, "history", "--all-hosts", "--limit", "1")


def fleet_hosts(bench):
    count = bench.hosts
    with Centre(bench, "centre", count + 60) as centre, contextlib.ExitStack() as stack:
        _, operator = bench.world("operator")
        bench.command(operator, "fleet", "init", "--url", centre.url, "--user", "postgres")
        each = -(-count // PROCESSES)
        groups = [stack.enter_context(Hosts(bench, centre, first, min(each, count + 1 - first))) for first in range(1, count + 1, each)]
        for group in groups:
            group.await_ready()
        keepers = [keeper(bench, centre, f"keeper-{i}") for i in (1, 2)]
        for environment in keepers:
            stack.enter_context(bench.daemon(environment))
        time.sleep(30)
        shares = {}
        # as 1,000 hosts with a cleanup every 6 hours, and a hundred times as much
        for rate in (0.05, 5):
            for group in groups:
                group.rate(rate / len(groups))
            cpu, size, began, runs = centre.cpu(), centre.size(), time.monotonic(), int(centre.ask("SELECT count(*) FROM fleet.run"))
            time.sleep(bench.fleet_minutes * 30)
            passed = time.monotonic() - began
            shares[rate] = {"core": (centre.cpu() - cpu) / passed, "bytes": centre.size() - size, "cleanups": int(centre.ask("SELECT count(*) FROM fleet.run")) - runs, "seconds": passed}
        print(f"bench: {shares}", file=sys.stderr, flush=True)
        states = [host["state"] for host in bench.json(keepers[0], "hosts")["hosts"]]
        asked = [bench.command(keepers[0], "hosts", "--json") for _ in range(5)]
        for group in groups:
            group.end()
        own = {}
        for group in groups:
            own |= group.heads()
        settle(centre, keepers[0], bench)
        journals = {one["host"]: one for one in bench.json(keepers[0], "audit", "verify", "--fleet")["journals"]}
        none = {"events": 0, "head": "0" * 64}  # a host that recorded nothing has no journal there
        wrong = [name for name, (sequence, sha, _) in own.items() if (journals.get(name, none)["events"], journals.get(name, none)["head"]) != (sequence, sha)]
        counts = {line.split("|")[0]: tuple(map(int, line.split("|")[1:])) for line in centre.ask(
            "SELECT h.name, count(e.*), count(DISTINCT e.sequence), (SELECT count(*) FROM fleet.run r WHERE r.host = h.name), (SELECT count(*) FROM fleet.termination t WHERE t.host = h.name)"
            " FROM fleet.host h JOIN fleet.chain c ON c.host_id = h.id JOIN fleet.event e ON e.chain_id = c.id GROUP BY h.name").splitlines()}
        wrong += [name for name, (sequence, _, cleanups) in own.items() if counts.get(name, (0, 0, 0, 0)) != (sequence, sequence, cleanups, cleanups)]
    events, cleanups = sum(one[0] for one in own.values()), sum(one[2] for one in own.values())
    if wrong or len(own) != count:
        raise RuntimeError(f"{len(wrong)} of {len(own)} hosts have another journal at the centre, such as {wrong[:3]}")
    bench.samples["fleet-hosts"] = {str(rate): share for rate, share in shares.items()} | {"hosts": len(own), "events": events, "cleanups": cleanups, "states": {state: states.count(state) for state in set(states)}}
    little, much = shares[0.05], shares[5]
    each = much["bytes"] / max(1, much["cleanups"])
    beats = "67 heartbeats a second"
    bench.line(f"{count:,} hosts with a store and a shipper each, two keepers, {beats}, 0.05 cleanups a second", f"{little['core']:.3f} of a core at the centre", f"{little['seconds'] / 60:.1f} minutes", "0.5 of a core")
    bench.line("  the same with 5 cleanups a second", f"{much['core']:.3f} of a core at the centre", f"{much['cleanups']:,} cleanups in {much['seconds'] / 60:.1f} minutes; {each / 1000:.1f} KB each: 1,000 hosts with 4 a day: {each * 4000 / 1e6:.0f} MB", "0.5 of a core, 16 MB a day")
    bench.line("  lost or doubled, every event of every host compared", f"0 of {events:,} events, 0 of {cleanups:,} cleanups", f"states by the keepers: {bench.samples['fleet-hosts']['states']}", "0")
    bench.line("  hosts --json, the whole command on a keeper", f"{statistics.median(one.wall for one in asked) * 1000:.0f} ms, CPU {statistics.median(one.cpu for one in asked) * 1000:.0f}", "", "")


def fleet_record(bench):
    if shutil.disk_usage(bench.scratch).free < 20 << 30:
        raise RuntimeError("the scratch folder has not 20 GiB free")
    runs = bench.fleet_runs
    with Centre(bench, "centre", 60, "fsync=off", "wal_level=minimal", "max_wal_senders=0", "max_wal_size=8GB", "shared_buffers=512MB", "full_page_writes=off") as centre:
        java = [bench.java, "-Xmx256m", "-cp", bench.classes]
        subprocess.run([*java, "io.tekton.sharedservices.fleet.centre.FillCentre", centre.url, "1000", str(runs)], check=True)
        size = int(centre.ask("SELECT pg_database_size('fleet')"))
        out = subprocess.run([*java, "io.tekton.sharedservices.fleet.centre.CentrePages", centre.url, str(bench.runs)], check=True, capture_output=True, text=True).stdout
    asked = [line.split("\t") for line in out.splitlines()]
    took = {(group, name): [int(one) / 1000 for one in micros.split()] for group, name, _, micros in asked}
    bench.samples["fleet-record"] = {f"{group}: {name}": {"rows": int(rows), "millis": took[group, name]} for group, name, rows, _ in asked}
    medians = sorted(((statistics.median(millis), name) for (group, name), millis in took.items() if group == "page"), reverse=True)
    bench.line(f"centre with {runs * 5:,} verdicts, {runs:,} runs and terminations of 1,000 hosts ({size / 1e9:.1f} GB): the slowest of {len(medians)} pages, warm", f"{medians[0][0]:.1f} ms ({medians[0][1]})", f"then {medians[1][0]:.1f} ({medians[1][1]}), {medians[2][0]:.1f} ({medians[2][1]}); median of all {statistics.median(m[0] for m in medians):.1f} ms", "10 ms")
    for group, target in (("day", "100 ms"), ("hosts", "50 ms")):
        for (kind, name), millis in took.items():
            if kind == group:
                rows = bench.samples["fleet-record"][f"{group}: {name}"]["rows"]
                bench.line(f"  {name}", f"{statistics.median(millis):.1f} ms ({min(millis):.1f}-{max(millis):.1f})", f"{rows:,} rows", target)
