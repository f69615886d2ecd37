package io.tekton.sharedservices.cleanup.match;

import io.tekton.sharedservices.process.CommandLine;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the program of a command line behind prefixes, and an interpreter's script behind its options. Positions only,
 * since it is done for every process of the host. For one command line, for one thread.
 */
final class InvocationReader {
    static final int NONE = -1;

    private static final int[] NO_WORDS = {};
    private static final byte[] DASHES = {'-', '-'};
    private static final byte[] WATCH = CommandWrapper.bytes("--watch");

    /** More words than this name no program before another one: such a line is made to keep its reader busy. */
    private static final int MOST_PROGRAMS = 64;

    final CommandLine line;
    private final boolean asNode;
    boolean title;
    int program = NONE;
    int script = NONE;
    int module = NONE;
    int moduleStart;
    int firstArgument;

    /** Whether the program is Node.js, or runs on it. */
    boolean isNode;

    /** Whether it runs its script anew when that changes, as a development server does. */
    boolean watches;

    /** A script that runs the script; {@link #NONE} where there is none between. */
    int runner = NONE;

    /** Each word on the way that names a program, the one that was found included. */
    int[] programs = NO_WORDS;

    /** Each word on the way that names a script. */
    int[] scripts = NO_WORDS;

    /** @param asNode whether programs made of Electron run as Node.js */
    InvocationReader(CommandLine line, boolean asNode) {
        this.line = line;
        this.asNode = asNode;
    }

    InvocationReader read() {
        title = isTitle();
        firstArgument = line.size();
        if (!title) {
            readFrom(0);
        }
        return this;
    }

    private void readFrom(int from) {
        int at = from;
        while (at >= 0 && at < line.size()) {
            if (programs.length == MOST_PROGRAMS) {
                at = CommandWrapper.UNKNOWN;
                break;
            }
            programs = with(programs, at);
            int behind = runs(at) ? CommandWrapper.ITSELF : behind(CommandWrapper.ALL, at);
            if (behind == CommandWrapper.ITSELF) {
                break;
            }
            at = behind;
        }
        if (at < 0 || at >= line.size()) {
            program = NONE;
            firstArgument = line.size();
            return;
        }
        program = at;
        firstArgument = at + 1;
        Interpreter interpreter = Interpreter.of(line, at, asNode);
        if (interpreter != null) {
            isNode = interpreter.isNode();
            stepOver(interpreter, at + 1);
        } else {
            byRunner(at);
        }
        if (script != NONE) {
            scripts = with(scripts, script);
            if (interpreter != null) {
                stepIntoScript(interpreter, script);
            }
        }
    }

    /** A script that itself only runs something else. */
    private void stepIntoScript(Interpreter interpreter, int at) {
        Interpreter runs = interpreter.isNode() ? Interpreter.ofScript(line, at) : null;
        if (runs != null) {
            runner = at;
            script = NONE;
            stepOver(runs, at + 1);
            if (script != NONE) {
                scripts = with(scripts, script);
            }
            return;
        }
        int behind = interpreter.isNode() ? CommandWrapper.ITSELF : behind(CommandWrapper.SCRIPTS, at);
        if (behind >= 0 && behind < line.size()) {
            programs = with(programs, at);
            script = NONE;
            readFrom(behind);
        }
    }

    private static int[] with(int[] some, int one) {
        int[] more = Arrays.copyOf(some, some.length + 1);
        more[some.length] = one;
        return more;
    }

    /** The index behind the wrapper at {@code i}, or what {@link CommandWrapper} has in place of one. */
    private int behind(List<CommandWrapper> wrappers, int i) {
        int base = line.baseName(i);
        for (int k = 0; k < wrappers.size(); k++) {
            CommandWrapper wrapper = wrappers.get(k);
            if (line.isText(base, line.end(i), wrapper.name())) {
                int behind = wrapper.behind(line, i + 1);
                if (behind != CommandWrapper.ITSELF) {
                    return behind;
                }
            }
        }
        return CommandWrapper.ITSELF;
    }

    private boolean runs(int i) {
        return found(i) != null;
    }

