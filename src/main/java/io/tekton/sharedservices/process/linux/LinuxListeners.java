package io.tekton.sharedservices.process.linux;

import io.tekton.sharedservices.process.Listener;
import io.tekton.sharedservices.process.Listeners;
import io.tekton.sharedservices.process.Reading;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * {@link Listeners} from {@code /proc}: open files ({@code fd}) held against the tables of the network namespace
 * ({@code net}).
 */
final class LinuxListeners implements Listeners {
    private static final int CONSISTENT_TRIES = 3;

    private final OpenFiles files;
    private final int self;
    private final BiFunction<Integer, Exception, Reading<Set<Listener>>> absent;
    private final Map<String, Map<Long, Listener>> namespaces = new HashMap<>();
    private final Map<Integer, Reading<Set<Listener>>> known = new HashMap<>();

    /**
     * @param self this process
     * @param absent what an unreadable process is: gone or only closed to us
     */
    LinuxListeners(OpenFiles files, int self, BiFunction<Integer, Exception, Reading<Set<Listener>>> absent) {
        this.files = files;
        this.self = self;
        this.absent = absent;
    }

    @Override
    public Reading<Set<Listener>> of(int pid) {
        return known.computeIfAbsent(pid, this::read);
    }

    private Reading<Set<Listener>> read(int pid) {
        try {
            for (int i = 0; i < CONSISTENT_TRIES; i++) {
                String thread = files.living(pid);
                Set<Long> before = files.sockets(thread);
                Set<Listener> listening = listening(thread, before);
                Set<Long> after = files.sockets(thread);
                // A descriptor that moves while the folder is read can be missed; a busy server's connections come and
                // go.
                if (before.equals(after) || (!listening.isEmpty() && listening.equals(listening(thread, after)))) {
                    return new Reading.Present<>(listening);
                }
            }
            return new Reading.Unreadable<>("its open files change faster than they can be read");
        } catch (IOException | RuntimeException e) {
            return absent.apply(pid, e);
        }
    }

    private Set<Listener> listening(String thread, Set<Long> sockets) throws IOException {
        Set<Listener> found = new HashSet<>();
        if (sockets.isEmpty()) {
            return found;
        }
        add(found, sockets, namespace(thread));
        if (found.isEmpty()) {
            // A socket stays in the namespace in which it was made: one that was handed on may be of ours.
            add(found, sockets, namespace(Integer.toString(self)));
        }
        return found;
    }

    private static void add(Set<Listener> found, Set<Long> sockets, Map<Long, Listener> listening) {
        for (Long inode : sockets) {
            Listener listener = listening.get(inode);
            if (listener != null) {
                found.add(listener);
            }
        }
    }

    private Map<Long, Listener> namespace(String thread) throws IOException {
        String name = files.link(thread, "ns/net");
        Map<Long, Listener> tables = namespaces.get(name);
        if (tables == null) {
            tables = ListenerTables.read(files.path(thread, "net"));
            if (!name.equals(files.link(thread, "ns/net"))) {
                throw new IOException("it changed its network namespace");
            }
            namespaces.put(name, tables);
        }
        return tables;
    }

    @Override
    public Set<Integer> children(int pid) {
        try {
            return files.children(pid);
        } catch (IOException | RuntimeException e) {
            return Set.of();
        }
    }

    @Override
    public boolean maySharePrograms(int pid, int ancestor) {
        try {
            String one = files.image(pid);
            return one.isEmpty() || one.equals(files.image(ancestor));
        } catch (IOException | RuntimeException e) {
            return true;
        }
    }
}
