package io.tekton.sharedservices.leftover.proof;

import io.tekton.sharedservices.process.ProcessTable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was read of the whole host for some judgements, and by whom.
 *
 * @param table where the processes that things name are looked up
 * @param host the name of this host
 * @param uid of this user, whose things alone may be leftovers
 * @param now the time from which ages are
 */
public final class Surroundings {
    /** Where the processes are. */
    public static final String PROC = "/proc";

    private final ProcessTable table;
    private final String host;
    private final int uid;
    private final Instant now;
    private final OpenThings open;
    private final BoundSockets sockets;
    private final NestedPids nested;

    private Surroundings(
            ProcessTable table,
            String host,
            int uid,
            Instant now,
            OpenThings open,
            BoundSockets sockets,
            NestedPids nested) {
        this.table = table;
        this.host = host;
        this.uid = uid;
        this.now = now;
        this.open = open;
        this.sockets = sockets;
        this.nested = nested;
    }

    /**
     * Reads all processes and sockets now. The caller holds nothing that is to be judged.
     *
     * @param proc where they are, {@link #PROC}
     */
    public static Surroundings read(ProcessTable table, String host, int uid, Instant now, String proc) {
        return new Surroundings(
                table,
                host,
                uid,
                now,
                new OpenThingsReader(proc).read(),
                BoundSockets.read(proc),
                NestedPids.read(proc));
    }

    ProcessTable table() {
        return table;
    }

    String host() {
        return host;
    }

    public int uid() {
        return uid;
    }

    Instant now() {
        return now;
    }

    /** Why a process of this pid may live, a clause; null where it is proven that none does. */
    public @Nullable String mayLive(int pid) {
        String lives = new NamedProcess(pid, null).mayLive(table);
        if (lives != null) {
            return lives;
        }
        if (nested.has(pid)) {
            return "a process in a container has pid " + pid;
        }
        return nested.unreadable();
    }

    OpenThings open() {
        return open;
    }

    BoundSockets sockets() {
        return sockets;
    }

    NestedPids nested() {
        return nested;
    }
}
