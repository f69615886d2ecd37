package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.cleanup.verdict.Holders;
import io.tekton.sharedservices.cleanup.verdict.JudgementContext;
import io.tekton.sharedservices.cleanup.verdict.RegistrationHistory;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.TerminationEvent;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.process.PinnedProcess;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.SignalResult;
import io.tekton.sharedservices.registry.HeldRegistry;
import io.tekton.sharedservices.registry.Registrations;
import io.tekton.sharedservices.registry.RegistryReading;
import io.tekton.sharedservices.registry.memory.RegistrationMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Ends orphans whose intents are on record, all at once: SIGTERM to each, one grace period for all, SIGKILL to the
 * rest.
 *
 * <p>Before the first signal of a round the registry is read again under its shared lock, which is held until the last
 * signal. Each process is read and judged once more, through the hold on it, before its own signal. A round that cannot
 * be put on record is not begun.
 *
 * <p>Whatever happens is kept until it is written, so that a failure in the middle loses nothing; {@link #settle}
 * writes it. For one run.
 */
final class Terminator {
    /** How long a process may take to end after SIGKILL; a process in uninterruptible sleep does not end. */
    static final Duration KILL_BOUND = Duration.ofSeconds(5);

    private static final String STOPPED_BEFORE_KILL = "the run was stopped before SIGKILL";

    private final RunContext context;
    private final Recheck recheck;

    private final EndingRecord record;

    private @Nullable Long graceEndsNanos;

    Terminator(RunContext context, Recheck recheck) {
        this.context = context;
        this.recheck = recheck;
        this.record = new EndingRecord(context);
    }

    /**
     * Ends them.
     *
     * @param endings whose SIGTERM is on record as intended
     * @return why the registry forbade the first round, so that none was signalled that it judges; null if it did not
     * @throws AuditException if what was done could not be written: from then on nothing more was signalled
     */
    RegistryReading.@Nullable Refused end(List<TerminationAttempt> endings) {
        RegistryReading.Refused refused =
                round(endings, TerminationSignal.TERM, CleanupListener.Phase.TERMINATING, PinnedProcess::terminate);
        if (refused != null) {
            record.close(byRegistry(endings), TerminationResult.NOT_SIGNALLED, refused.message());
            if (endings.stream().noneMatch(TerminationAttempt::isOpen)) {
                record.write();
                return refused;
            }
        }
        long graceEnds = graceEnds();
        record.write();
        record.watch(endings, graceEnds, CleanupListener.Phase.WAITING, context.listener());
        record.write();
        List<TerminationAttempt> stubborn =
                endings.stream().filter(TerminationAttempt::isOpen).toList();
        if (!stubborn.isEmpty()) {
            kill(stubborn);
        }
        return refused;
    }

    private static List<TerminationAttempt> byRegistry(List<TerminationAttempt> endings) {
        return endings.stream().filter(ending -> !ending.isByOwners()).toList();
    }

    private void kill(List<TerminationAttempt> stubborn) {
        if (context.stop().isRaised()) {
            record.close(stubborn, TerminationResult.SURVIVED, STOPPED_BEFORE_KILL);
            record.write();
            return;
        }
        context.audit().append(context.run().id(), intents(stubborn, TerminationSignal.KILL, context.now()));
        RegistryReading.Refused refused =
                round(stubborn, TerminationSignal.KILL, CleanupListener.Phase.KILLING, PinnedProcess::kill);
        if (refused != null) {
            record.close(byRegistry(stubborn), TerminationResult.SURVIVED, "no SIGKILL was sent: " + refused.message());
        }
        if (stubborn.stream().anyMatch(TerminationAttempt::isOpen)) {
            record.watch(
                    stubborn,
                    System.nanoTime() + KILL_BOUND.toNanos(),
                    CleanupListener.Phase.KILLING,
                    context.listener());
            record.close(
                    stubborn,
                    TerminationResult.SURVIVED,
                    "it is still there " + KILL_BOUND.toSeconds()
                            + " seconds after SIGKILL: it may sleep uninterruptibly in the kernel");
        }
        record.write();
    }

    /** Notes that an attempt is over before its first signal. */
    void over(TerminationAttempt ending, TerminationEvent.Ended event) {
        record.happened(ending, event);
    }

    /** Puts the intents of these on record, and what is not on record yet. */
    void intend(List<TerminationAttempt> endings) {
        record.write();
        if (!endings.isEmpty()) {
            context.audit().append(context.run().id(), intents(endings, TerminationSignal.TERM, context.now()));
        }
    }

    /**
     * Completes the record of every attempt after a failure. Signals nothing, but watches the signalled processes to
     * the end of the grace period, and records what is not on record yet.
     *
     * @param why what broke it off, for those that are still there
     * @throws AuditException if that cannot be written either
     */
    void settle(List<TerminationAttempt> endings, @Nullable String why) {
        List<TerminationAttempt> signalled = endings.stream()
                .filter(TerminationAttempt::isOpen)
                .filter(TerminationAttempt::wasSignalled)
                .toList();
        record.watch(signalled, graceEnds(), CleanupListener.Phase.WAITING, CleanupListener.NONE);
        for (TerminationAttempt ending : endings) {
            if (ending.isOpen() && ending.pinned().exited()) {
                record.happened(ending, ending.gone(context.now(), System.nanoTime()));
            }
        }
        record.close(signalled, TerminationResult.SURVIVED, why);
        record.close(endings, TerminationResult.NOT_SIGNALLED, why);
        record.write();
    }

    /** When the grace period of all is over; it begins with the first call. */
    private long graceEnds() {
        if (graceEndsNanos == null) {
            graceEndsNanos = System.nanoTime() + context.request().grace().toNanos();
        }
        return graceEndsNanos;
    }

    static List<TerminationEvent.Intended> intents(
            List<TerminationAttempt> endings, TerminationSignal signal, Instant at) {
        return endings.stream()
                .map(ending -> new TerminationEvent.Intended(ending.identity(), at, signal))
                .toList();
    }

    /**
     * One signal to each that is still an orphan, under the registry's lock; null if the registry allowed it. Where it
     * did not, what owners judge alone goes on.
     */
    private RegistryReading.@Nullable Refused round(
            List<TerminationAttempt> endings,
            TerminationSignal signal,
            CleanupListener.Phase phase,
            Function<PinnedProcess, SignalResult> send) {
        try (HeldRegistry held = context.registry().readAndHold()) {
            Holders holders = context.observer().holders();
            if (held.reading() instanceof RegistryReading.Refused refused) {
                RegistrationHistory known = context.belief().known();
                JudgementContext around = context.observer()
                        .surroundings(
                                Registrations.none(), context.request().minAge(), known, holders, context.services());
                steps(leftToOwners(endings, known), around, signal, phase, send);
                return refused;
            }
            Registrations now = ((RegistryReading.Read) held.reading()).registrations();
            RegistryBelief.Manner manner = context.manner().written(RegistrationMemory.Writing.WHEN_DUE);
            RegistryBelief.Weighed weighed = context.belief().weigh(now, holders, manner);
            int needed = (int) endings.stream()
                    .filter(ending ->
                            !weighed.known().leavesToOwners(ending.verdict().candidate()))
                    .count();
            RegistryReading.Refused untrue = weighed.collapsed() != null
                    ? weighed.collapsed()
                    : context.belief().empty(now, holders, needed, manner);
            JudgementContext around = context.observer()
                    .surroundings(now, context.request().minAge(), weighed.known(), holders, context.services());
            steps(untrue == null ? endings : leftToOwners(endings, weighed.known()), around, signal, phase, send);
            return untrue;
        }
    }

    /** What goes on although the registry is refused; what only owners seemed to judge is closed where it does not. */
    private List<TerminationAttempt> leftToOwners(List<TerminationAttempt> endings, RegistrationHistory known) {
        List<TerminationAttempt> left = new ArrayList<>();
        for (TerminationAttempt ending : endings) {
            if (known.leavesToOwners(ending.verdict().candidate())) {
                left.add(ending);
            } else if (ending.isByOwners()) {
                record.happened(
                        ending,
                        ending.ended(
                                TerminationResult.SPARED_ON_RECHECK,
                                context.now(),
                                "the registry is refused, and may mean it: an earlier reading saw it or an ancestor "
                                        + "registered, or it carries a CI's name"));
            }
        }
        return left;
    }

    private void steps(
            List<TerminationAttempt> endings,
            JudgementContext around,
            TerminationSignal signal,
            CleanupListener.Phase phase,
            Function<PinnedProcess, SignalResult> send) {
        recheck.begin(endings, around);
        int done = 0;
        for (TerminationAttempt ending : endings) {
            step(ending, around, signal, send);
            context.listener().progress(phase, ++done, endings.size());
        }
    }

    /**
     * The last look before the signal: a judgement takes long enough for an {@code execve(2)} in its middle. What
     * happens behind this look no process can rule out, for a pidfd stays with a process whatever that executes.
     */
    private boolean isUnchanged(TerminationAttempt ending) {
        return context.table().read(ending.identity().pid()) instanceof Reading.Present<ProcessSnapshot> present
                && present.value().isSameAs(ending.verdict().candidate().snapshot());
    }

    /** The last check of one process, and its signal. */
    private void step(
            TerminationAttempt ending,
            JudgementContext around,
            TerminationSignal signal,
            Function<PinnedProcess, SignalResult> send) {
        String changed = recheck.changed(ending, around);
        if (changed == null && !isUnchanged(ending)) {
            changed = Recheck.RUNS_ANOTHER;
        }
        if (ending.pinned().exited()) {
            record.happened(ending, ending.gone(context.now(), System.nanoTime()));
        } else if (changed != null) {
            record.happened(ending, ending.ended(TerminationResult.SPARED_ON_RECHECK, context.now(), changed));
        } else if (context.stop().isRaised()) {
            record.happened(
                    ending,
                    ending.wasSignalled()
                            ? ending.ended(TerminationResult.SURVIVED, context.now(), STOPPED_BEFORE_KILL)
                            : ending.ended(
                                    TerminationResult.NOT_SIGNALLED,
                                    context.now(),
                                    "the run was stopped before its signal"));
        } else {
            SignalResult sent = send.apply(ending.pinned());
            long nanos = System.nanoTime();
            switch (sent) {
                case SENT -> {
                    ending.signalled(signal, nanos);
                    record.add(new TerminationEvent.Signalled(ending.identity(), context.now(), signal));
                    context.log().signalled(context.run(), ending.recorded(), signal, ending.pinned());
                }
                case GONE -> record.happened(ending, ending.gone(context.now(), nanos));
                case DENIED ->
                    record.happened(
                            ending,
                            ending.ended(
                                    TerminationResult.DENIED,
                                    context.now(),
                                    "the system forbade SIG" + signal + " (EPERM)"));
            }
        }
    }
}
