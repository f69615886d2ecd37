package io.tekton.sharedservices.schedule;

import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.Listeners;
import io.tekton.sharedservices.process.PinnedProcess;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.Scan;
import io.tekton.sharedservices.process.SeenPaths;
import io.tekton.sharedservices.process.UserScope;
import io.tekton.sharedservices.process.portable.PortableProcessTable;
import io.tekton.sharedservices.schedule.due.SettableHost;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** The process table of a host without processes. */
public record EmptyTable(SettableHost host) implements ProcessTable {
    @Override
    public String pidNamespace() {
        return "";
    }

    @Override
    public String bootId() {
        return host.get().bootId();
    }

    @Override
    public Duration uptime() {
        return host.get().uptime();
    }

    @Override
    public Scan scan(UserScope users, Predicate<CommandLine> wanted) {
        return new Scan(1, List.of(), List.of());
    }

    @Override
    public Reading<ProcessSnapshot> read(int pid) {
        return new Reading.Gone<>();
    }

    @Override
    public Reading<ProcessNode> node(int pid) {
        return new Reading.Gone<>();
    }

    @Override
    public Listeners listeners() {
        return new PortableProcessTable(host).listeners();
    }

    @Override
    public SeenPaths paths() {
        return new PortableProcessTable(host).paths();
    }

    @Override
    public Pinning pin(ProcessSnapshot expected) {
        return new Pinning.Gone();
    }

    @Override
    public void awaitAnyExit(List<PinnedProcess> pinned, Duration atMost) {
        throw new AssertionError("there is nothing to wait for");
    }
}
