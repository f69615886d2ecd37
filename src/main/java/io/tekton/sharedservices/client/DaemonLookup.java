package io.tekton.sharedservices.client;

import io.tekton.sharedservices.api.DaemonStatus;
import io.tekton.sharedservices.text.HostTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known about the daemon of a state folder without a request to it. */
public sealed interface DaemonLookup {
    /** Its process runs and is this user's. Whether it listens, and is the one, a proof must show. */
    record Running(DaemonAddress address) implements DaemonLookup {
        /** Why no second one starts beside it. */
        public String whyNoOther() {
            return address.stoppingSince() == null
                    ? "the daemon is running already: pid " + address.process().pid() + ", " + address.url()
                    : "the daemon (pid " + address.process().pid() + ") has been asked to stop at "
                            + HostTime.text(address.stoppingSince())
                            + " and is not gone yet: \"shared-services stop\" waits for that";
        }
    }

    /**
     * No daemon runs.
     *
     * @param why a sentence for people
     * @param arguments those that the command {@code start} gave to the last daemon, where that ended without a clean
     *     stop; else empty
     */
    record NotRunning(String why, List<String> arguments) implements DaemonLookup {
        public NotRunning {
            arguments = List.copyOf(arguments);
        }

        public NotRunning(String why) {
            this(why, List.of());
        }

        /** How to start it as it was. */
        public String advice() {
            List<String> options = options(arguments);
            return options.isEmpty()
                    ? "Start it with: shared-services start"
                    : "Start it with the same options (" + String.join(" ", options) + "): " + DaemonStatus.RESTART;
        }

        /**
         * A warning where a start with other arguments would differ: a dry run must not become a live one unnoticed.
         */
        public Optional<String> otherThan(List<String> next) {
            List<String> before = options(arguments);
            return arguments.isEmpty() || given(arguments).equals(given(next))
                    ? Optional.empty()
                    : Optional.of("warning: the last daemon, which ended without a clean stop, was started "
                            + (before.isEmpty() ? "without options" : "with " + String.join(" ", before))
                            + "; this one is not");
        }

        /** Without what the program adds itself. */
        private static List<String> given(List<String> arguments) {
            List<String> given = new ArrayList<>();
            for (int i = 0; i < arguments.size(); i++) {
                String argument = arguments.get(i);
                if (argument.equals("--state")) {
                    i++;
                } else if (!argument.equals("run") && !argument.equals("--background")) {
                    given.add(argument);
                }
            }
            return given;
        }

        /** For people: without the values of settings, which may be secret. */
        private static List<String> options(List<String> arguments) {
            List<String> options = given(arguments);
            for (int i = 1; i < options.size(); i++) {
                if (options.get(i - 1).equals("--set")) {
                    options.set(i, options.get(i).replaceFirst("(?s)=.*", "=..."));
                }
            }
            return options;
        }
    }

    /**
     * It is unknown whether one runs, or where it listens.
     *
     * @param why a sentence for people
     * @param unannouncedSince since when a daemon has held the store without a word where it listens: it is starting,
     *     or its word was deleted; null where no such daemon is known
     */
    record Unclear(String why, @Nullable Instant unannouncedSince) implements DaemonLookup {
        Unclear(String why) {
            this(why, null);
        }
    }
}
