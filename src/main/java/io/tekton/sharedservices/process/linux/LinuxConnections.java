package io.tekton.sharedservices.process.linux;

import io.tekton.sharedservices.posix.PipeEnds;
import io.tekton.sharedservices.posix.PosixException;
import io.tekton.sharedservices.posix.UnixPeers;
import io.tekton.sharedservices.process.Connections;
import io.tekton.sharedservices.process.Listener;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * {@link Connections} from {@code /proc} and {@code sock_diag(7)}. Tables are read when first needed. The open files of
 * other processes may be closed to this one: a socket of theirs is in the tables all the same, and in use; a pipe is
 * asked itself whether its other end is open, and then all who might hold it must be seen.
 */
final class LinuxConnections implements Connections {
    /** The PID namespace that sees all processes: {@code PROC_PID_INIT_INO} of the kernel's {@code proc_ns.h}. */
    private static final String FIRST_NAMESPACE = "pid:[4026531836]";

    private static final int FILE_TYPE = 0170000;
    private static final int NAMED_PIPE = 0010000;

    private final OpenFiles files;
    private final Pids pids;
    private final IntPredicate present;
    private final int self;
    private @Nullable Map<String, Set<Integer>> holders;
    private @Nullable Map<Long, UnixPeers.Socket> unix;
    private final Set<Integer> closed = new HashSet<>();

    LinuxConnections(OpenFiles files, Pids pids, IntPredicate present, int self) {
        this.files = files;
        this.pids = pids;
        this.present = present;
        this.self = self;
    }

    /** Lists all processes. */
    interface Pids {
        int[] all() throws IOException;
    }

    @Override
    public Reading<Set<End>> of(Set<Integer> family) {
        try {
            Set<End> ends = new HashSet<>();
            for (int pid : family) {
                if (present.test(pid)) {
                    add(pid, family, ends);
                }
            }
            return new Reading.Present<>(ends);
        } catch (IOException | PosixException | LinkageError e) {
            return new Reading.Unreadable<>("who is connected with it: " + Causes.of(e));
        }
    }

    private void add(int pid, Set<Integer> family, Set<End> ends) throws IOException {
        String thread = files.living(pid);
        Set<Long> used = new HashSet<>();
        for (String standard : new String[] {"0", "1"}) {
            String target = link(thread, standard);
            String what = standard.equals("0") ? "standard input" : "standard output";
            if (target.startsWith("pipe:[")) {
                pipe(thread, standard, target, "the other end of its " + what, family, ends);
            } else if (target.startsWith("socket:[")) {
                used.add(inode(target));
            } else if (target.startsWith("/") && isNamedPipe(thread, standard)) {
                throw new IOException("its " + what + " is a named pipe, which anybody may open");
            }
        }
        Set<Long> sockets = files.sockets(thread);
        if (sockets.isEmpty()) {
            return;
        }
        if (!files.link(thread, "ns/net").equals(files.link(Integer.toString(self), "ns/net"))) {
            throw new IOException("it is in another network namespace");
        }
        Set<Integer> ports = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (Listener listener : ListenerTables.read(files.path(thread, "net")).values()) {
            if (sockets.contains(listener.inode())) {
                if (listener instanceof Listener.Tcp tcp) {
                    ports.add(tcp.port());
                } else if (listener instanceof Listener.Unix path) {
                    names.add(path.name());
                }
            }
        }
        tcp(TcpTable.read(files.path(thread, "net")), ports, used, family, ends);
        unix(sockets, names, used, family, ends);
    }

    private void tcp(TcpTable table, Set<Integer> ports, Set<Long> used, Set<Integer> family, Set<End> ends)
            throws IOException {
        for (TcpTable.Connection connection : table.connections()) {
            if (!ports.contains(connection.localPort()) && !used.contains(connection.inode())) {
                continue;
            }
            String how = "a connection to its port " + connection.localPort();
            TcpTable.Connection other = table.otherEnd(connection).orElse(null);
            if (other == null) {
                ends.add(new End(0, how + " from another host"));
            } else {
                held("socket:[" + other.inode() + "]", how, family, ends);
            }
        }
    }

