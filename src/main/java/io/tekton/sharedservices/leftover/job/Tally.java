package io.tekton.sharedservices.leftover.job;

import io.tekton.sharedservices.journal.RunCounts;
import io.tekton.sharedservices.journal.leftover.LeftoverAction;
import io.tekton.sharedservices.leftover.LeftoverScan;
import io.tekton.sharedservices.leftover.quarantine.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one run has found and done so far, and what is worth a word. Not thread-safe. */
final class Tally {
    private int judged;
    private int leftovers;
    private int moved;
    private int failed;
    private @Nullable String failure;
    private final List<String> words = new ArrayList<>();

    void found(LeftoverScan.Found found) {
        found(found.judgements().size(), found.leftovers().size());
    }

    void found(int judgements, int ofThem) {
        judged += judgements;
        leftovers += ofThem;
    }

    void moved(Outcome outcome) {
        if (outcome.failed()) {
            failed++;
            failed(String.valueOf(outcome.detail()));
        } else if (outcome.result() == LeftoverAction.Result.DONE) {
            moved++;
        }
    }

    /** The first failure is the run's. */
    void failed(String why) {
        failure = failure == null ? why : failure;
    }

    void say(String sentence) {
        words.add(sentence);
    }

    @Nullable
    String failure() {
        return failure;
    }

    /** Null where there is nothing to say. */
    @Nullable
    String words() {
        return words.isEmpty() ? null : String.join("; ", words);
    }

    RunCounts counts() {
        return new RunCounts(judged, judged, leftovers, judged - leftovers, moved, 0, failed);
    }
}
