package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.cleanup.host.UseReader;
import io.tekton.sharedservices.cleanup.match.CommandText;
import io.tekton.sharedservices.cleanup.verdict.Families;
import io.tekton.sharedservices.cleanup.verdict.Judge;
import io.tekton.sharedservices.cleanup.verdict.JudgementContext;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.journal.query.Brought;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.registry.RegistryReading;
import io.tekton.sharedservices.text.Causes;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One cleanup from its first scan to its last record, in this order: read the registry, scan all processes, judge.
 * Wait, and repeat all of it. Count, hold each orphan, write the intents, and only then signal. For one thread, for one
 * run.
 */
final class CleanupRun {
    private final RunContext context;
    private final VerdictRecords records;
    private final HostScanner scanner;
    private final UseReader use;

    private List<RecordedVerdict> spared = List.of();
    private List<RecordedVerdict> unsignalled = List.of();
    private List<TerminationAttempt> endings = List.of();
    private List<Judge.Verdict> heldBack = List.of();
    private Families families = Families.NONE;
    private RegistryReading.@Nullable Refused partlyRefused;
    private boolean decided;
    private @Nullable Terminator terminator;

    CleanupRun(RunContext context) {
        this.context = context;
        this.records = new VerdictRecords(context.settings().redaction());
        this.scanner = new HostScanner(context);
        this.use = new UseReader(
                context.table(), e -> context.log().failure(context.run(), "what a process uses could not be read", e));
    }

    /** How a run ended, before it is written. */
    private record End(
            RunOutcome outcome,
            @Nullable String reason,
            @Nullable String message) {
        static End refused(String reason, String message) {
            return new End(RunOutcome.REFUSED, reason, message);
        }

        static End failed(String reason, String message) {
            return new End(RunOutcome.FAILED, reason, message);
        }
    }

    CleanupReport execute() {
        try {
            return finished(attempted());
        } finally {
            endings.stream()
                    .filter(TerminationAttempt::isHeld)
                    .forEach(ending -> ending.pinned().close());
        }
    }

    private End attempted() {
        try {
            return cleanUp();
        } catch (AuditException e) {
            context.log().failure(context.run(), "the audit could not be written", e);
            return unwritable("the audit could not be written, so nothing ", e);
        } catch (UncheckedIOException e) {
            context.log().failure(context.run(), "the memory of registrations could not be written", e);
            return unwritable("what is known of registrations could not be kept, so nothing ", e);
        } catch (RuntimeException | Error e) {
            context.log().failure(context.run(), "the run failed", e);
            return End.failed("internal-error", Causes.of(e));
        }
    }

    private End unwritable(String what, Exception cause) {
        return endings.stream().anyMatch(TerminationAttempt::wasSignalled)
                ? End.failed("store-unwritable", what + "more was signalled: " + Causes.of(cause))
                : End.refused("store-unwritable", what + "was signalled: " + Causes.of(cause));
    }

    private CleanupReport finished(End end) {
        Run finished;
        boolean recorded = true;
        try {
            settle(end);
            finished = context.audit().finishOrRepeat(ended(end));
        } catch (RuntimeException e) {
            context.log().failure(context.run(), "how the run ended could not be written yet", e);
            recorded = false;
            End known = "store-unwritable".equals(end.reason())
                    ? end
                    : unwritable("how the run ended could not be written at once; nothing ", e);
            finished = ended(known);
            Run last = finished;
            context.unwritten().keep(() -> {
                settle(known);
                context.audit().finishOrRepeat(last);
            });
        }
        context.log().ended(finished);
        CleanupReport report = new CleanupReport(finished, verdicts(), scanner.warnings(), recorded)
                .and(context.settings().redaction().warnings());
        context.log().warnings(finished, report.warnings());
        return report;
    }

    private Run ended(End end) {
        List<RecordedVerdict> verdicts = verdicts();
        String message = Stream.of(
                        end.message() == null ? scanner.acceptance() : end.message(),
                        Brought.by(verdicts).words(),
                        leftBehind().message(this::isEnded, context.table()))
                .filter(Objects::nonNull)
                .collect(Collectors.joining("; "));
        return context.run()
                .ended(
                        context.now(),
                        end.outcome(),
                        end.reason(),
                        message.isEmpty() ? null : message,
                        RunCounts.of(scanner.scanned(), verdicts));
    }

    private boolean isEnded(ProcessIdentity process) {
        return verdicts().stream()
                .filter(verdict -> verdict.identity().equals(process))
                .map(RecordedVerdict::result)
                .anyMatch(
                        result -> result != null && (result.isEnded() || result == TerminationResult.WOULD_TERMINATE));
    }

    /** Every orphan has a result and every verdict its record when the run is over, also when it broke off. */
    private void settle(End end) {
        if (terminator != null) {
            terminator.settle(held(), end.message());
            return;
        }
        held().forEach(ending -> ending.ended(TerminationResult.NOT_SIGNALLED, context.now(), end.message()));
        if (!decided && !verdicts().isEmpty()) {
            context.audit().decide(context.run().id(), verdicts(), List.of());
        }
    }

