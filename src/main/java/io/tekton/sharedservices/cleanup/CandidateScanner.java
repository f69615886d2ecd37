package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.cleanup.host.InstallationReader;
import io.tekton.sharedservices.cleanup.host.OurInstallation;
import io.tekton.sharedservices.cleanup.host.ServiceReader;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.verdict.Candidate;
import io.tekton.sharedservices.cleanup.verdict.Holder;
import io.tekton.sharedservices.cleanup.verdict.Holders;
import io.tekton.sharedservices.cleanup.verdict.JudgementContext;
import io.tekton.sharedservices.cleanup.verdict.Lineage;
import io.tekton.sharedservices.cleanup.verdict.RegisteredProcesses;
import io.tekton.sharedservices.cleanup.verdict.RegistrationHistory;
import io.tekton.sharedservices.cleanup.verdict.SelfAndAncestors;
import io.tekton.sharedservices.cleanup.witness.Witness;
import io.tekton.sharedservices.cleanup.witness.WitnessMemory;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.Scan;
import io.tekton.sharedservices.registry.Registrations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Scans the host and passes what it finds to the judge. */
public final class CandidateScanner {
    /** How often a process is read whose ancestors end meanwhile. */
    static final int READINGS = 3;

    private final ProcessTable table;
    private final CleanupSettings settings;
    private final OurInstallation ours;
    private final Set<Integer> askers;
    private final Witness witness;
    private @Nullable SelfAndAncestors own;

    /** One that knows of no owner. */
    public CandidateScanner(ProcessTable table, CleanupSettings settings, OurInstallation ours, Set<Integer> askers) {
        this(table, settings, ours, askers, new Witness(WitnessMemory.none()));
    }

    /**
     * @param askers pids that asked for the cleanup: this process, and a command's that a daemon cleans for
     * @param witness knows of owners
     */
    public CandidateScanner(
            ProcessTable table, CleanupSettings settings, OurInstallation ours, Set<Integer> askers, Witness witness) {
        this.witness = witness;
        this.table = table;
        this.settings = settings;
        this.ours = ours;
        this.askers = Set.copyOf(askers);
    }

    /** What one scan of all processes found. */
    public record Observation(
            int scanned,
            List<Integer> unreadable,
            List<Candidate> candidates,
            Holders holders,
            IntFunction<Reading<ProcessNode>> nodes) {}

    /** @throws java.io.UncheckedIOException if what was seen of owners could not be kept */
    public Observation observe() {
        witness.sample(table, settings.rules());
        Scan scan = table.scan(settings.users(), settings.rules()::mayMatch);
        IntFunction<Reading<ProcessNode>> nodes = remembered();
        HostReader reader = new HostReader(nodes);
        List<Candidate> candidates = new ArrayList<>();
        for (ProcessSnapshot snapshot : scan.matches()) {
            // Most of these the rules do not name after all: the command line alone did not decide.
            if (!settings.rules().matching(snapshot).isEmpty()) {
                candidates.add(reader.candidate(snapshot));
            }
        }
        Set<Integer> named = candidates.stream().map(Candidate::pid).collect(Collectors.toSet());
        if (settings.rules().asksForWitnessed()) {
            for (ProcessIdentity left : witness.leftBehind(table)) {
                if (!named.contains(left.pid())
                        && table.read(left.pid()) instanceof Reading.Present<ProcessSnapshot> present
                        && present.value().identity().equals(left)
                        && isOfWantedUser(present.value())) {
                    Candidate candidate = reader.candidate(present.value());
                    if (!candidate.matches().isEmpty()) {
                        candidates.add(candidate);
                    }
                }
            }
        }
        return new Observation(
                scan.scanned(), scan.unreadable(), candidates, holders().with(candidates), nodes);
    }

    private boolean isOfWantedUser(ProcessSnapshot snapshot) {
        return snapshot.owner() != null && settings.users().includes(snapshot.owner());
    }

    /** Who has which pid; each is read when first requested. */
    public Holders holders() {
        return holders(table, settings.rules());
    }

    static Holders holders(ProcessTable table, Rules rules) {
        return new Holders(pid -> holder(table, rules, pid));
    }

    private static Holder holder(ProcessTable table, Rules rules, int pid) {
        Reading<ProcessSnapshot> reading = table.read(pid);
        if (reading instanceof Reading.Unreadable<ProcessSnapshot> unreadable) {
            return new Holder.Unknown(unreadable.why());
        }
        if (!(reading instanceof Reading.Present<ProcessSnapshot> present)
                || present.value().node().zombie()) {
            return new Holder.Nobody();
        }
        ProcessSnapshot snapshot = present.value();
        return rules.matching(snapshot).isEmpty()
                ? new Holder.Stranger(snapshot.identity())
                : Holder.Ci.of(snapshot, rules);
    }

