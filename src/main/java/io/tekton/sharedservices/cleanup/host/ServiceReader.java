package io.tekton.sharedservices.cleanup.host;

import io.tekton.sharedservices.cleanup.match.Invocation;
import io.tekton.sharedservices.cleanup.match.Options;
import io.tekton.sharedservices.cleanup.match.Rule;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.verdict.Lineage;
import io.tekton.sharedservices.cleanup.verdict.Service;
import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.Listener;
import io.tekton.sharedservices.process.Listeners;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a process serves its own port or socket. A listener that several processes hold is the service of
 * each, with one exception. A program that a living CI above it started, and that runs other code, has only inherited
 * the listener. For one scan of the host.
 */
public final class ServiceReader {
    private static final String PORT = "--port";
    private static final int MOST_PORTS = 65_535;
    private static final int MOST_DESCENDANTS = 1_000;

    private final ProcessTable table;
    private final Rules rules;
    private final Listeners listeners;

    public ServiceReader(ProcessTable table, Rules rules) {
        this.table = table;
        this.rules = rules;
        this.listeners = table.listeners();
    }

    public Service of(ProcessSnapshot process, Lineage lineage) {
        Reading<Set<Listener>> reading = listeners.of(process.pid());
        if (!(reading instanceof Reading.Present<Set<Listener>> held)) {
            return new Service.Unknown(
                    reading instanceof Reading.Unreadable<Set<Listener>> unreadable ? unreadable.why() : "it is gone");
        }
        Integer port = port(process);
        String inherited = null;
        for (Listener listener : sorted(held.value())) {
            if (port != null && listener instanceof Listener.Tcp tcp) {
                if (tcp.port() == port) {
                    return new Service.Serves("it listens on port " + port + ", which its own --port names", false);
                }
                continue;
            }
            ProcessNode server = server(listener, process, lineage);
            if (server == null) {
                return new Service.Serves("it listens on " + name(listener), listener instanceof Listener.Unix);
            }
            inherited = name(listener) + " belongs to pid " + server.pid() + " above it, which lives";
        }
        if (port != null) {
            Integer below = listeningBelow(process.pid(), port);
            if (below != null) {
                return new Service.Serves(
                        "its descendant pid " + below + " listens on port " + port + ", which its own --port names",
                        false);
            }
        }
        return new Service.Silent((port == null
                        ? "it listens on no port or socket of its own"
                        : "it listens neither on port " + port + ", which its own --port names, nor on a socket")
                + (inherited == null ? "" : ": " + inherited));
    }

    /** The port that its own {@code --port} names; null where none does, or not exactly one. */
    private static @Nullable Integer port(ProcessSnapshot process) {
        List<String> values = Options.values(Invocation.of(process), PORT);
        if (values.size() != 1 || !values.get(0).matches("[0-9]{1,5}")) {
            return null;
        }
        int port = Integer.parseInt(values.get(0));
        return port >= 1 && port <= MOST_PORTS ? port : null;
    }

    /** The same order whatever the kernel's. */
    private static List<Listener> sorted(Set<Listener> held) {
        List<Listener> sorted = new ArrayList<>(held);
        sorted.sort(Comparator.comparing(ServiceReader::name).thenComparing(Listener::inode));
        return sorted;
    }

    private static String name(Listener listener) {
        return listener instanceof Listener.Tcp tcp
                ? "port " + tcp.port()
                : "its socket " + ((Listener.Unix) listener).name();
    }

    /**
     * The ancestor that a listener was inherited from and that serves it; null where the process itself does.
     * Supervisors and service managers hold listeners for the programs that they start, so an ancestor has to be a CI
     * itself; if it runs the same program or command line, the others are its workers.
     */
    private @Nullable ProcessNode server(Listener listener, ProcessSnapshot process, Lineage lineage) {
        for (ProcessNode ancestor : lineage.ancestors()) {
            if (ancestor.pid() != 1
                    && listeners.of(ancestor.pid()) instanceof Reading.Present<Set<Listener>> theirs
                    && theirs.value().contains(listener)
                    && !listeners.maySharePrograms(process.pid(), ancestor.pid())
                    && table.read(ancestor.pid()) instanceof Reading.Present<ProcessSnapshot> seen
                    && seen.value().identity().equals(ancestor.identity())
                    && !isRepeated(seen.value().command(), process.command())
                    && serves(seen.value(), listener)) {
                return ancestor;
            }
        }
        return null;
    }

    /**
     * Whether a program ran itself again, as reloaders do: often with the interpreter's whole path, where a person had
     * typed its name.
     */
    private static boolean isRepeated(CommandLine above, CommandLine below) {
        int size = above.size();
        return above.equals(below)
                || (size > 1
                        && size == below.size()
                        && above.arguments()
                                .subList(1, size)
                                .equals(below.arguments().subList(1, size)));
    }

    private boolean serves(ProcessSnapshot ancestor, Listener listener) {
        Integer port = port(ancestor);
        if (port != null && listener instanceof Listener.Tcp tcp && tcp.port() == port) {
            return true;
        }
        List<Rule> matching = rules.matching(ancestor);
        return !matching.isEmpty() && matching.stream().noneMatch(Rule::launcher);
    }

    /** A descendant that listens on the port: the process itself only watches over it. */
    private @Nullable Integer listeningBelow(int pid, int port) {
        Deque<Integer> next = new ArrayDeque<>(listeners.children(pid));
        Set<Integer> seen = new HashSet<>();
        while (!next.isEmpty() && seen.size() < MOST_DESCENDANTS) {
            int child = next.pop();
            if (!seen.add(child)) {
                continue;
            }
            if (listeners.of(child) instanceof Reading.Present<Set<Listener>> held
                    && held.value().stream().anyMatch(l -> l instanceof Listener.Tcp tcp && tcp.port() == port)) {
                return child;
            }
            next.addAll(listeners.children(child));
        }
        return null;
    }
}
