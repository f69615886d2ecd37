package io.tekton.sharedservices.cleanup.verdict;

import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.registry.Registration;
import io.tekton.sharedservices.registry.Registrations;
import io.tekton.sharedservices.registry.memory.RegisteredProcess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/** Who has which pid, at one moment: each is read once. For one thread. */
public final class Holders {
    private final Map<Integer, Holder> known = new HashMap<>();
    private final IntFunction<Holder> read;

    /** @param read reads the holder of a pid again */
    public Holders(IntFunction<Holder> read) {
        this.read = read;
    }

    /** Takes over what a scan has read already. */
    public Holders with(List<Candidate> scanned) {
        for (Candidate candidate : scanned) {
            known.put(
                    candidate.pid(),
                    candidate.snapshot().node().zombie() ? new Holder.Nobody() : Holder.Ci.of(candidate));
        }
        return this;
    }

    public Holder of(int pid) {
        Holder holder = known.get(pid);
        if (holder == null) {
            holder = read.apply(pid);
            known.put(pid, holder);
        }
        return holder;
    }

    /** Whether this process may be alive; true also if it cannot be read. */
    public boolean lives(ProcessIdentity process) {
        Holder holder = of(process.pid());
        return holder instanceof Holder.Unknown
                || (holder instanceof Holder.Ci ci && ci.identity().equals(process))
                || (holder instanceof Holder.Stranger stranger
                        && stranger.identity().equals(process));
    }

    /** Whether an entry has a pid that a process has; any process is enough. */
    boolean anyLives(Registration entry) {
        return entry.pids().stream().anyMatch(pid -> of(pid).lives());
    }

    /** The living processes that have a registered pid and can be read, by pid. */
    public Map<Integer, RegisteredProcess> registered(Registrations registrations) {
        Map<Integer, RegisteredProcess> living = new HashMap<>();
        for (int pid : registrations.pids()) {
            Holder holder = of(pid);
            if (holder instanceof Holder.Ci ci) {
                living.put(pid, new RegisteredProcess(ci.identity(), ci.rules()));
            } else if (holder instanceof Holder.Stranger stranger) {
                living.put(pid, new RegisteredProcess(stranger.identity(), Set.of()));
            }
        }
        return living;
    }
}
