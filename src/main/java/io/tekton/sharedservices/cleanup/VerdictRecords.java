package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.cleanup.match.CommandText;
import io.tekton.sharedservices.cleanup.verdict.Candidate;
import io.tekton.sharedservices.cleanup.verdict.Judge;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.process.Owner;
import io.tekton.sharedservices.process.ProcessFacts.Use;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.redaction.Redaction;

/** Verdicts in the form in which they are kept, logged and shown: masked, escaped, bounded. */
final class VerdictRecords {
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_LINEAGE = 1_000;
    private static final int LONGEST_EXPLANATION = 2_000;

    private final Redaction redaction;

    VerdictRecords(Redaction redaction) {
        this.redaction = redaction;
    }

    RecordedVerdict of(Judge.Verdict verdict) {
        Candidate candidate = verdict.candidate();
        ProcessSnapshot snapshot = candidate.snapshot();
        Owner owner = snapshot.owner();
        String component = candidate.component();
        Redaction known = redaction.knowing(snapshot.command());
        return new RecordedVerdict(
                snapshot.identity(),
                snapshot.startedAt(),
                snapshot.node().parentPid(),
                owner == null ? null : CommandText.printable(owner.name()),
                component == null ? null : bounded(known.text(component), LONGEST_NAME),
                CommandText.of(snapshot.command(), redaction),
                bounded(known.text(candidate.lineage().describe()), LONGEST_LINEAGE),
                snapshot.age().toSeconds(),
                candidate.matches().isEmpty() ? "-" : candidate.matches().get(0).name(),
                verdict.decision(),
                verdict.rule(),
                cut(known.text(verdict.explanation()), LONGEST_EXPLANATION),
                null,
                null,
                Use.UNKNOWN,
                verdict.owner());
    }

    private static String bounded(String text, int longest) {
        return cut(CommandText.printable(text), longest);
    }

    private static String cut(String printable, int longest) {
        if (printable.length() <= longest) {
            return printable;
        }
        int end = longest - 3;
        return printable.substring(0, Character.isHighSurrogate(printable.charAt(end - 1)) ? end - 1 : end) + "...";
    }
}
