package io.tekton.sharedservices.cleanup.host;

import io.tekton.sharedservices.process.ProcessFacts.Use;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * Reads what processes use before they are ended. It only informs: a reading that fails is unknown, and all of a run's
 * readings together take little more than a second. For one run.
 */
public final class UseReader {
    private static final Duration MOST_FOR_ALL = Duration.ofSeconds(1);

    private final IntFunction<Use> uses;
    private final IntFunction<Reading<ProcessNode>> nodes;
    private final Consumer<RuntimeException> failed;
    private final LongSupplier nanos;
    private long spentNanos;

    /** @param failed is handed what went wrong, to be logged */
    public UseReader(ProcessTable table, Consumer<RuntimeException> failed) {
        this(table::use, table::node, failed, System::nanoTime);
    }

    UseReader(
            IntFunction<Use> uses,
            IntFunction<Reading<ProcessNode>> nodes,
            Consumer<RuntimeException> failed,
            LongSupplier nanos) {
        this.uses = uses;
        this.nodes = nodes;
        this.failed = failed;
        this.nanos = nanos;
    }

    /** Of this process and no other that has its pid by now. */
    public Use of(ProcessIdentity process) {
        if (spentNanos > MOST_FOR_ALL.toNanos()) {
            return Use.UNKNOWN;
        }
        long begun = nanos.getAsLong();
        try {
            Use use = uses.apply(process.pid());
            return isStill(process) ? use : Use.UNKNOWN;
        } catch (RuntimeException e) {
            failed.accept(e);
            return Use.UNKNOWN;
        } finally {
            spentNanos += nanos.getAsLong() - begun;
        }
    }

    private boolean isStill(ProcessIdentity process) {
        return nodes.apply(process.pid()) instanceof Reading.Present<ProcessNode> now
                && now.value().identity().equals(process)
                && !now.value().zombie();
    }
}