    private ScriptRunner.@Nullable Found found(int i) {
        int base = line.baseName(i);
        for (int k = 0; k < ScriptRunner.ALL.size(); k++) {
            if (line.isText(base, line.end(i), ScriptRunner.ALL.get(k).name())) {
                return ScriptRunner.ALL.get(k).script(line, i + 1);
            }
        }
        return null;
    }

    private void byRunner(int i) {
        ScriptRunner.Found found = found(i);
        if (found == null) {
            return;
        }
        if (found.module()) {
            module = found.index();
            moduleStart = line.start(module);
        } else {
            script = found.index();
        }
        firstArgument = found.index() + 1;
    }

    /**
     * Whether a program has written a title for people over its arguments ({@code setproctitle(3)}): one text with
     * blanks, followed only by empty arguments. Text after a blank in it is not a program's path.
     */
    private boolean isTitle() {
        if (line.isEmpty()) {
            return false;
        }
        boolean blank = false;
        for (int k = line.start(0); k < line.end(0); k++) {
            boolean here = isBlank(line.byteAt(k));
            if (here && k + 1 < line.end(0) && line.byteAt(k + 1) == '/') {
                return true;
            }
            blank |= here;
        }
        for (int i = 1; blank && i < line.size(); i++) {
            blank = length(i) == 0;
        }
        return blank;
    }

    static boolean isBlank(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }

    private void stepOver(Interpreter interpreter, int from) {
        int i = from;
        firstArgument = from;
        while (i < line.size() && isOption(i, interpreter)) {
            if (length(i) == 1) {
                // A lone dash: the program comes from standard input.
                firstArgument = i + 1;
                return;
            }
            if (line.is(i, DASHES)) {
                i++;
                break;
            }
            if (at(i, 0) == '-' && at(i, 1) == '-') {
                if (isOneOf(i, interpreter.longCode())) {
                    firstArgument = line.size();
                    return;
                }
                watches |= interpreter.isNode() && isWatch(i);
                i += isOneOf(i, interpreter.longValued()) ? 2 : 1;
                continue;
            }
            int k = 1;
            int taken = 1;
            for (; k < length(i); k++) {
                char option = (char) at(i, k);
                if (interpreter.code().indexOf(option) >= 0) {
                    firstArgument = line.size();
                    return;
                }
                if (interpreter.module().indexOf(option) >= 0) {
                    boolean attached = k + 1 < length(i);
                    module = attached ? i : i + 1;
                    if (module >= line.size()) {
                        module = NONE;
                        return;
                    }
                    moduleStart = attached ? line.start(i) + k + 1 : line.start(module);
                    firstArgument = module + 1;
                    return;
                }
                if (interpreter.attached().indexOf(option) >= 0) {
                    break;
                }
                if (interpreter.valued().indexOf(option) >= 0) {
                    taken = k + 1 < length(i) ? 1 : 2;
                    break;
                }
            }
            i += taken;
        }
        if (i < line.size()) {
            if (!watches
                    && !interpreter.subcommand().isEmpty()
                    && line.argument(i).equals(interpreter.subcommand())) {
                watches = true;
                stepOver(interpreter, i + 1);
                return;
            }
            script = i;
        }
        firstArgument = Math.min(i + 1, line.size());
    }

    /** {@code --watch}, and {@code --watch-path}, which implies it. */
    private boolean isWatch(int i) {
        return line.isText(line.start(i), Math.min(line.end(i), line.start(i) + WATCH.length), WATCH);
    }

    private boolean isOption(int i, Interpreter interpreter) {
        return length(i) > 0 && (at(i, 0) == '-' || (interpreter.plusOptions() && at(i, 0) == '+' && length(i) > 1));
    }

    private int length(int i) {
        return line.end(i) - line.start(i);
    }

    private byte at(int i, int offset) {
        return line.byteAt(line.start(i) + offset);
    }

    private boolean isOneOf(int i, List<byte[]> words) {
        for (int k = 0; k < words.size(); k++) {
            if (line.is(i, words.get(k))) {
                return true;
            }
        }
        return false;
    }
}
