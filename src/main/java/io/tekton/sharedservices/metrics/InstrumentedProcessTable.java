package io.tekton.sharedservices.metrics;

import io.prometheus.metrics.core.metrics.Histogram;
import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.Connections;
import io.tekton.sharedservices.process.Listeners;
import io.tekton.sharedservices.process.PinnedProcess;
import io.tekton.sharedservices.process.ProcessFacts;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.Scan;
import io.tekton.sharedservices.process.SeenPaths;
import io.tekton.sharedservices.process.UserScope;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/** Measures how long scans of all processes take. */
record InstrumentedProcessTable(ProcessTable table, Histogram scans) implements ProcessTable {
    @Override
    public Scan scan(UserScope users, Predicate<CommandLine> wanted) {
        long start = System.nanoTime();
        Scan scan = table.scan(users, wanted);
        scans.observe((System.nanoTime() - start) / 1e9);
        return scan;
    }

    @Override
    public int[] pids() {
        return table.pids();
    }

    @Override
    public PidList list() {
        return table.list();
    }

    @Override
    public Scan scanAmong(int[] pids, Predicate<CommandLine> wanted) {
        return table.scanAmong(pids, wanted);
    }

    @Override
    public Reading<Boolean> ignoresHangup(int pid) {
        return table.ignoresHangup(pid);
    }

    @Override
    public Connections connections() {
        return table.connections();
    }

    @Override
    public String pidNamespace() {
        return table.pidNamespace();
    }

    @Override
    public String bootId() {
        return table.bootId();
    }

    @Override
    public Duration uptime() {
        return table.uptime();
    }

    @Override
    public Reading<ProcessSnapshot> read(int pid) {
        return table.read(pid);
    }

    @Override
    public Reading<ProcessNode> node(int pid) {
        return table.node(pid);
    }

    @Override
    public Listeners listeners() {
        return table.listeners();
    }

    @Override
    public SeenPaths paths() {
        return table.paths();
    }

    @Override
    public ProcessFacts facts(int pid) {
        return table.facts(pid);
    }

    @Override
    public ProcessFacts.Use use(int pid) {
        return table.use(pid);
    }

    @Override
    public IntFunction<ProcessFacts.Losses> losses() {
        return table.losses();
    }

    @Override
    public Pinning pin(ProcessSnapshot expected) {
        return table.pin(expected);
    }

    @Override
    public void awaitAnyExit(List<PinnedProcess> pinned, Duration atMost) {
        table.awaitAnyExit(pinned, atMost);
    }
}
