package io.tekton.sharedservices.cleanup.match;

import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot.Place;
import io.tekton.sharedservices.process.Reading;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One condition of a rule: it holds if any of its patterns fits. Conditions are tested on every process of the host.
 * Tests of the command line walk its lists by index, since iterators would be most of a scan's garbage.
 */
interface Condition {
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

        /** Null where only the command line is known. */
        @Nullable
        Place place();

        /**
         * Whether a protect rule asks. In doubt such a rule fits: by each program on the way to the last, each form of
         * a path, and where something cannot be read.
         */
        boolean wide();
    }

    boolean holds(Facts facts);

    /** Whether it may hold for a process of which only the command line is known. */
    default boolean mayHold(Facts facts) {
        return !isOfCommandLine() || holds(facts);
    }

    /** Whether it cannot be known whether it holds. */
    default boolean isUnknown(Facts facts) {
        return false;
    }

    /** Whether it is evidence of what a process is, as far as it says anything. */
    default boolean isEvidence() {
        return isOfCommandLine();
    }

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
                if (facts.invocation().programMatches(globs.get(i), facts.wide())) {
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

    /**
     * An interpreter's script: by its path without detours, or by where that leads when links are followed.
     *
     * @param links whether the second makes it fit too. For that, each process with a script is read whole: what the
     *     built-in match rules name are files of the platform, and they do without
     */
    record Script(List<Glob> globs, boolean links) implements Condition {
        @Override
        public boolean holds(Facts facts) {
            Invocation invocation = facts.invocation();
            if (!invocation.hasScript()) {
                return false;
            }
            String real = real(facts);
            for (int i = 0; i < globs.size(); i++) {
                if (fits(globs.get(i), invocation, real) || (facts.wide() && fitsAny(globs.get(i), invocation))) {
                    return true;
                }
            }
            return false;
        }

        private boolean fits(Glob glob, Invocation invocation, @Nullable String real) {
            boolean astray = invocation.scriptGoesUp();
            if (real != null && (links || astray)) {
                return glob.matchesPath(real) || (!astray && invocation.scriptMatches(glob));
            }
            return invocation.scriptMatches(glob);
        }

        /** As it was written, and without detours: each script on the way. */
        private static boolean fitsAny(Glob glob, Invocation invocation) {
            for (int script : invocation.scripts()) {
                String path = invocation.line().argument(script);
                if (glob.matchesPath(path) || glob.matchesPath(ScriptPath.plain(path))) {
                    return true;
                }
            }
            return false;
        }

        private static @Nullable String real(Facts facts) {
            Place place = facts.place();
            return place != null && place.script() instanceof Reading.Present<String> present ? present.value() : null;
        }

        /** A link may lead to a script of any name. */
        @Override
        public boolean mayHold(Facts facts) {
            return links
                    ? facts.invocation().hasScript()
                    : holds(facts) || facts.invocation().scriptGoesUp();
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
            if (!facts.invocation().hasProgram() && !facts.wide()) {
                return false;
            }
            CommandLine line = facts.invocation().line();
            for (int i = facts.wide() ? 1 : facts.invocation().program() + 1; i < line.size(); i++) {
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
