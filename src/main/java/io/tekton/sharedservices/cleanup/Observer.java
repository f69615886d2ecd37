package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.Scan;
import io.tekton.sharedservices.registry.Registrations;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Looks at the host and hands what it sees to the judge. */
final class Observer {
    private static final int LOOKS = 3;

    private final ProcessTable table;
    private final CleanupSettings settings;
    private final Path tektonState;
    private final Set<Integer> askers;

    /**
     * @param tektonState our installation's state folder; another process's lies below its {@code TEKTON_ROOT}
     * @param askers pids that asked for the cleanup: this process, and a command's that a daemon cleans for
     */
    Observer(ProcessTable table, CleanupSettings settings, Path tektonState, Set<Integer> askers) {
        this.table = table;
        this.settings = settings;
        this.tektonState = tektonState;
        this.askers = Set.copyOf(askers);
    }

    /** Everything that one judgement needs. */
    record Observation(int scanned, List<Integer> unreadable, List<Candidate> candidates, Surroundings around) {}

    Observation observe(Registrations registrations, Duration minAge) {
        Scan scan = table.scan(settings.users(), settings.rules()::mayMatch);
        IntFunction<Reading<ProcessNode>> nodes = remembered();
        List<Candidate> candidates = new ArrayList<>();
        for (ProcessSnapshot snapshot : scan.matches()) {
            Candidate candidate = candidate(snapshot, nodes);
            if (!candidate.matches().isEmpty()) {
                candidates.add(candidate);
            }
        }
        return new Observation(
                scan.scanned(), scan.unreadable(), candidates, surroundings(registrations, minAge, nodes));
    }

    /** What a judgement depends on beside the candidate itself. */
    Surroundings surroundings(Registrations registrations, Duration minAge) {
        return surroundings(registrations, minAge, remembered());
    }

    private Surroundings surroundings(
            Registrations registrations, Duration minAge, IntFunction<Reading<ProcessNode>> nodes) {
        Set<Integer> own = new HashSet<>(askers);
        for (int asker : askers) {
            if (nodes.apply(asker) instanceof Reading.Present<ProcessNode> node) {
                Lineage.of(node.value(), nodes).ancestors().forEach(ancestor -> own.add(ancestor.pid()));
            }
        }
        return new Surroundings(
                registrations,
                Kin.of(registrations.pids(), nodes),
                own,
                settings.users(),
                tektonState.toString(),
                minAge);
    }

    /** One process, seen afresh; it need not be named by any rule. */
    Reading<Candidate> look(int pid) {
        Reading<Candidate> looked = lookOnce(pid);
        for (int i = 1; i < LOOKS && hasBrokenLineage(looked); i++) {
            looked = lookOnce(pid);
        }
        return looked;
    }

    /** A parent that ends in the middle of a look leaves a gap that is not there any more at the next one. */
    private static boolean hasBrokenLineage(Reading<Candidate> looked) {
        return looked instanceof Reading.Present<Candidate> present
                && present.value().lineage().unknown() != null;
    }

    private Reading<Candidate> lookOnce(int pid) {
        Reading<ProcessSnapshot> reading = table.read(pid);
        if (reading instanceof Reading.Present<ProcessSnapshot> present) {
            return new Reading.Present<>(candidate(present.value(), table::node));
        }
        return reading instanceof Reading.Unreadable<ProcessSnapshot> unreadable
                ? new Reading.Unreadable<>(unreadable.why())
                : new Reading.Gone<>();
    }

    private Candidate candidate(ProcessSnapshot snapshot, IntFunction<Reading<ProcessNode>> nodes) {
        return Candidate.of(snapshot, settings.rules(), Lineage.of(snapshot.node(), nodes), installation(snapshot));
    }

    /** Within one observation each process's place is read once, so that all verdicts rest on one picture. */
    private IntFunction<Reading<ProcessNode>> remembered() {
        Map<Integer, Reading<ProcessNode>> seen = new HashMap<>();
        return pid -> seen.computeIfAbsent(pid, table::node);
    }

    private Candidate.Installation installation(ProcessSnapshot snapshot) {
        Map<String, String> environment = snapshot.environment();
        String root = environment == null ? null : environment.get(Candidate.ROOT_VARIABLE);
        if (root == null || root.isEmpty()) {
            return new Candidate.Installation.Ours();
        }
        try {
            Path folder = resolved(snapshot.pid(), Path.of(root));
            if (folder == null) {
                return new Candidate.Installation.Unknown("its TEKTON_ROOT is relative and its working folder unknown");
            }
            Path state = folder.resolve(tektonState.getFileName());
            return real(state).equals(real(tektonState))
                    ? new Candidate.Installation.Ours()
                    : new Candidate.Installation.Other(folder.toString());
        } catch (InvalidPathException e) {
            return new Candidate.Installation.Unknown("its TEKTON_ROOT is no path");
        }
    }

    private @Nullable Path resolved(int pid, Path root) {
        if (root.isAbsolute()) {
            return root.normalize();
        }
        return table.workingFolder(pid) instanceof Reading.Present<Path> folder
                ? folder.value().resolve(root).normalize()
                : null;
    }

    /** With symbolic links followed as far as the path exists. */
    private static Path real(Path path) {
        Path known = path.toAbsolutePath().normalize();
        Path rest = Path.of("");
        for (Path at = known; at != null; at = at.getParent()) {
            try {
                return at.toRealPath().resolve(rest).normalize();
            } catch (IOException e) {
                // It does not exist or may not be looked at: its parent may.
                Path name = at.getFileName();
                rest = name == null ? rest : name.resolve(rest);
            }
        }
        return known;
    }
}
