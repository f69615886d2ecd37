package io.tekton.sharedservices.journal.query;

import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.TerminationResult;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Processes that come back: runs in a row ended one of the same match rule and command line each time. Numbers in the
 * command line may differ, such as a port. Something starts them anew, and to end them once more does not help. Pure.
 */
public final class Recurrence {
    /** So many runs in a row are a warning. */
    static final int RUNS_IN_A_ROW = 3;

    private static final int MOST_RUNS = 20;
    private static final int LONGEST_COMMAND = 60;
    private static final Set<TerminationResult> ENDED =
            EnumSet.of(TerminationResult.TERMINATED, TerminationResult.KILLED);
    private static final Set<RunOutcome> CARRIED_OUT =
            EnumSet.of(RunOutcome.SUCCEEDED, RunOutcome.PARTIAL, RunOutcome.FAILED);

    private Recurrence() {}

    private record Kind(String match, String command) {
        static Kind of(RecordedVerdict verdict) {
            return new Kind(verdict.match(), verdict.command().replaceAll("[0-9]+", "#"));
        }
    }

    /**
     * A sentence for each kind of process that the last three live runs of a job ended, and how many runs in a row it
     * was. Empty where the last run ended nothing.
     *
     * @throws io.tekton.sharedservices.journal.AuditException if the record cannot be read
     */
    public static List<String> warnings(History history, String job, String host) {
        Map<Kind, RecordedVerdict> newest = new LinkedHashMap<>();
        Map<Kind, Integer> times = new HashMap<>();
        Set<Kind> going = null;
        for (Run run : history.runs(new RunQuery(job, null, null, null, null, MOST_RUNS))) {
            if (run.dryRun() || !run.host().equals(host) || !CARRIED_OUT.contains(run.outcome())) {
                continue;
            }
            Set<Kind> ended = new HashSet<>();
            for (RecordedVerdict verdict : history.verdicts(run.id())) {
                if (verdict.result() != null && ENDED.contains(verdict.result())) {
                    ended.add(Kind.of(verdict));
                    if (going == null) {
                        newest.putIfAbsent(Kind.of(verdict), verdict);
                    }
                }
            }
            if (going == null) {
                going = ended;
            } else {
                going.retainAll(ended);
            }
            if (going.isEmpty()) {
                break;
            }
            going.forEach(kind -> times.merge(kind, 1, Integer::sum));
        }
        List<String> warnings = new ArrayList<>();
        newest.forEach((kind, verdict) -> {
            int count = times.getOrDefault(kind, 0);
            if (count >= RUNS_IN_A_ROW) {
                warnings.add(sentence(verdict, count));
            }
        });
        return warnings;
    }

    private static String sentence(RecordedVerdict verdict, int times) {
        String command = verdict.command();
        String shown = command.length() <= LONGEST_COMMAND ? command : command.substring(0, LONGEST_COMMAND) + "...";
        return "'" + shown + "' (match rule " + verdict.match() + ") came back " + times + " times; its parent is "
                + parent(verdict) + ". The last " + times
                + " live runs ended it, so something starts it anew: stop that, or protect it";
    }

    /** The nearest of its ancestors, {@code 4700 sup.sh < 1 init}, without its pid. */
    private static String parent(RecordedVerdict verdict) {
        String nearest = verdict.lineage().split(" < ", 2)[0];
        String name = nearest.substring(nearest.indexOf(' ') + 1);
        return name.isBlank() ? "pid " + verdict.parentPid() : name;
    }
}
