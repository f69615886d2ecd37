package io.tekton.sharedservices.concurrent;

import java.util.function.Supplier;

/** Puts off an interrupt that came before: H2 closes its file when an interrupted thread touches it. */
public final class Uninterrupted {
    private Uninterrupted() {}

    public static <T> T call(Supplier<T> work) {
        boolean interrupted = Thread.interrupted();
        try {
            return work.get();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
