package io.tekton.sharedservices.cleanup.match;

import io.tekton.sharedservices.process.CommandLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a command line starts: the program after prefixes such as {@code env} and {@code nice}, and for an interpreter
 * the script or module after its options. Positions only, no copies and no iterators, since it is made for every
 * process of the host. If the arguments cannot be separated with certainty, there is no program or no script: such a
 * line matches nothing.
 */
public final class Invocation {
    private static final int NONE = -1;

    private final CommandLine line;
    private final boolean title;
    private int program;
    private int script = NONE;
    private int module = NONE;
    private int moduleStart;
    private int firstArgument;

    /** @param line only used while it is valid */
    public Invocation(CommandLine line) {
        this.line = line;
        this.title = isTitle();
        if (title) {
            program = NONE;
            firstArgument = line.size();
            return;
        }
        while (program >= 0 && program < line.size()) {
            CommandWrapper prefix = prefix(program);
            if (prefix == null) {
                break;
            }
            program = behind(prefix, program + 1);
        }
        if (program < 0 || program >= line.size()) {
            program = NONE;
            firstArgument = line.size();
            return;
        }
        firstArgument = program + 1;
        Interpreter interpreter = interpreter(program);
        if (interpreter != null) {
            stepOver(interpreter);
        }
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

    private static boolean isBlank(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }

    /** Whether a process title has replaced the arguments, and fits; the rest of the arguments is then empty. */
    boolean titleMatches(Glob glob) {
        if (!title) {
            return false;
        }
        int end = line.end(0);
        while (end > line.start(0) && isBlank(line.byteAt(end - 1))) {
            end--;
        }
        return glob.matchesText(line, line.start(0), end);
    }

    CommandLine line() {
        return line;
    }

    boolean hasProgram() {
        return program != NONE;
    }

    public boolean hasScript() {
        return script != NONE;
    }

    public boolean hasModule() {
        return module != NONE;
    }

    int program() {
        return program;
    }

    public int script() {
        return script;
    }

    boolean programMatches(Glob glob) {
        return hasProgram() && glob.matchesPath(line, line.start(program), line.end(program));
    }

    boolean scriptMatches(Glob glob) {
        return hasScript() && glob.matchesPath(line, line.start(script), line.end(script));
    }

    boolean moduleMatches(Glob glob) {
        return hasModule() && glob.matchesText(line, moduleStart, line.end(module));
    }

    /** The index of the first argument of the script, module or program itself. */
    int firstArgument() {
        return firstArgument;
    }

    private @Nullable CommandWrapper prefix(int i) {
        int base = baseName(i);
        for (int k = 0; k < CommandWrapper.ALL.size(); k++) {
            CommandWrapper prefix = CommandWrapper.ALL.get(k);
            if (isText(base, line.end(i), prefix.name())) {
                return prefix;
            }
        }
        return null;
    }

    /** The index of the program after a prefix; {@link #NONE} if it cannot be determined. */
    private int behind(CommandWrapper prefix, int from) {
        int i = from;
        while (i < line.size() && length(i) > 0 && at(i, 0) == '-') {
            if (line.is(i, DASHES)) {
                i++;
                break;
            }
            if (length(i) > 1 && at(i, 1) == '-') {
                if (isOneOf(i, prefix.longValued())) {
                    i += 2;
                } else if (hasEquals(i) ? isAssigned(i, prefix) : isOneOf(i, prefix.longFlags())) {
                    i++;
                } else {
                    return NONE;
                }
                continue;
            }
            int taken = shortOptions(i, prefix.valued(), prefix.unknown());
            if (taken < 0) {
                return NONE;
            }
            i += taken;
        }
        while (prefix.assignments() && i < line.size() && hasEquals(i)) {
            i++;
        }
        int behind = i + prefix.operands();
        // flock /lock -c 'text': what the text starts is not known.
        boolean option = prefix.operands() > 0 && behind < line.size() && length(behind) > 0 && at(behind, 0) == '-';
        return option ? NONE : behind;
    }

    private static final byte[] DASHES = {'-', '-'};

    /**
     * How many arguments the short options at {@code i} take, a value included; -1 if they contain one of
     * {@code stops}.
     */
    private int shortOptions(int i, String valued, String stops) {
        for (int k = 1; k < length(i); k++) {
            char option = (char) at(i, k);
            if (stops.indexOf(option) >= 0) {
                return -1;
            }
            if (valued.indexOf(option) >= 0) {
                return k + 1 < length(i) ? 1 : 2;
            }
        }
        return 1;
    }

    private @Nullable Interpreter interpreter(int i) {
        int base = baseName(i);
        if (base < line.end(i) && line.byteAt(base) == '-') {
            // A login shell's name begins with a dash.
            base++;
        }
        int end = line.end(i);
        if (end - base > 1 && isBuild(line.byteAt(end - 1)) && isVersion(line.byteAt(end - 2))) {
            // Python's free-threaded and debugging builds: python3.13t, python3.11d.
            end--;
        }
        while (end > base && isVersion(line.byteAt(end - 1))) {
            end--;
        }
        for (int k = 0; k < Interpreter.ALL.size(); k++) {
            Interpreter interpreter = Interpreter.ALL.get(k);
            for (int n = 0; n < interpreter.names().size(); n++) {
                if (isText(base, end, interpreter.names().get(n))) {
                    return interpreter;
                }
            }
        }
        return null;
    }

    private static boolean isBuild(byte b) {
        return b == 't' || b == 'd';
    }

    private static boolean isVersion(byte b) {
        return (b >= '0' && b <= '9') || b == '.';
    }

    private void stepOver(Interpreter interpreter) {
        int i = program + 1;
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
                if (interpreter.valued().indexOf(option) >= 0) {
                    taken = k + 1 < length(i) ? 1 : 2;
                    break;
                }
            }
            i += taken;
        }
        if (i < line.size()) {
            script = i;
        }
        firstArgument = Math.min(i + 1, line.size());
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

    private boolean hasEquals(int i) {
        for (int k = line.start(i); k < line.end(i); k++) {
            if (line.byteAt(k) == '=') {
                return true;
            }
        }
        return false;
    }

    /** Whether a long option with a value after {@code =} is one of the prefix's. */
    private boolean isAssigned(int i, CommandWrapper prefix) {
        int end = line.start(i);
        while (line.byteAt(end) != '=') {
            end++;
        }
        for (List<byte[]> words : List.of(prefix.longValued(), prefix.longFlags())) {
            for (byte[] word : words) {
                if (isText(line.start(i), end, word)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isOneOf(int i, List<byte[]> words) {
        for (int k = 0; k < words.size(); k++) {
            if (line.is(i, words.get(k))) {
                return true;
            }
        }
        return false;
    }

    private boolean isText(int start, int end, byte[] expected) {
        if (end - start != expected.length) {
            return false;
        }
        for (int k = 0; k < expected.length; k++) {
            if (line.byteAt(start + k) != expected[k]) {
                return false;
            }
        }
        return true;
    }

    private int baseName(int i) {
        int base = line.end(i);
        while (base > line.start(i) && line.byteAt(base - 1) != '/') {
            base--;
        }
        return base;
    }
}
