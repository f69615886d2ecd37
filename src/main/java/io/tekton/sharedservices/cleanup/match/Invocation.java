package io.tekton.sharedservices.cleanup.match;

import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.ProcessSnapshot;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a command line starts: the program after prefixes such as {@code env} and {@code nice}, and for an interpreter
 * the script or module after its options. Positions only, no copies and no iterators, since it is made for every
 * process of the host. If the arguments cannot be separated with certainty, there is no program or no script: such a
 * line matches nothing.
 */
public final class Invocation {
    private static final int NONE = InvocationReader.NONE;
    private static final int TITLE_WORDS = 3;

    /** Scripts that many packages have. */
    private static final Set<String> COMMON = Set.of("index", "cli", "main", "server", "app", "run", "__main__");

    private final CommandLine line;
    private final InvocationReader read;
    private final boolean watched;

    /** Null where the script's path has no detours: then it is compared where it is. */
    private final @Nullable String plainScript;

    private final boolean goesUp;

    /**
     * Where only the command line is known: programs made of Electron are taken for Node.js.
     *
     * @param line only used while it is valid
     */
    public Invocation(CommandLine line) {
        this(line, true, false);
    }

    private Invocation(CommandLine line, boolean asNode, boolean watched) {
        this.line = line;
        this.read = new InvocationReader(line, asNode).read();
        this.watched = read.watches || (watched && read.isNode);
        int script = read.script;
        boolean plain = script == NONE || ScriptPath.isPlain(line, line.start(script), line.end(script));
        this.plainScript = plain ? null : ScriptPath.plain(line.argument(script));
        this.goesUp = !plain && ScriptPath.goesUp(line.argument(script));
    }

    /**
     * What a process runs. Its environment says whether a program made of Electron runs as Node.js, and whether Node.js
     * runs it in its watch mode.
     */
    public static Invocation of(ProcessSnapshot process) {
        Map<String, String> environment = process.environment();
        // As Electron does, by whether it is set to anything: 0 is on, too.
        boolean asNode = environment != null
                && !environment.getOrDefault(CiVariables.AS_NODE, "").isEmpty();
        boolean watched = environment != null && environment.containsKey(CiVariables.WATCHED);
        return new Invocation(process.command(), asNode, watched);
    }

    /** Whether a process title has replaced the arguments, and fits; the rest of the arguments is then empty. */
    boolean titleMatches(Glob glob) {
        if (!read.title) {
            return false;
        }
        int end = line.end(0);
        while (end > line.start(0) && InvocationReader.isBlank(line.byteAt(end - 1))) {
            end--;
        }
        return glob.matchesText(line, line.start(0), end);
    }

    CommandLine line() {
        return line;
    }

    boolean hasProgram() {
        return read.program != NONE;
    }

    public boolean hasScript() {
        return read.script != NONE;
    }

    public boolean hasModule() {
        return read.module != NONE;
    }

    int program() {
        return read.program;
    }

    public int script() {
        return read.script;
    }

    /**
     * Whether its script is run anew when it changes, as that of a development server: no match rule names it by that.
     */
    boolean isWatched() {
        return watched;
    }

    /** The script as it was written; empty where there is none. */
    String scriptText() {
        return hasScript() ? line.argument(read.script) : "";
    }

    /** Whether the script's path goes up: behind a link, that leads elsewhere than its text says. */
    boolean scriptGoesUp() {
        return goesUp;
    }

    /** By its path without detours. */
    boolean scriptMatches(Glob glob) {
        return hasScript()
                && (plainScript == null
                        ? glob.matchesPath(line, line.start(read.script), line.end(read.script))
                        : glob.matchesPath(plainScript));
    }

    /** Each word on the way that names a script: also one that only runs the other. */
    int[] scripts() {
        return read.scripts;
    }

    boolean hasTitle() {
        return read.title;
    }

    /** @param wide whether each program on the way counts, also a prefix */
    boolean programMatches(Glob glob, boolean wide) {
        if (wide) {
            for (int i : read.programs) {
                if (glob.matchesPath(line, line.start(i), line.end(i))) {
                    return true;
                }
            }
        }
        return (hasProgram() && glob.matchesPath(line, line.start(read.program), line.end(read.program)))
                || (read.runner != NONE && glob.matchesPath(line, line.start(read.runner), line.end(read.runner)));
    }

    boolean moduleMatches(Glob glob) {
        return hasModule() && glob.matchesText(line, read.moduleStart, line.end(read.module));
    }

    /**
     * What people call it: the last part of its script's path, its module, or the last part of its program's path; of a
     * title its first three words. Empty where the line does not say; not escaped.
     */
    public String shortName() {
        if (read.title) {
            return Stream.of(line.argument(0).strip().split("\\s+"))
                    .limit(TITLE_WORDS)
                    .collect(Collectors.joining(" "));
        }
        if (hasScript()) {
            return lastOf(scriptText());
        }
        if (hasModule()) {
            return line.argument(read.module).substring(read.moduleStart - line.start(read.module));
        }
        return hasProgram() ? lastOf(line.argument(read.program)) : "";
    }

    /** A name that says nothing alone is shown with its folder. */
    private static String lastOf(String path) {
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        boolean common = COMMON.contains(name.replaceFirst("\\.[a-z]+$", ""));
        return common && slash > 0 ? path.substring(path.lastIndexOf('/', slash - 1) + 1) : name;
    }

    /** The index of the first argument of the script, module or program itself. */
    int firstArgument() {
        return read.firstArgument;
    }
}
