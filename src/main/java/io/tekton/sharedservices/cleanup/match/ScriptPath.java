package io.tekton.sharedservices.cleanup.match;

import io.tekton.sharedservices.process.CommandLine;
import java.util.ArrayDeque;
import java.util.Deque;

/** Paths of scripts without {@code .}, {@code ..} and doubled slashes, by their text alone. Pure. */
final class ScriptPath {
    private ScriptPath() {}

    /**
     * The path without detours. What a relative path goes up from is not known: only what comes behind is left of it,
     * so that no pattern takes {@code ..} for the name of a folder.
     */
    static String plain(String path) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/", -1)) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return (path.startsWith("/") ? "/" : "") + String.join("/", names);
    }

    /** Whether it has neither {@code .} nor {@code ..} nor doubled slashes. Allocates nothing. */
    static boolean isPlain(CommandLine line, int start, int end) {
        int name = start;
        for (int k = start; k <= end; k++) {
            if (k == end || line.byteAt(k) == '/') {
                int length = k - name;
                boolean first = name == start;
                if ((length == 0 && !first && k < end) || isDots(line, name, k)) {
                    return false;
                }
                name = k + 1;
            }
        }
        return true;
    }

    private static boolean isDots(CommandLine line, int start, int end) {
        int length = end - start;
        return (length == 1 || length == 2) && line.byteAt(start) == '.' && line.byteAt(end - 1) == '.';
    }

    /** Whether it goes up: behind a link, that leads elsewhere than the text says. */
    static boolean goesUp(String path) {
        return ("/" + path + "/").contains("/../");
    }
}
