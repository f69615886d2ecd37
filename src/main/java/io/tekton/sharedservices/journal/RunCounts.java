package io.tekton.sharedservices.journal;

import java.util.List;

/**
 * What a cleanup run counted. {@code matched = orphans + spared}; {@code terminated} and {@code killed} count results,
 * {@code failed} counts SURVIVED and DENIED.
 */
public record RunCounts(int scanned, int matched, int orphans, int spared, int terminated, int killed, int failed) {
    public static final RunCounts NONE = new RunCounts(0, 0, 0, 0, 0, 0, 0);

    public RunCounts {
        if (scanned < 0 || orphans < 0 || spared < 0 || terminated < 0 || killed < 0 || failed < 0) {
            throw new IllegalArgumentException("a count must not be negative");
        }
        if (matched != orphans + spared) {
            throw new IllegalArgumentException(
                    "matched " + matched + " must be orphans " + orphans + " + spared " + spared);
        }
        if (terminated + killed + failed > orphans) {
            throw new IllegalArgumentException(
                    "terminated, killed and failed must not exceed the " + orphans + " orphans");
        }
    }

    /** @param scanned the number of all processes on the host */
    public static RunCounts of(int scanned, List<RecordedVerdict> verdicts) {
        int orphans = (int)
                verdicts.stream().filter(v -> v.decision() == Decision.ORPHAN).count();
        return new RunCounts(
                scanned,
                verdicts.size(),
                orphans,
                verdicts.size() - orphans,
                count(verdicts, TerminationResult.TERMINATED),
                count(verdicts, TerminationResult.KILLED),
                count(verdicts, TerminationResult.SURVIVED) + count(verdicts, TerminationResult.DENIED));
    }

    private static int count(List<RecordedVerdict> verdicts, TerminationResult result) {
        return (int) verdicts.stream().filter(v -> v.result() == result).count();
    }
}
