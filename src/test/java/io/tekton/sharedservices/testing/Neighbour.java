package io.tekton.sharedservices.testing;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A real process that a test's registry can name, so that the registry is true: neither ancestor nor descendant of what
 * the test starts. One for each JVM; it ends with the JVM, since it reads from a pipe of it.
 */
public final class Neighbour {
    private Neighbour() {}

    private static final class Running {
        private static final Process PROCESS = start();

        private static Process start() {
            try {
                return new ProcessBuilder("cat").start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public static int pid() {
        return Math.toIntExact(Running.PROCESS.pid());
    }

    /** The text of a platform registry with this process as its only entry; its component is none of the platform's. */
    public static String registry() {
        return "{" + entry() + "}";
    }

    /** Its entry, for a registry with more of them. */
    public static String entry() {
        return "\"neighbour-ai\": {\"component\": \"neighbour\", \"metadata\": {\"pid\": " + pid() + "}}";
    }
}
