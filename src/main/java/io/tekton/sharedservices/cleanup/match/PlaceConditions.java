package io.tekton.sharedservices.cleanup.match;

import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.ProcessSnapshot.Place;
import io.tekton.sharedservices.process.Reading;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Conditions on where a process is, which file it runs and who started it. Each may be unreadable, as those of other
 * users are: then a match rule does not fit, and a protect rule does.
 */
final class PlaceConditions {
    private PlaceConditions() {}

    /** The working folder. A pattern that ends in {@code /**} takes all folders below, too. */
    record Folder(List<Glob> globs) implements Condition {
        private static final String BELOW = "/**";

        @Override
        public boolean holds(Facts facts) {
            Place place = facts.place();
            return place != null && fits(place.folder(), facts, this::fitsFolder);
        }

        private boolean fitsFolder(String folder) {
            for (Glob glob : globs) {
                String text = glob.toString();
                if (text.endsWith(BELOW) ? fitsBelow(text, folder) : glob.matchesPath(folder)) {
                    return true;
                }
            }
            return false;
        }

        private static boolean fitsBelow(String text, String folder) {
            String above = text.substring(0, text.length() - BELOW.length());
            if (above.isEmpty()) {
                return true;
            }
            Glob glob = Glob.of(above);
            for (String at = folder; !at.isEmpty(); at = at.substring(0, Math.max(0, at.lastIndexOf('/')))) {
                if (glob.matchesPath(at)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public boolean isOfCommandLine() {
            return false;
        }

        @Override
        public boolean isUnknown(Facts facts) {
            return facts.place() == null || facts.place().folder() instanceof Reading.Unreadable<String>;
        }
    }

    /** The file that the kernel runs, links followed; an interpreter's for a script. */
    record Executable(List<Glob> globs) implements Condition {
        @Override
        public boolean holds(Facts facts) {
            Place place = facts.place();
            return place != null
                    && fits(
                            place.program(),
                            facts,
                            program -> globs.stream().anyMatch(glob -> glob.matchesPath(program)));
        }

        @Override
        public boolean isOfCommandLine() {
            return false;
        }

        /** The kernel says which file a process runs: it is neither inherited nor chosen. */
        @Override
        public boolean isEvidence() {
            return true;
        }

        @Override
        public boolean saysNothing() {
            return globs.stream().anyMatch(Glob::saysNothing);
        }

        @Override
        public boolean isUnknown(Facts facts) {
            return facts.place() == null || facts.place().program() instanceof Reading.Unreadable<String>;
        }
    }

    /**
     * The parent's program or script, or what the kernel calls it where a title hides both. A process whose parent has
     * ended has another.
     */
    record Parent(List<Glob> globs) implements Condition {
        @Override
        public boolean holds(Facts facts) {
            Place place = facts.place();
            return place != null && fits(place.parent(), facts, parent -> fitsParent(parent, facts.wide()));
        }

        private boolean fitsParent(Place.Parent parent, boolean wide) {
            Invocation invocation = new Invocation(parent.command());
            for (Glob glob : globs) {
                boolean named = invocation.programMatches(glob, wide) || scriptFits(invocation, glob);
                boolean hidden = invocation.hasTitle() || parent.command().isEmpty();
                if (named || ((hidden || wide) && glob.matchesText(parent.name()))) {
                    return true;
                }
            }
            return false;
        }

        private static boolean scriptFits(Invocation invocation, Glob glob) {
            CommandLine line = invocation.line();
            for (int script : invocation.scripts()) {
                if (glob.matchesPath(ScriptPath.plain(line.argument(script)))) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public boolean isOfCommandLine() {
            return false;
        }

        @Override
        public boolean isUnknown(Facts facts) {
            return facts.place() == null || facts.place().parent() instanceof Reading.Unreadable<Place.Parent>;
        }
    }

    private static <T> boolean fits(@Nullable Reading<T> reading, Condition.Facts facts, Predicate<T> test) {
        if (reading instanceof Reading.Present<T> present) {
            return test.test(present.value());
        }
        return facts.wide() && reading instanceof Reading.Unreadable<T>;
    }
}
