package io.tekton.sharedservices.process.linux;

import io.tekton.sharedservices.posix.Pidfd;
import io.tekton.sharedservices.process.PidfdProcess;
import io.tekton.sharedservices.process.PinnedProcess;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.portable.HandleProcess;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Holds a process, and then reads once more whether it is the expected one. */
record Pins(
        IntFunction<Pidfd.Opening> pidfds,
        IntFunction<Reading<ProcessSnapshot>> read,
        IntFunction<Reading<ProcessNode>> node) {
    ProcessTable.Pinning pin(ProcessSnapshot expected) {
        Pidfd.Opening opening = pidfds.apply(expected.pid());
        if (opening instanceof Pidfd.Opening.Gone) {
            return new ProcessTable.Pinning.Gone();
        }
        if (!(opening instanceof Pidfd.Opening.Opened opened)) {
            return ProcessHandle.of(expected.pid())
                    .<ProcessTable.Pinning>map(
                            handle -> verified(expected, now -> new HandleProcess(handle, now, node)))
                    .orElseGet(ProcessTable.Pinning.Gone::new);
        }
        boolean held = false;
        try {
            ProcessTable.Pinning pinning = verified(expected, now -> new PidfdProcess(opened.pidfd(), now));
            held = pinning instanceof ProcessTable.Pinning.Pinned;
            return pinning;
        } finally {
            if (!held) {
                opened.pidfd().close();
            }
        }
    }

    /**
     * Reads the process again after it was opened. That the opened one still lives after the reads proves that they
     * were of it: its pid could not go to another before it had ended.
     */
    private ProcessTable.Pinning verified(ProcessSnapshot expected, Function<ProcessSnapshot, PinnedProcess> hold) {
        Reading<ProcessSnapshot> now = read.apply(expected.pid());
        if (now instanceof Reading.Unreadable<ProcessSnapshot> unreadable) {
            return new ProcessTable.Pinning.Changed("it cannot be read any more: " + unreadable.why());
        }
        if (!(now instanceof Reading.Present<ProcessSnapshot> present)) {
            return new ProcessTable.Pinning.Gone();
        }
        ProcessSnapshot seen = present.value();
        PinnedProcess pinned = hold.apply(seen);
        if (pinned.exited()) {
            return new ProcessTable.Pinning.Gone();
        }
        if (!seen.identity().equals(expected.identity())) {
            return new ProcessTable.Pinning.Changed("its pid went to another process");
        }
        if (!seen.command().equals(expected.command())) {
            return new ProcessTable.Pinning.Changed("it runs another command line now");
        }
        if (seen.owner() == null || !seen.owner().equals(expected.owner())) {
            return new ProcessTable.Pinning.Changed("it has another owner now");
        }
        if (!Objects.equals(seen.environment(), expected.environment())) {
            return new ProcessTable.Pinning.Changed("it has another environment now");
        }
        if (!seen.unread().equals(expected.unread())) {
            return new ProcessTable.Pinning.Changed(
                    "it cannot be read whole any more: " + String.join(", ", seen.unread()));
        }
        return new ProcessTable.Pinning.Pinned(pinned);
    }
}
