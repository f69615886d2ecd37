package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.verdict.Holders;
import io.tekton.sharedservices.cleanup.verdict.LivingCi;
import io.tekton.sharedservices.cleanup.verdict.RegistrationHistory;
import io.tekton.sharedservices.cleanup.verdict.RegistryGuard;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.registry.Registrations;
import io.tekton.sharedservices.registry.RegistryReader;
import io.tekton.sharedservices.registry.RegistryReading;
import io.tekton.sharedservices.registry.RegistrySettings;
import io.tekton.sharedservices.registry.WhenEmpty;
import io.tekton.sharedservices.registry.memory.ReadingTime;
import io.tekton.sharedservices.registry.memory.RegistrationMemory;
import io.tekton.sharedservices.registry.memory.RememberedRegistrations;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a reading of the registry is believed, and remembers those that are. The only place that moves the
 * memory of registrations. Thread-safe if the process table is.
 */
public final class RegistryBelief {
    private final RegistrationMemory memory;
    private final RegistrySettings settings;
    private final ProcessTable table;
    private final Clock clock;

    public RegistryBelief(RegistrationMemory memory, RegistrySettings settings, ProcessTable table, Clock clock) {
        this.memory = memory;
        this.settings = settings;
        this.table = table;
        this.clock = clock;
    }

    /**
     * How a reading is weighed.
     *
     * @param accepts an operator accepts the reading, whatever the guard says of it
     * @param keeps what comes of it is remembered; a dry run remembers nothing
     * @param writing when it must be on the disk
     */
    record Manner(boolean accepts, boolean keeps, RegistrationMemory.Writing writing) {
        static Manner of(CleanupRequest request) {
            return new Manner(request.acceptRegistry(), !request.dryRun(), RegistrationMemory.Writing.NOW);
        }

        /** For readings that no run uses. */
        static final Manner PERIODIC = new Manner(false, true, RegistrationMemory.Writing.WHEN_DUE);

        /** For a question that changes nothing. */
        static final Manner LOOK = new Manner(false, false, RegistrationMemory.Writing.WHEN_DUE);

        Manner written(RegistrationMemory.Writing when) {
            return new Manner(accepts, keeps, when);
        }
    }

    /**
     * What a reading came to.
     *
     * @param collapsed why it cannot be true; null where nothing speaks against it
     * @param overridden the same, if an operator accepted it anyway
     */
    public record Weighed(
            RegistryReading.@Nullable Refused collapsed,
            RegistryReading.@Nullable Refused overridden,
            RegistrationHistory known) {}

    /**
     * Weighs a reading against what is known, and remembers what comes of it.
     *
     * @throws java.io.UncheckedIOException if that could not be written
     */
    Weighed weigh(Registrations now, Holders holders, Manner manner) {
        ReadingTime at = ReadingTime.of(table.bootId(), table.uptime(), clock.instant());
        String namespace = table.pidNamespace();
        if (!manner.keeps()) {
            return weighed(memory.now(), now, holders, manner, at, namespace);
        }
        return memory.step(
                before -> weighed(before, now, holders, manner, at, namespace),
                weighed -> weighed.known().memory(),
                manner.writing());
    }

    /** As a cleanup weighs it, for a question that changes nothing. */
    public Weighed look(Registrations now, Holders holders) {
        return weigh(now, holders, Manner.LOOK);
    }

    private Weighed weighed(
            RememberedRegistrations before,
            Registrations now,
            Holders holders,
            Manner manner,
            ReadingTime at,
            String namespace) {
        RegistryReading.Refused damaged = damaged(manner);
        if (damaged != null) {
            return new Weighed(damaged, null, new RegistrationHistory(before, at, namespace, false, true));
        }
        Optional<RegistryReading.Refused> collapse =
                RegistryGuard.collapsed(now, before, holders, at, namespace, settings.maxDropPercent());
        boolean believed = collapse.isEmpty() || manner.accepts();
        RememberedRegistrations after = believed
                ? before.believed(now, holders.registered(now), holders::lives, namespace, at, manner.accepts())
                : before.refused(now, at);
        return new Weighed(
                believed ? null : collapse.orElse(null),
                believed ? collapse.orElse(null) : null,
                new RegistrationHistory(after, at, namespace, manner.accepts()));
    }

