package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.EventKind;
import io.tekton.sharedservices.journal.Facts;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.TerminationEvent.Ended;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.journal.TerminationSignal;
import io.tekton.sharedservices.journal.query.ChainCheck.Broken;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.store.sql.Sql;
import io.tekton.sharedservices.text.Causes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What the chain says about one run, to be compared with its rows. */
final class RunStory {
    private final AuditEvent begun;
    private @Nullable AuditEvent decided;
    private @Nullable AuditEvent finished;
    private final Map<ProcessIdentity, Ending> endings = new HashMap<>();
    private final SyncStory sync;

    RunStory(AuditEvent begun) {
        this.begun = begun;
        this.sync = new SyncStory(begun);
    }

    private static final class Ending {
        @Nullable
        AuditEvent intended;

        @Nullable
        AuditEvent ended;

        final List<TerminationSignal> signals = new ArrayList<>();
    }

    void accept(AuditEvent event) {
        ProcessIdentity process = event.process();
        if (event.kind() == EventKind.DECIDED) {
            decided = event;
        } else if (event.kind() == EventKind.RUN_FINISHED) {
            finished = event;
        } else if (event.kind() == EventKind.PLANNED) {
            sync.accept(event);
        } else if (process != null) {
            Ending ending = endings.computeIfAbsent(process, key -> new Ending());
            if (event.kind() == EventKind.INTENDED && ending.intended == null) {
                ending.intended = event;
            } else if (event.kind() == EventKind.SIGNALLED) {
                ending.signals.add(TerminationSignal.valueOf(fact(event, "signal")));
            } else if (event.kind() == EventKind.ENDED) {
                ending.ended = event;
            }
        }
    }

    /** Whether nothing more can come: an intent without a result is settled after its run's end. */
    boolean isOver() {
        return finished != null
                && endings.values().stream().noneMatch(ending -> ending.intended != null && ending.ended == null);
    }

    @Nullable
    Broken compare(Handle handle) {
        try {
            return compareRows(handle);
        } catch (AuditException e) {
            return differs(begun, Causes.of(e));
        }
    }

    private @Nullable Broken compareRows(Handle handle) {
        Run run = handle.createQuery(Sql.query("which-run").plain())
                .bind("id", begun.runId())
                .map(Rows.RUN)
                .findOne()
                .orElse(null);
        if (run == null) {
            return new Broken(begun.sequence(), "run " + begun.runId() + " is missing from the table of runs");
        }
        if (!EventFacts.begun(run).equals(begun.facts()) || !run.host().equals(begun.host())) {
            return differs(begun, "the run's row does not say what was recorded at its beginning");
        }
        AuditEvent end = finished;
        if (end == null ? !isAsItBegan(run) : !EventFacts.finished(run).equals(end.facts())) {
            return differs(end == null ? begun : end, "the run's row does not say how it ended on record");
        }
        Broken broken = compareVerdicts(handle);
        if (broken == null) {
            broken = compareTerminations(handle, run);
        }
        if (broken == null) {
            broken = sync.compare(handle);
        }
        return broken == null ? compareCopies(handle) : broken;
    }

    /** A search uses these columns: a row with other values in them would not be found. */
    private @Nullable Broken compareCopies(Handle handle) {
        return handle.createQuery(Sql.query("copies-of-run").plain())
                .bind("runId", begun.runId())
                .map((rows, context) -> {
                    String component = rows.getObject("termination") == null ? null : rows.getString("component");
                    boolean same = rows.getInt("differs") == 0
                            && Objects.equals(Rows.componentKey(component), rows.getString("component_key"));
                    return same ? 0 : rows.getInt("pid");
                })
                .filter(pid -> pid > 0)
                .findFirst()
                .map(pid -> differs(begun, "the rows of pid " + pid + " contradict each other"))
                .orElse(null);
    }

    /** A run that is under way has said nothing yet of its end. */
    private static boolean isAsItBegan(Run run) {
        return run.outcome() == RunOutcome.RUNNING
                && run.reason() == null
                && run.message() == null
                && run.counts().equals(RunCounts.NONE);
    }

