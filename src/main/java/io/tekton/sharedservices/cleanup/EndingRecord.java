package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.journal.TerminationEvent;
import io.tekton.sharedservices.journal.TerminationResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to the processes of one run, kept until it is written, so that a failure loses nothing. */
final class EndingRecord {
    private final RunContext context;

    /** What happened and is not on record yet, in order. */
    private final List<TerminationEvent> unwritten = new ArrayList<>();

    EndingRecord(RunContext context) {
        this.context = context;
    }

    /** Watches until all have ended or the time is over. */
    void watch(
            List<TerminationAttempt> endings,
            long deadlineNanos,
            CleanupListener.Phase phase,
            CleanupListener progress) {
        List<TerminationAttempt> open =
                endings.stream().filter(TerminationAttempt::isOpen).toList();
        int total = open.size();
        while (!open.isEmpty()) {
            progress.progress(phase, total - open.size(), total);
            long left = deadlineNanos - System.nanoTime();
            if (left > 0) {
                context.table()
                        .awaitAnyExit(
                                open.stream().map(TerminationAttempt::pinned).toList(), Duration.ofNanos(left));
            }
            long nanos = System.nanoTime();
            for (TerminationAttempt ending : open) {
                if (ending.pinned().exited()) {
                    happened(ending, ending.gone(context.now(), nanos));
                }
            }
            open = open.stream().filter(TerminationAttempt::isOpen).toList();
            if (left <= 0) {
                break;
            }
        }
        progress.progress(phase, total - open.size(), total);
    }

    void close(List<TerminationAttempt> endings, TerminationResult result, @Nullable String why) {
        for (TerminationAttempt ending : endings) {
            if (ending.isOpen()) {
                happened(ending, ending.ended(result, context.now(), why));
            }
        }
    }

    void add(TerminationEvent event) {
        unwritten.add(event);
    }

    void happened(TerminationAttempt ending, TerminationEvent.Ended event) {
        unwritten.add(event);
        context.log().outcome(context.run(), ending.recorded(), ending.detail());
    }

    void write() {
        if (!unwritten.isEmpty()) {
            context.audit().append(context.run().id(), List.copyOf(unwritten));
            unwritten.clear();
        }
    }
}
