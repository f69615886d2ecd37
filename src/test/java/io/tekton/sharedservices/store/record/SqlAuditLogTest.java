package io.tekton.sharedservices.store.record;

import static io.tekton.sharedservices.journal.TerminationResult.KILLED;
import static io.tekton.sharedservices.journal.TerminationResult.NOT_SIGNALLED;
import static io.tekton.sharedservices.journal.TerminationResult.TERMINATED;
import static io.tekton.sharedservices.journal.TerminationResult.UNCERTAIN;
import static io.tekton.sharedservices.journal.TerminationResult.WOULD_TERMINATE;
import static io.tekton.sharedservices.journal.TerminationSignal.KILL;
import static io.tekton.sharedservices.journal.TerminationSignal.TERM;
import static io.tekton.sharedservices.store.Records.HOST;
import static io.tekton.sharedservices.store.Records.ended;
import static io.tekton.sharedservices.store.Records.finished;
import static io.tekton.sharedservices.store.Records.intended;
import static io.tekton.sharedservices.store.Records.live;
import static io.tekton.sharedservices.store.Records.orphan;
import static io.tekton.sharedservices.store.Records.signalled;
import static io.tekton.sharedservices.store.Records.spared;
import static io.tekton.sharedservices.store.Records.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.journal.query.Leak;
import io.tekton.sharedservices.journal.query.RunQuery;
import io.tekton.sharedservices.journal.query.TerminationQuery;
import io.tekton.sharedservices.json.CanonicalJsonReader;
import io.tekton.sharedservices.store.Records;
import io.tekton.sharedservices.store.Store;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlAuditLogTest {
    @TempDir
    Path folder;

    private Store store;
    private SqlAuditLog log;
    private SqlAuditReader reader;

    @BeforeEach
    void open() {
        store = Records.ready(folder.resolve("state"));
        log = store.auditLog(Records.BOOT, Records.CLOCK);
        reader = store.auditReader();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void keepsEveryFieldOfARun() {
        Run full = new Run(
                "20261025-003000-abcde",
                "config-sync",
                HOST,
                "boot-2",
                -1,
                Trigger.FLAG,
                "scheduler",
                true,
                Instant.parse("2026-10-25T01:30:00.999Z"),
                Instant.parse("2026-10-25T02:30:00.001Z"),
                RunOutcome.REFUSED,
                "registry-missing",
                "no \\ registry\nat all",
                new RunCounts(400, 6, 4, 2, 1, 2, 1));

        log.begin(full);

        assertThat(reader.run(full.id())).contains(full);
        assertThat(kinds()).containsExactly(EventKind.RUN_BEGUN, EventKind.RUN_FINISHED);
        assertIntact();
    }

    @Test
    void recordsALiveRunFromItsBeginningToItsEnd() {
        Run run = live(1);
        log.begin(run);
        log.decide(
                run.id(),
                List.of(orphan(12), spared(13), orphan(14), verdict(15, Decision.ORPHAN, NOT_SIGNALLED)),
                List.of(intended(12, TERM), intended(14, TERM)));
        log.append(run.id(), List.of(signalled(12, TERM), signalled(14, TERM), ended(12, TERMINATED)));
        log.append(run.id(), List.of(intended(14, KILL)));
        log.append(run.id(), List.of(signalled(14, KILL), ended(14, KILLED)));
        Run over = finished(run, new RunCounts(90, 4, 3, 1, 1, 1, 0));

        log.finish(over);

        assertThat(reader.run(run.id())).contains(over);
        assertThat(reader.verdicts(run.id()))
                .containsExactly(
                        orphan(12).withResult(TERMINATED, 12L),
                        spared(13),
                        orphan(14).withResult(KILLED, 12L),
                        verdict(15, Decision.ORPHAN, NOT_SIGNALLED));
        List<Termination> terminations = reader.terminations(everything());
        assertThat(terminations).hasSize(2);
        assertThat(terminations.get(0))
                .isEqualTo(new Termination(
                        terminations.get(0).sequence(),
                        run.id(),
                        HOST,
                        false,
                        orphan(14).withResult(KILLED, 12L),
                        intended(14, TERM).at(),
                        ended(14, KILLED).at(),
                        List.of(TERM, KILL),
                        "gone in time"));
        assertThat(reader.unresolved(run.id())).isEmpty();
        assertIntact();
    }

    @Test
    void explainsAnIntentInTheChainItself() {
        Run run = live(1);
        log.begin(run);
        log.decide(run.id(), List.of(orphan(12)), List.of(intended(12, TERM)));

        AuditEvent intent = reader.eventsAfter(2, 10).get(0);

        assertThat(intent.kind()).isEqualTo(EventKind.INTENDED);
        assertThat(intent.process()).isEqualTo(Records.process(12));
        assertThat(CanonicalJsonReader.texts(intent.facts()))
                .containsEntry("component", "Apollo")
                .containsEntry("command", orphan(12).command())
                .containsEntry("match", "specialist")
                .containsEntry("rule", "unregistered")
                .containsEntry("explanation", orphan(12).explanation())
                .containsEntry("lineage", orphan(12).lineage())
                .containsEntry("signal", "TERM");
    }

    @Test
    void listsWhatADryRunWouldTerminate() {
        Run run = Records.run("dry", true, Records.START);
        log.begin(run);

        log.decide(run.id(), List.of(verdict(12, Decision.ORPHAN, WOULD_TERMINATE), spared(13)), List.of());
        log.finish(finished(run, new RunCounts(90, 2, 1, 1, 0, 0, 0)));

        assertThat(reader.terminations(everything())).singleElement().satisfies(termination -> {
            assertThat(termination.dryRun()).isTrue();
            assertThat(termination.requestedAt()).isEqualTo(Records.CLOCK.instant());
            assertThat(termination.finishedAt()).isEqualTo(Records.CLOCK.instant());
            assertThat(termination.signals()).isEmpty();
            assertThat(termination.verdict().result()).isEqualTo(WOULD_TERMINATE);
        });
        assertIntact();
    }

    @Test
    void refusesAnIntentWithoutAVerdictAndKeepsNothingOfIt() {
        Run run = live(1);
        log.begin(run);

        assertThatThrownBy(() -> log.decide(run.id(), List.of(orphan(12)), List.of(intended(99, TERM))))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("pid 99");

        assertThat(reader.verdicts(run.id())).isEmpty();
        assertThat(kinds()).containsExactly(EventKind.RUN_BEGUN);
        assertIntact();
    }

    @Test
    void refusesAnIntentAgainstOneThatWasSpared() {
        Run run = live(1);
        log.begin(run);

        assertThatThrownBy(() -> log.decide(run.id(), List.of(spared(12)), List.of(intended(12, TERM))))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("SPARED on record");
        assertThatThrownBy(() -> log.decide(
                        run.id(), List.of(verdict(12, Decision.ORPHAN, NOT_SIGNALLED)), List.of(intended(12, TERM))))
                .hasMessageContaining("the result NOT_SIGNALLED");
        assertIntact();
    }

    @Test
    void refusesASignalWithoutAnIntentAndASecondResult() {
        Run run = live(1);
        log.begin(run);
        log.decide(run.id(), List.of(orphan(12), orphan(13)), List.of(intended(12, TERM)));
        log.append(run.id(), List.of(ended(12, TERMINATED)));

        assertThatThrownBy(() -> log.append(run.id(), List.of(signalled(13, TERM))))
                .hasMessageContaining("pid 13 had a signal without an intent");
        assertThatThrownBy(() -> log.append(run.id(), List.of(ended(12, KILLED))))
                .hasMessageContaining("pid 12 ended twice");
        assertIntact();
    }

    @Test
    void takesALaterIntentAndTheEndOfAnOrphanThatHadNone() {
        Run run = live(1);
        log.begin(run);
        log.decide(run.id(), List.of(orphan(12), orphan(13)), List.of());

        log.append(run.id(), List.of(intended(12, TERM), ended(13, NOT_SIGNALLED)));

        assertThat(reader.unresolved(run.id())).hasSize(1);
        assertThat(reader.verdicts(run.id()).get(1).result()).isEqualTo(NOT_SIGNALLED);
        assertIntact();
    }

    @Test
    void filtersTerminationsByEachOfTheirFacts() {
        for (int number = 1; number <= 3; number++) {
            Run run = live(number);
            log.begin(run);
            log.decide(run.id(), List.of(orphan(10 + number)), List.of(intended(10 + number, TERM)));
        }
        log.append(live(1).id(), List.of(signalled(11, TERM), ended(11, TERMINATED)));
        log.append(live(2).id(), List.of(signalled(12, TERM), signalled(12, KILL), ended(12, KILLED)));
        Instant asked = intended(1, TERM).at();

        assertThat(pids(new TerminationQuery(null, null, 12, null, null, null, null, null, 9)))
                .containsExactly(12);
        assertThat(pids(new TerminationQuery(null, null, null, "NUMA", null, null, null, null, 9)))
                .containsExactly(13, 11);
        assertThat(pids(new TerminationQuery(null, null, null, null, KILLED, null, null, null, 9)))
                .containsExactly(12);
        assertThat(pids(new TerminationQuery(null, null, null, null, null, TERM, null, null, 9)))
                .containsExactly(12, 11);
        assertThat(pids(new TerminationQuery(null, null, null, null, null, KILL, null, null, 9)))
                .containsExactly(12);
        assertThat(pids(new TerminationQuery(null, null, null, null, null, null, live(3).id(), null, 9)))
                .containsExactly(13);
        assertThat(pids(new TerminationQuery(asked, asked.plusMillis(1), null, null, null, null, null, null, 2)))
                .containsExactly(13, 12);
        assertThat(pids(new TerminationQuery(asked.plusMillis(1), null, null, null, null, null, null, null, 9)))
                .isEmpty();
        assertThat(pids(new TerminationQuery(null, asked, null, null, null, null, null, null, 9)))
                .isEmpty();
        RecordedVerdict one = orphan(11);
        String program = one.command().split(" ")[0].replaceFirst(".*/", "");
        assertThat(pids(from(one.user(), program, one.match(), one.owner()))).containsExactly(13, 12, 11);
        assertThat(pids(from(one.user() + "x", null, null, null))).isEmpty();
        assertThat(pids(from(null, program + "x", null, null))).isEmpty();
        assertThat(pids(from(null, null, one.match() + "x", null))).isEmpty();
        assertThat(pids(from(null, null, null, one.owner() + "x"))).isEmpty();
    }

    private static TerminationQuery from(String user, String program, String rule, String owner) {
        return new TerminationQuery(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                9,
                false,
                new TerminationQuery.Origin(user, program, rule, owner));
    }

    @Test
    void sumsUpWhatLeakedByItsOriginAndCountsTheMemoryOfWhatEnded() {
        Run run = live(1);
        log.begin(run);
        log.decide(run.id(), List.of(orphan(11), orphan(12)), List.of(intended(11, TERM), intended(12, TERM)));
        log.append(run.id(), List.of(signalled(11, TERM), ended(11, TERMINATED)));
        Instant asked = intended(1, TERM).at();

        List<Leak> leaks = store.auditReader().leaks(asked, asked.plusSeconds(1));

        assertThat(leaks).hasSizeBetween(1, 2);
        assertThat(leaks.stream().mapToLong(Leak::terminations).sum()).isEqualTo(2);
        assertThat(leaks.stream().mapToLong(Leak::ended).sum()).isEqualTo(1);
        assertThat(leaks)
                .allSatisfy(leak -> assertThat(leak.program())
                        .isEqualTo(orphan(11).command().split(" ")[0].replaceFirst(".*/", "")));
        assertThat(store.auditReader().leaks(asked.plusSeconds(1), asked.plusSeconds(2)))
                .isEmpty();
    }

    @Test
    void pagesAndFiltersRuns() {
        for (int number = 1; number <= 4; number++) {
            log.begin(live(number));
        }
        log.finish(finished(live(2), RunCounts.NONE));

        assertThat(reader.runs(new RunQuery(null, null, null, null, live(3).id(), 9)))
                .containsExactly(finished(live(2), RunCounts.NONE), live(1));
        assertThat(reader.runs(new RunQuery("orphan-cleanup", RunOutcome.RUNNING, null, null, null, 2)))
                .containsExactly(live(4), live(3));
        assertThat(reader.runs(new RunQuery("config-sync", null, null, null, null, 9)))
                .isEmpty();
        assertThat(reader.runs(new RunQuery(null, null, live(3).startedAt(), live(4).startedAt(), null, 9)))
                .containsExactly(live(3));
    }

    private List<Integer> pids(TerminationQuery query) {
        return reader.terminations(query).stream()
                .map(termination -> termination.verdict().identity().pid())
                .toList();
    }

    @Test
    void addsNothingToARunThatHasEndedOrIsUnknown() {
        Run run = live(1);
        log.begin(run);
        log.finish(finished(run, RunCounts.NONE));

        assertThatThrownBy(() -> log.decide(run.id(), List.of(), List.of())).hasMessageContaining("has ended");
        assertThatThrownBy(() -> log.finish(finished(run, RunCounts.NONE))).hasMessageContaining("not running");
        assertThatThrownBy(() -> log.append("nobody", List.of(ended(1, KILLED))))
                .hasMessageContaining("not on record");
    }

    @Test
    void settlesWhatACrashLeftOnce() {
        Run crashed = live(1);
        log.begin(crashed);
        log.decide(
                crashed.id(),
                List.of(orphan(12), orphan(13), spared(14)),
                List.of(intended(12, TERM), intended(13, TERM)));
        log.append(crashed.id(), List.of(signalled(12, TERM), ended(12, TERMINATED)));

        List<Run> settled = log.settleAbandoned(HOST, process -> "pid " + process.pid() + " is gone");

        assertThat(settled).singleElement().satisfies(run -> {
            assertThat(run.outcome()).isEqualTo(RunOutcome.ABANDONED);
            assertThat(run.reason()).isEqualTo("crashed");
            assertThat(run.finishedAt()).isEqualTo(Records.CLOCK.instant());
            assertThat(run.counts()).isEqualTo(new RunCounts(3, 3, 2, 1, 1, 0, 0));
        });
        assertThat(reader.run(crashed.id())).contains(settled.get(0));
        assertThat(reader.terminations(everything()).get(0)).satisfies(termination -> {
            assertThat(termination.verdict().result()).isEqualTo(UNCERTAIN);
            assertThat(termination.detail()).isEqualTo("pid 13 is gone");
        });
        assertIntact();
        assertThat(log.settleAbandoned(HOST, process -> "again")).isEmpty();
        assertIntact();
    }

    @Test
    void anOrphanThatHadNoIntentYetWasNotSignalled() {
        Run crashed = live(1);
        log.begin(crashed);
        log.decide(crashed.id(), List.of(orphan(12), orphan(13)), List.of(intended(12, TERM)));

        log.settleAbandoned(HOST, process -> "gone");

        assertThat(reader.verdicts(crashed.id()))
                .extracting(verdict -> verdict.identity().pid(), RecordedVerdict::result)
                .containsExactly(tuple(12, UNCERTAIN), tuple(13, NOT_SIGNALLED));
        assertIntact();
    }

    @Test
    void settlesAnIntentWhoseRunCouldStillEnd() {
        Run run = live(1);
        log.begin(run);
        log.decide(run.id(), List.of(orphan(12)), List.of(intended(12, TERM)));
        log.finish(
                run.ended(Records.START.plusSeconds(9), RunOutcome.FAILED, "store-unwritable", null, RunCounts.NONE));
        assertIntact();

        log.settleAbandoned(HOST, process -> "still there");

        assertThat(reader.unresolved(run.id())).isEmpty();
        assertThat(reader.run(run.id()).orElseThrow().outcome()).isEqualTo(RunOutcome.FAILED);
        assertIntact();
    }

    @Test
    void findsTheLastLiveRunByTheOrderOfRecordingNotByTheClock() {
        Run first = Records.run("b", false, Records.START);
        Run second = Records.run("a", false, Records.START.minusSeconds(86_400));
        Run dry = Records.run("c", true, Records.START);
        Run skipped = live(7).ended(Records.START.plusSeconds(8), RunOutcome.SKIPPED, "paused", null, RunCounts.NONE);
        List.of(first, second, dry, skipped).forEach(log::begin);

        assertThat(reader.lastLiveRun("orphan-cleanup", HOST)).contains(second);
        assertThat(reader.lastLiveRun("orphan-cleanup", "elsewhere")).isEmpty();
        assertThat(reader.running(HOST)).containsExactly(first, second, dry);
        assertThat(reader.runs(new RunQuery(null, null, null, null, null, 2))).containsExactly(skipped, dry);
    }

    private List<EventKind> kinds() {
        return reader.eventsAfter(0, 100).stream().map(AuditEvent::kind).toList();
    }

    private void assertIntact() {
        assertThat(reader.verifyChain()).isInstanceOf(Intact.class);
    }

    private static TerminationQuery everything() {
        return new TerminationQuery(null, null, null, null, null, null, null, null, 100);
    }
}