    /** Those that are held and have no result yet. */
    private List<TerminationAttempt> held() {
        return endings.stream().filter(TerminationAttempt::isOpen).toList();
    }

    private End cleanUp() {
        context.listener().grace(context.request().grace());
        context.listener().progress(CleanupListener.Phase.SCANNING, 0, 0);
        HostScanner.Scan scan = scanner.scan();
        if (scan.endsRun()) {
            return refused(scan);
        }
        HostScanner.Judgement judgement = scan.judgement();
        families = families(judgement, scan, null);
        if (!judgement.orphans().isEmpty()
                && (!context.request().dryRun()
                        || !context.request().confirmAfter().isZero())) {
            context.listener()
                    .progress(
                            CleanupListener.Phase.CONFIRMING,
                            0,
                            judgement.orphans().size());
            boolean stopped = context.stop().await(context.request().confirmAfter());
            HostScanner.Scan second = scanner.scan();
            if (second.endsRun()) {
                return refused(second);
            }
            judgement = Confirmation.of(
                    second.refused() == null ? judgement : judgement.byOwners(), second.judgement(), context.table());
            scan = second;
            families = families(judgement, second, families);
            if (stopped) {
                return decideUnsignalled(judgement, TerminationResult.NOT_SIGNALLED, STOPPED);
            }
        }
        heldBack = scan.heldBack();
        partlyRefused = scan.refused();
        int orphans = judgement.orphans().size() + families.members().size();
        if (orphans > context.settings().alertThreshold()) {
            context.log().excessive(context.run(), orphans, context.settings().alertThreshold());
        }
        if (orphans > context.request().maxTerminations()) {
            return decideUnsignalled(
                    judgement,
                    TerminationResult.NOT_SIGNALLED,
                    End.refused(
                            "too-many-orphans",
                            orphans + " orphans are more than orphan-cleanup.max-terminations allows in one run ("
                                    + context.request().maxTerminations()
                                    + "): none was signalled. If they are all to end, run once:"
                                    + " shared-services cleanup --max-terminations " + orphans));
        }
        if (context.request().dryRun()) {
            return decideUnsignalled(judgement, TerminationResult.WOULD_TERMINATE, succeeded());
        }
        return end(judgement);
    }

    private static final End STOPPED = End.failed("stopped", "the run was stopped; from then on nothing was signalled");

    /** What descends from the orphans; without a believed registry, only what none ever knew may join. */
    private Families families(HostScanner.Judgement judgement, HostScanner.Scan scan, @Nullable Families before) {
        JudgementContext around = scan.around();
        if (around == null || judgement.orphans().isEmpty()) {
            return Families.NONE;
        }
        return Families.of(
                judgement.verdicts(),
                around,
                context.observer()::read,
                before,
                member -> scan.believed() || around.known().knowsNothingOf(member));
    }

    private LeftBehind leftBehind() {
        return new LeftBehind(families.left(), context.settings().redaction());
    }

    /** Shows the candidates of a refused run where there are any that were judged, or a person rehearses. */
    private End refused(HostScanner.Scan scan) {
        RegistryReading.Refused refused = Objects.requireNonNull(scan.refused());
        End end = End.refused(refused.reason(), refused.message());
        List<Judge.Verdict> all = new ArrayList<>(scan.heldBack());
        all.addAll(scan.judgement().verdicts());
        boolean judged =
                scan.heldBack().stream().noneMatch(verdict -> verdict.rule().equals(Explanation.OPEN));
        return all.isEmpty() || !(judged || Explanation.Unjudged.isListedIn(context.request()))
                ? end
                : decideUnsignalled(new HostScanner.Judgement(all, List.of()), TerminationResult.NOT_SIGNALLED, end);
    }

    /** What was refused of a run that otherwise ended well is its reason. */
    private End succeeded() {
        RegistryReading.Refused refused = partlyRefused;
        return refused == null
                ? new End(RunOutcome.SUCCEEDED, null, null)
                : new End(RunOutcome.PARTIAL, refused.reason(), refused.message());
    }

    /** Writes the verdicts of a run that signals nothing. */
    private End decideUnsignalled(HostScanner.Judgement judgement, TerminationResult result, End end) {
        List<RecordedVerdict> orphans = new ArrayList<>();
        Stream.concat(judgement.orphans().stream(), families.members().stream().map(Families.Member::verdict))
                .map(records::of)
                .map(leftBehind()::noted)
                .map(verdict -> result == TerminationResult.WOULD_TERMINATE ? used(verdict) : verdict)
                .forEach(verdict -> orphans.add(verdict.withResult(result, null)));
        judgement.gone().forEach(verdict -> orphans.add(records.of(verdict).withResult(TerminationResult.GONE, null)));
        heldBack.stream()
                .filter(Judge.Verdict::isOrphan)
                .forEach(verdict -> orphans.add(records.of(verdict).withResult(TerminationResult.NOT_SIGNALLED, null)));
        spared = spared(judgement);
        unsignalled = orphans;
        context.audit().decide(context.run().id(), verdicts(), List.of());
        decided = true;
        verdicts().forEach(verdict -> context.log().verdict(context.run(), verdict));
        return end;
    }

