package io.tekton.sharedservices.cleanup.match;

import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.ProcessNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One condition of a rule: it holds if any of its patterns fits. Conditions are tested on every process of the host.
 * Tests of the command line walk its lists by index, since iterators would be most of a scan's garbage.
 */
sealed interface Condition {
    /** What is known of a process when conditions are asked. */
    interface Facts {
        Invocation invocation();

        /** Null where it could not be read: then no condition on it holds. */
        @Nullable
        Map<String, String> environment();

        /** Null where the process names none. */
        @Nullable
        String component();

        /** Null where only the command line is known. */
        @Nullable
        ProcessNode node();
    }

    boolean holds(Facts facts);

    /** Whether the command line alone decides; such conditions are tested on every process of the host. */
    default boolean isOfCommandLine() {
        return true;
    }

    /** Whether it holds for nearly every process, so that it is evidence of nothing. */
    default boolean saysNothing() {
        return false;
    }

    /** The program's base name, or as many of its path's last components as the pattern has. */
    record Program(List<Glob> globs) implements Condition {
        @Override
        public boolean holds(Facts facts) {
            for (int i = 0; i < globs.size(); i++) {
                if (facts.invocation().programMatches(globs.get(i))) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public boolean saysNothing() {
            return anySaysNothing(globs);
        }
    }

    /** An interpreter's script. */
    record Script(List<Glob> globs) implements Condition {
        @Override
        public boolean holds(Facts facts) {
            for (int i = 0; i < globs.size(); i++) {
                if (facts.invocation().scriptMatches(globs.get(i))) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public boolean saysNothing() {
            return anySaysNothing(globs);
        }
    }

    /** An interpreter's module, as in {@code python -m}. */
    record Module(List<Glob> globs) implements Condition {
        @Override
        public boolean holds(Facts facts) {
            for (int i = 0; i < globs.size(); i++) {
                if (facts.invocation().moduleMatches(globs.get(i))) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public boolean saysNothing() {
            return anySaysNothing(globs);
        }
    }

    /** The value of a named option; the last one applies. */
    record Option(String name, List<Glob> globs) implements Condition {
        @Override
        public boolean holds(Facts facts) {
            List<String> values = Options.values(facts.invocation(), name);
            return !values.isEmpty() && fits(globs, values.get(values.size() - 1));
        }
    }

    /** Any whole argument after the program. */
    record Argument(List<Glob> globs) implements Condition {
        @Override
        public boolean holds(Facts facts) {
            if (!facts.invocation().hasProgram()) {
                return false;
            }
            CommandLine line = facts.invocation().line();
            for (int i = facts.invocation().program() + 1; i < line.size(); i++) {
                for (int k = 0; k < globs.size(); k++) {
                    if (globs.get(k).matchesText(line, line.start(i), line.end(i))) {
                        return true;
                    }
                }
            }
            return false;
        }

        @Override
        public boolean saysNothing() {
            return anySaysNothing(globs);
        }
    }

    /** An environment variable that the process was started with. It is inherited and can be forged. */
    record Environment(String name, List<Glob> globs) implements Condition {
        @Override
        public boolean holds(Facts facts) {
            Map<String, String> environment = facts.environment();
            String value = environment == null ? null : environment.get(name);
            return value != null && fits(globs, value);
        }

        @Override
        public boolean isOfCommandLine() {
            return false;
        }
    }

    /** The component, without regard to case. */
    record Component(List<Glob> globs) implements Condition {
        @Override
        public boolean holds(Facts facts) {
            String component = facts.component();
            return component != null && fits(globs, component.toLowerCase(Locale.ROOT));
        }

        @Override
        public boolean isOfCommandLine() {
            return false;
        }
    }

    /** The title that a process wrote over its arguments, such as {@code sshd: op@pts/0}. */
    record Title(List<Glob> globs) implements Condition {
        @Override
        public boolean holds(Facts facts) {
            for (Glob glob : globs) {
                if (facts.invocation().titleMatches(glob)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public boolean saysNothing() {
            return anySaysNothing(globs);
        }
    }

    /** What the kernel calls the process, at most 15 bytes: {@code tmux: server}. For protect rules. */
    record Name(List<Glob> globs) implements Condition {
        @Override
        public boolean holds(Facts facts) {
            ProcessNode node = facts.node();
            return node != null && fits(globs, node.name());
        }

        @Override
        public boolean isOfCommandLine() {
            return false;
        }
    }

    /** It leads a session that has a terminal and runs no script, as the shell of a login does. For protect rules. */
    record Leader() implements Condition {
        @Override
        public boolean holds(Facts facts) {
            ProcessNode node = facts.node();
            return node != null && node.leadsTerminal() && !facts.invocation().hasScript();
        }

        @Override
        public boolean isOfCommandLine() {
            return false;
        }
    }

    private static boolean anySaysNothing(List<Glob> globs) {
        return globs.stream().anyMatch(Glob::saysNothing);
    }

    private static boolean fits(List<Glob> globs, String value) {
        for (Glob glob : globs) {
            if (glob.matchesText(value)) {
                return true;
            }
        }
        return false;
    }

    static String text(List<Glob> globs) {
        return globs.stream().map(Glob::toString).collect(Collectors.joining(","));
    }
}
