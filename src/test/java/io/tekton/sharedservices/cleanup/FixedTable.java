package io.tekton.sharedservices.cleanup;

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
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** A host on which exactly these run. */
public record FixedTable(List<ProcessSnapshot> running) implements ProcessTable {
    @Override
    public String bootId() {
        return "boot";
    }

    @Override
    public String pidNamespace() {
        return "namespace";
    }

    @Override
    public Duration uptime() {
        return Duration.ofHours(9);
    }

    @Override
    public Scan scan(UserScope users, Predicate<CommandLine> wanted) {
        return new Scan(
                running.size(),
                running.stream()
                        .filter(process -> wanted.test(process.command()))
                        .toList(),
                List.of());
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
        return new PortableProcessTable(Clock.systemUTC()).listeners();
    }

    @Override
    public SeenPaths paths() {
        return new PortableProcessTable(Clock.systemUTC()).paths();
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