    private List<RecordedVerdict> spared(HostScanner.Judgement judgement) {
        return Stream.concat(judgement.spared().stream(), heldBack.stream().filter(verdict -> !verdict.isOrphan()))
                .map(records::of)
                .toList();
    }

    private End end(HostScanner.Judgement judgement) {
        spared = spared(judgement);
        endings = new ArrayList<>();
        for (Judge.Verdict orphan : judgement.orphans()) {
            endings.add(hold(orphan));
        }
        for (Judge.Verdict gone : judgement.gone()) {
            endings.add(TerminationAttempt.unheld(gone, records.of(gone), TerminationResult.GONE, null));
        }
        RegistryReading.Refused before = partlyRefused;
        for (Judge.Verdict verdict : heldBack) {
            if (verdict.isOrphan() && before != null) {
                endings.add(TerminationAttempt.unheld(
                        verdict, records.of(verdict), TerminationResult.NOT_SIGNALLED, before.message()));
            }
        }
        List<TerminationAttempt> held = held();
        List<TerminationAttempt> withThem = new ArrayList<>();
        for (Families.Member member : families.members()) {
            withThem.add(hold(member.verdict()));
        }
        endings.addAll(withThem);
        if (!held.isEmpty()) {
            context.belief().decidedToEnd(identities(held));
        }
        context.audit()
                .decide(
                        context.run().id(),
                        verdicts(),
                        Terminator.intents(held, TerminationSignal.TERM, context.now()));
        decided = true;
        verdicts().forEach(verdict -> context.log().verdict(context.run(), verdict));
        endings.stream()
                .filter(ending -> !ending.isOpen())
                .forEach(ending -> context.log().outcome(context.run(), ending.recorded(), ending.detail()));
        if (!held.isEmpty()) {
            terminator = new Terminator(context, Recheck.byItsRules(context.observer()));
            RegistryReading.Refused refused = terminator.end(held);
            if (refused != null) {
                if (held.stream().noneMatch(TerminationAttempt::isByOwners)) {
                    return End.refused(refused.reason(), refused.message());
                }
                boolean alone = heldBack.isEmpty() && held.stream().allMatch(TerminationAttempt::isByOwners);
                partlyRefused = alone ? null : refused;
            }
        }
        endFamilies();
        return outcome();
    }

    private static Set<ProcessIdentity> identities(List<TerminationAttempt> attempts) {
        return attempts.stream().map(TerminationAttempt::identity).collect(Collectors.toSet());
    }

    /** After the orphans themselves. */
    private void endFamilies() {
        FamilyTermination termination = new FamilyTermination(context, families);
        Terminator ofFamilies = new Terminator(context, termination);
        List<TerminationAttempt> remaining = termination.remaining(endings, ofFamilies);
        terminator = ofFamilies;
        if (!remaining.isEmpty()) {
            context.belief().decidedToEnd(identities(remaining));
        }
        ofFamilies.intend(remaining);
        if (!remaining.isEmpty()) {
            RegistryReading.Refused refused = ofFamilies.end(remaining);
            if (refused != null && partlyRefused == null) {
                partlyRefused = refused;
            }
        }
    }

    private End outcome() {
        if (context.stop().isRaised() && !endings.isEmpty()) {
            return STOPPED;
        }
        int denied = count(TerminationResult.DENIED);
        int survived = count(TerminationResult.SURVIVED);
        if (survived > 0) {
            return End.failed("orphans-survived", survived + " of the orphans survived");
        }
        return denied > 0
                ? End.failed("signal-denied", "the system forbade to signal " + denied + " of the orphans")
                : succeeded();
    }

    private RecordedVerdict used(RecordedVerdict verdict) {
        return verdict.using(use.of(verdict.identity()));
    }

    private TerminationAttempt hold(Judge.Verdict orphan) {
        RecordedVerdict recorded = leftBehind().noted(records.of(orphan));
        ProcessTable.Pinning pinning = context.table().pin(orphan.candidate().snapshot());
        if (pinning instanceof ProcessTable.Pinning.Pinned pinned) {
            return TerminationAttempt.held(orphan, used(recorded), pinned.process());
        }
        return pinning instanceof ProcessTable.Pinning.Changed changed
                ? TerminationAttempt.unheld(
                        orphan, recorded, TerminationResult.SPARED_ON_RECHECK, CommandText.printable(changed.how()))
                : TerminationAttempt.unheld(orphan, recorded, TerminationResult.GONE, null);
    }

    private List<RecordedVerdict> verdicts() {
        return all(
                spared,
                unsignalled.isEmpty()
                        ? endings.stream().map(TerminationAttempt::recorded).toList()
                        : unsignalled);
    }

    private static List<RecordedVerdict> all(List<RecordedVerdict> some, List<RecordedVerdict> others) {
        List<RecordedVerdict> all = new ArrayList<>(some);
        all.addAll(others);
        all.sort(Comparator.comparingInt(verdict -> verdict.identity().pid()));
        return all;
    }

    private int count(TerminationResult result) {
        return (int) verdicts().stream().filter(v -> v.result() == result).count();
    }
}