    /**
     * Why a believed reading that names nobody must not make orphans.
     *
     * @return null where there are none, where it names somebody, or where an empty registry is trusted
     */
    RegistryReading.@Nullable Refused empty(Registrations now, Holders holders, int orphans, Manner manner) {
        boolean forbidden = orphans > 0
                && settings.whenEmpty() == WhenEmpty.REFUSE
                && !manner.accepts()
                && RegistryGuard.isEmpty(now, holders);
        return forbidden ? RegistryGuard.empty(now, orphans) : null;
    }

    /**
     * Why no reading is believed until an operator accepts one: without what earlier ones saw, nothing shows whether it
     * is complete.
     *
     * @return null where nothing is lost
     * @throws java.io.UncheckedIOException if one is accepted, and the damaged file could not be kept aside
     */
    RegistryReading.@Nullable Refused damaged(Manner manner) {
        if (manner.accepts() && manner.keeps()) {
            memory.startAgain();
        }
        String damage = memory.damage();
        return damage == null || manner.accepts()
                ? null
                : new RegistryReading.Refused(
                        RegistryReading.MEMORY_DAMAGED,
                        damage + "; if the registry is complete, begin again with it: cleanup --accept-registry",
                        null,
                        null,
                        null);
    }

    /** Why it is not known what earlier readings saw; null where it is known. */
    public @Nullable String damage() {
        return memory.damage();
    }

    /** What earlier readings saw, where there is no reading now; nothing is remembered of this. */
    RegistrationHistory known() {
        return new RegistrationHistory(
                memory.now(),
                ReadingTime.of(table.bootId(), table.uptime(), clock.instant()),
                table.pidNamespace(),
                false,
                memory.damage() != null);
    }

    /** Before these are signalled: they stay in the guard's count after they have ended. */
    void decidedToEnd(Set<ProcessIdentity> processes) {
        memory.step(
                before -> before,
                before -> before.decidedToEnd(processes, table.pidNamespace()),
                RegistrationMemory.Writing.NOW);
    }

    /** The living CI processes that believed readings saw registered within the guard's window. */
    public List<LivingCi> living(Rules rules) {
        Holders holders = CandidateScanner.holders(table, rules);
        ReadingTime at = ReadingTime.of(table.bootId(), table.uptime(), clock.instant());
        return memory.now().inWindow(at, table.pidNamespace()).stream()
                .filter(one -> RegistryGuard.livesAsCi(one, holders))
                .map(one -> LivingCi.of(one, holders.of(one.identity().pid())))
                .toList();
    }

    /** Whether this process may be alive; true also if it cannot be read. */
    public boolean lives(ProcessIdentity process) {
        Reading<ProcessNode> reading = table.node(process.pid());
        return reading instanceof Reading.Unreadable<ProcessNode>
                || (reading instanceof Reading.Present<ProcessNode> present
                        && !present.value().zombie()
                        && present.value().identity().equals(process));
    }

    /** Whether a missing or empty registry is trusted, so that it proves little. */
    public boolean trustsEmpty() {
        return settings.trustsEmpty();
    }

    /**
     * Reads the registry between runs, so that what it says is known when a run comes.
     *
     * @return the reading; refused also where the guard refuses it
     * @throws java.io.UncheckedIOException if the memory was due and could not be written
     */
    public RegistryReading readAndRemember(RegistryReader reader, Rules rules) {
        RegistryReading reading = reader.read();
        if (!(reading instanceof RegistryReading.Read read)) {
            return reading;
        }
        Weighed weighed = weigh(read.registrations(), CandidateScanner.holders(table, rules), Manner.PERIODIC);
        return weighed.collapsed() != null ? weighed.collapsed() : read;
    }
}