    /** What a judgement depends on besides the candidate itself; each process is read again. */
    public JudgementContext surroundings(
            Registrations registrations,
            Duration minAge,
            RegistrationHistory known,
            Holders holders,
            JudgementContext.Services services) {
        Map<Integer, Optional<Candidate>> seen = new HashMap<>();
        return surroundings(
                registrations,
                minAge,
                known,
                holders,
                services,
                remembered(),
                pid -> seen.computeIfAbsent(pid, this::named));
    }

    public JudgementContext surroundings(
            Registrations registrations,
            Duration minAge,
            RegistrationHistory known,
            Holders holders,
            JudgementContext.Services services,
            IntFunction<Reading<ProcessNode>> nodes,
            IntFunction<Optional<Candidate>> candidates) {
        if (own == null) {
            // Once for a run: the caller may be gone before it ends, and must still be spared.
            own = SelfAndAncestors.of(askers, nodes);
        }
        return new JudgementContext(
                registrations,
                RegisteredProcesses.of(registrations.pids(), nodes),
                own,
                settings.users(),
                ours.folder().toString(),
                minAge,
                known,
                holders,
                candidates,
                services,
                witness.evidence(table, settings.rules(), nodes));
    }

    private Optional<Candidate> named(int pid) {
        return readOnce(pid) instanceof Reading.Present<Candidate> present
                        && !present.value().matches().isEmpty()
                ? Optional.of(present.value())
                : Optional.empty();
    }

    /** A text that holds what a process says of itself, fit to be kept. */
    String masked(String text) {
        return settings.redaction().text(text);
    }

    /** Reads one process again; no rule needs to name it. */
    public Reading<Candidate> read(int pid) {
        Reading<Candidate> reading = readOnce(pid);
        for (int i = 1; i < READINGS && hasBrokenLineage(reading); i++) {
            reading = readOnce(pid);
        }
        return reading;
    }

    /** A parent that ends during a scan leaves a gap that the next scan no longer has. */
    private static boolean hasBrokenLineage(Reading<Candidate> reading) {
        return reading instanceof Reading.Present<Candidate> present
                && present.value().lineage().unknown() != null;
    }

    /** Whether one that was above it when it was read has ended since. */
    boolean hasLostAncestor(Reading<Candidate> reading) {
        return reading instanceof Reading.Present<Candidate> present
                && present.value().lineage().ancestors().stream()
                        .anyMatch(ancestor -> !(table.node(ancestor.pid()) instanceof Reading.Present<ProcessNode> node)
                                || node.value().zombie()
                                || !node.value().identity().equals(ancestor.identity()));
    }

    private Reading<Candidate> readOnce(int pid) {
        Reading<ProcessSnapshot> reading = table.read(pid);
        if (reading instanceof Reading.Present<ProcessSnapshot> present) {
            return new Reading.Present<>(new HostReader(table::node).candidate(present.value()));
        }
        return reading instanceof Reading.Unreadable<ProcessSnapshot> unreadable
                ? new Reading.Unreadable<>(unreadable.why())
                : new Reading.Gone<>();
    }

    /** One scan of the host, in which what several processes share is read once. */
    private final class HostReader {
        private final IntFunction<Reading<ProcessNode>> nodes;
        private final ServiceReader services = new ServiceReader(table, settings.rules());
        private final InstallationReader installations = new InstallationReader(
                ours, table.paths(), (int) ProcessHandle.current().pid());

        HostReader(IntFunction<Reading<ProcessNode>> nodes) {
            this.nodes = nodes;
        }

        Candidate candidate(ProcessSnapshot snapshot) {
            Lineage lineage = Lineage.of(snapshot.node(), nodes);
            Set<String> endedOwners =
                    settings.rules().asksForWitnessed() ? witness.endedOwners(table, snapshot.identity()) : Set.of();
            return Candidate.of(
                    snapshot,
                    settings.rules(),
                    endedOwners,
                    lineage,
                    installations.of(snapshot),
                    services.of(snapshot, lineage));
        }
    }

    /** Within one observation each process's place is read once, so that all verdicts use the same data. */
    private IntFunction<Reading<ProcessNode>> remembered() {
        Map<Integer, Reading<ProcessNode>> seen = new HashMap<>();
        return pid -> seen.computeIfAbsent(pid, table::node);
    }
}
