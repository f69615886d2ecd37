package io.tekton.sharedservices.leftover.job;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.journal.leftover.LeftoverAction;
import io.tekton.sharedservices.leftover.proof.Surroundings;
import io.tekton.sharedservices.leftover.quarantine.Failpoints.Step;
import io.tekton.sharedservices.leftover.quarantine.Outcome;
import io.tekton.sharedservices.leftover.quarantine.Place;
import io.tekton.sharedservices.leftover.quarantine.Remover;
import io.tekton.sharedservices.posix.ThisUser;
import io.tekton.sharedservices.text.Causes;
import io.tekton.sharedservices.text.Sizes;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Removes from the quarantine what was there for long enough, and the oldest first where a disk is nearly full. Each
 * removal is on record before it is done.
 */
final class Expiry {
    private final LeftoverParts parts;
    private final Actions actions;
    private final Tally tally;
    private final Set<String> notShort = new HashSet<>();

    Expiry(LeftoverParts parts, Actions actions, Tally tally) {
        this.parts = parts;
        this.actions = actions;
        this.tally = tally;
    }

    void remove(StopFlag stop) {
        List<LeftoverAction> kept = parts.log().kept();
        if (kept.isEmpty()) {
            return;
        }
        Surroundings around = Surroundings.read(
                parts.table(), parts.host(), ThisUser.uid(), parts.clock().instant(), parts.proc());
        Remover remover = new Remover(around, parts.steps());
        Instant before = parts.clock().instant().minus(parts.settings().keep());
        int early = 0;
        long bytes = 0;
        for (LeftoverAction one : kept) {
            boolean old = !since(one).isAfter(before);
            if (stop.isRaised() || !(old || isShort(Place.parse(one.place()).root()))) {
                continue;
            }
            LeftoverAction intent = actions.next(one, LeftoverAction.Kind.DELETE);
            actions.intend(List.of(intent));
            parts.steps().reached(Step.DELETE_INTENDED);
            Outcome outcome = remover.remove(intent);
            actions.settle(List.of(actions.settled(intent, outcome)));
            parts.steps().reached(Step.DELETE_SETTLED);
            if (outcome.failed()) {
                tally.failed(
                        "what is in the quarantine as " + one.place() + " could not be removed: " + outcome.detail());
            } else if (outcome.result() == LeftoverAction.Result.DONE) {
                bytes += one.bytes();
                early += old ? 0 : 1;
            }
        }
        if (bytes > 0) {
            tally.say(Sizes.words(bytes) + " were removed from the quarantine");
        }
        if (early > 0) {
            tally.say("a disk is nearly full, so " + early + " of them left it before leftover.keep, the oldest first");
        }
    }

    private static Instant since(LeftoverAction kept) {
        Instant settled = kept.settledAt();
        return settled == null ? kept.intendedAt() : settled;
    }

    /** Asked anew for each thing, since each removal gives space back; not any more once it is not. */
    private boolean isShort(String root) {
        if (notShort.contains(root)) {
            return false;
        }
        try {
            if (parts.space().isShort(root)) {
                return true;
            }
        } catch (IOException e) {
            tally.say("the free space of the disk of " + root + " cannot be read: " + Causes.of(e));
        }
        notShort.add(root);
        return false;
    }
}
