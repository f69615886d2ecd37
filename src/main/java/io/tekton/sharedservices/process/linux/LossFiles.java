package io.tekton.sharedservices.process.linux;

import io.tekton.sharedservices.posix.PipeEnds;
import io.tekton.sharedservices.posix.PosixException;
import io.tekton.sharedservices.posix.UnixPeers;
import io.tekton.sharedservices.process.ProcessFacts.Losses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link Losses} from the links of {@code /proc/PID} ({@code proc(5)}): where the file behind one is gone, the
 * kernel adds the word {@code (deleted)}. A pipe is asked itself ({@link PipeEnds}), a socket's peer is that of
 * {@code sock_diag(7)}. In doubt, nothing is lost. For one thread.
 */
final class LossFiles {
    private static final String DELETED = " (deleted)";
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
    private static final Pattern TERMINAL = Pattern.compile("/dev/(pts/\\d+|tty\\S*)");
    private static final String[] STREAMS = {"0", "1", "2"};

    private final Path proc;
    private @Nullable Map<Long, UnixPeers.Socket> sockets;

    LossFiles(Path proc) {
        this.proc = proc;
    }

    Losses read(int pid) {
        Path process = proc.resolve(Integer.toString(pid));
        return new Losses(input(process), terminal(process), deleted(process, "cwd"), deleted(process, "exe"));
    }

    private @Nullable String input(Path process) {
        Path descriptor = process.resolve("fd/0");
        String target = link(descriptor);
        if (target == null) {
            return null;
        }
        try {
            boolean lost = target.startsWith("pipe:[")
                    ? PipeEnds.hasNoWriter(descriptor.toString(), target)
                    : isLeftAlone(SOCKET.matcher(target));
            return lost ? target : null;
        } catch (IOException | PosixException | LinkageError e) {
            // It ended, or may not be opened: not known.
            return null;
        }
    }

    /** A connection between two sockets without names whose other one is gone; a socket that listens has a name. */
    private boolean isLeftAlone(Matcher target) throws IOException {
        if (!target.matches()) {
            return false;
        }
        Map<Long, UnixPeers.Socket> all = sockets == null ? UnixPeers.read() : sockets;
        sockets = all;
        UnixPeers.Socket socket = all.get(Long.parseLong(target.group(1)));
        return socket != null && socket.peer() == 0 && socket.name().isEmpty();
    }

    private static @Nullable String terminal(Path process) {
        for (String stream : STREAMS) {
            String target = link(process.resolve("fd/" + stream));
            if (target != null && target.endsWith(DELETED)) {
                String name = target.substring(0, target.length() - DELETED.length());
                if (TERMINAL.matcher(name).matches()) {
                    return name;
                }
            }
        }
        return null;
    }

    /** A file may be called so itself: then it is there. A program without a file (memfd) never had one. */
    private static @Nullable String deleted(Path process, String name) {
        String target = link(process.resolve(name));
        if (target == null || !target.startsWith("/") || !target.endsWith(DELETED) || target.startsWith("/memfd:")) {
            return null;
        }
        Path literal = process.resolve("root").resolve(target.substring(1));
        return Files.notExists(literal, LinkOption.NOFOLLOW_LINKS)
                ? target.substring(0, target.length() - DELETED.length())
                : null;
    }

    private static @Nullable String link(Path path) {
        try {
            return Files.readSymbolicLink(path).toString();
        } catch (IOException e) {
            // It is closed, has ended, or may not be read: not known.
            return null;
        }
    }
}