    private void unix(Set<Long> sockets, Set<String> names, Set<Long> used, Set<Integer> family, Set<End> ends)
            throws IOException {
        if (names.isEmpty() && used.isEmpty()) {
            return;
        }
        Map<Long, UnixPeers.Socket> all = unix == null ? UnixPeers.read() : unix;
        unix = all;
        Set<Long> own = new HashSet<>(sockets);
        own.addAll(used);
        for (long inode : own) {
            UnixPeers.Socket socket = all.get(inode);
            boolean serves = socket != null && !socket.name().isEmpty() && names.contains(socket.name());
            if (socket != null && socket.peer() != 0 && (serves || used.contains(inode))) {
                String how = serves ? "a connection to its socket " + socket.name() : "the other end of its streams";
                held("socket:[" + socket.peer() + "]", how, family, ends);
            }
            if (socket != null && socket.waiting() > 0) {
                ends.add(new End(0, "a connection that waits at its socket " + socket.name()));
            }
        }
    }

    /** Who holds the other end of a pipe, unless it is closed. */
    private void pipe(String thread, String standard, String pipe, String how, Set<Integer> family, Set<End> ends)
            throws IOException {
        String descriptor = files.path(thread, "fd/" + standard);
        boolean closedThere =
                standard.equals("0") ? PipeEnds.hasNoWriter(descriptor, pipe) : PipeEnds.hasNoReader(descriptor, pipe);
        if (closedThere) {
            return;
        }
        // One holder is the process itself: where there is no other, somebody unseen has it, or it is on its way.
        if (held(pipe, how, family, ends) <= 1) {
            ends.add(new End(0, how));
        }
        if (!files.link(Integer.toString(self), "ns/pid").equals(FIRST_NAMESPACE) || !present.test(1)) {
            throw new IOException(how + " is open, and not all processes are seen here");
        }
        for (int other : closed) {
            if (present.test(other) && !files.ended(other)) {
                throw new IOException(how + " is open, and the open files of pid " + other + " cannot be read");
            }
        }
    }

    private boolean isNamedPipe(String thread, String standard) throws IOException {
        Path file = Path.of(files.path(thread, "fd/" + standard));
        return Files.getAttribute(file, "unix:mode") instanceof Integer mode && (mode & FILE_TYPE) == NAMED_PIPE;
    }

    /**
     * Who holds an open file, the family left out; somebody unknown where nobody is seen to hold a socket.
     *
     * @return how many hold it, the family included
     */
    private int held(String file, String how, Set<Integer> family, Set<End> ends) throws IOException {
        Map<String, Set<Integer>> all = holders == null ? readHolders() : holders;
        holders = all;
        Set<Integer> holding = all.getOrDefault(file, Set.of());
        for (int holder : holding) {
            if (!family.contains(holder)) {
                ends.add(new End(holder, how));
            }
        }
        if (holding.isEmpty() && file.startsWith("socket:")) {
            ends.add(new End(0, how));
        }
        return holding.size();
    }

    private Map<String, Set<Integer>> readHolders() throws IOException {
        Map<String, Set<Integer>> found = new HashMap<>();
        for (int pid : pids.all()) {
            try {
                for (String target : files.targets(files.living(pid))) {
                    if (target.startsWith("pipe:[") || target.startsWith("socket:[")) {
                        found.computeIfAbsent(target, file -> new HashSet<>()).add(pid);
                    }
                }
            } catch (IOException | RuntimeException e) {
                closed.add(pid);
            }
        }
        return found;
    }

    /** Empty where it is closed. */
    private String link(String thread, String fd) throws IOException {
        try {
            return files.link(thread, "fd/" + fd);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private static long inode(String target) {
        return Long.parseLong(target.substring(target.indexOf('[') + 1, target.length() - 1));
    }
}