    private @Nullable Broken compareVerdicts(Handle handle) {
        List<RecordedVerdict> asDecided = new ArrayList<>();
        for (RecordedVerdict verdict : handle.createQuery(
                        Sql.query("verdicts-of-run").plain())
                .bind("runId", begun.runId())
                .map(Rows.VERDICT)
                .list()) {
            Ending ending = endings.get(verdict.identity());
            AuditEvent ended = ending == null ? null : ending.ended;
            if (ended == null) {
                asDecided.add(verdict);
                continue;
            }
            if (!fact(ended, "result").equals(String.valueOf(verdict.result()))
                    || !Objects.equals(facts(ended).get("waitMillis"), text(verdict.waitMillis()))) {
                return differs(ended, "the verdict's row shows another result of " + verdict.identity());
            }
            asDecided.add(verdict.withoutResult());
        }
        AuditEvent decision = decided;
        boolean same = decision == null
                ? asDecided.isEmpty()
                : EventFacts.decided(asDecided).equals(decision.facts());
        return same
                ? null
                : differs(decision == null ? begun : decision, "the verdicts' rows are not those that were recorded");
    }

    private @Nullable Broken compareTerminations(Handle handle, Run run) {
        List<Termination> rows = handle.createQuery(
                        Sql.query("terminations-as-judged").with(Set.of("run")))
                .bind("runId", run.id())
                .map(Rows.TERMINATION)
                .list();
        int live = 0;
        for (Termination row : rows) {
            Ending ending = endings.get(row.verdict().identity());
            AuditEvent intended = ending == null ? null : ending.intended;
            if (run.dryRun()) {
                AuditEvent decision = decided;
                boolean fits = decision != null
                        && row.dryRun()
                        && row.verdict().result() == TerminationResult.WOULD_TERMINATE
                        && row.requestedAt().equals(decision.at())
                        && decision.at().equals(row.finishedAt())
                        && row.signals().isEmpty()
                        && row.detail() == null;
                if (!fits) {
                    return differs(decision == null ? begun : decision, "a dry termination's row was not recorded so");
                }
            } else if (ending == null || intended == null) {
                return differs(
                        begun,
                        "a termination of " + row.verdict().identity() + " is in the table, but not in the chain");
            } else if (!fits(row, ending, intended)) {
                AuditEvent ended = ending.ended;
                return differs(
                        ended == null ? intended : ended,
                        "the termination's row of " + row.verdict().identity() + " was not recorded so");
            } else {
                live++;
            }
        }
        return compareNumber(handle, run, rows.size(), live);
    }

    private @Nullable Broken compareNumber(Handle handle, Run run, int rows, int live) {
        if (!run.dryRun()) {
            long intents = endings.values().stream()
                    .filter(ending -> ending.intended != null)
                    .count();
            return intents == live
                    ? null
                    : differs(begun, intents + " intents are on record, " + live + " terminations");
        }
        long would = handle.createQuery(Sql.query("verdicts-of-run").plain())
                .bind("runId", run.id())
                .map(Rows.VERDICT)
                .filter(verdict -> verdict.result() == TerminationResult.WOULD_TERMINATE)
                .list()
                .size();
        return would == rows ? null : differs(begun, would + " would have ended, " + rows + " dry terminations");
    }

    private static boolean fits(Termination row, Ending ending, AuditEvent intended) {
        AuditEvent ended = ending.ended;
        Instant finishedAt = row.finishedAt();
        boolean sameEnd = ended == null
                ? finishedAt == null && row.verdict().result() == null
                : finishedAt != null
                        && ended.at().equals(finishedAt)
                        && ended.facts()
                                .equals(EventFacts.ended(new Ended(
                                        row.verdict().identity(),
                                        finishedAt,
                                        Objects.requireNonNull(row.verdict().result()),
                                        row.verdict().waitMillis(),
                                        row.detail())));
        return sameEnd
                && !row.dryRun()
                && row.host().equals(intended.host())
                && row.requestedAt().equals(intended.at())
                && row.signals()
                        .equals(ending.signals.stream().sorted().distinct().toList());
    }

    private Broken differs(AuditEvent event, String how) {
        return new Broken(event.sequence(), "in run " + begun.runId() + ", " + how);
    }

    private static Map<String, String> facts(AuditEvent event) {
        return Facts.read(event.facts());
    }

    private static String fact(AuditEvent event, String name) {
        return String.valueOf(facts(event).get(name));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
