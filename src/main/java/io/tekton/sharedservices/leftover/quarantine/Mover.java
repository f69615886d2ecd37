package io.tekton.sharedservices.leftover.quarantine;

import io.tekton.sharedservices.journal.leftover.LeftoverAction;
import io.tekton.sharedservices.leftover.RuleWalk;
import io.tekton.sharedservices.leftover.proof.Judgement;
import io.tekton.sharedservices.leftover.proof.LeftoverJudge;
import io.tekton.sharedservices.leftover.proof.Surroundings;
import io.tekton.sharedservices.leftover.proof.Tree;
import io.tekton.sharedservices.leftover.proof.Usage;
import io.tekton.sharedservices.leftover.quarantine.Failpoints.Step;
import io.tekton.sharedservices.leftover.rule.Kind;
import io.tekton.sharedservices.leftover.rule.LeftoverSettings;
import io.tekton.sharedservices.posix.path.FileLease;
import io.tekton.sharedservices.posix.path.FileStatus;
import io.tekton.sharedservices.posix.path.Folder;
import io.tekton.sharedservices.posix.path.HeldPath;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Moves what was judged a leftover into the quarantine. It is judged once more on held descriptors, directly before:
 * the same thing as before, untouched, and still a leftover. What came into the quarantine is compared with what was
 * held, and goes back if it is another thing, or if somebody asked to open the file meanwhile. Not thread-safe.
 */
public final class Mover {
    private final LeftoverSettings settings;
    private final Surroundings around;
    private final Failpoints steps;

    /** @param around read after the intents were recorded */
    public Mover(LeftoverSettings settings, Surroundings around, Failpoints steps) {
        this.settings = settings;
        this.around = around;
        this.steps = steps;
    }

    /** @param judged what the action is about, as it was judged before the intent */
    public Outcome move(LeftoverAction action, Judgement judged) {
        Place place = Place.parse(action.place());
        Outcome[] outcome = {Outcome.notDone("it is not there any more")};
        try (Quarantine quarantine = Quarantine.make(place, around.uid())) {
            steps.reached(Step.QUARANTINE_MADE);
            new RuleWalk(settings.roots(), around.uid())
                    .walkTo(
                            judged.rule(),
                            action.path(),
                            (parent, name, path, unsafe) ->
                                    outcome[0] = held(judged, parent, name, path, unsafe, quarantine, place));
            quarantine.folder().sync();
            quarantine.root().sync();
            steps.reached(Step.SYNCED);
        } catch (IOException e) {
            return outcome[0].result() == LeftoverAction.Result.DONE
                    ? Outcome.done("moved, and the disk did not say that it has that: " + Causes.of(e))
                    : Outcome.failed(Causes.of(e));
        }
        return outcome[0];
    }

    private Outcome held(
            Judgement judged,
            Folder parent,
            String name,
            String path,
            @Nullable String unsafe,
            Quarantine quarantine,
            Place place) {
        FileLease lease = null;
        try (HeldPath held = parent.hold(name)) {
            Judgement again = new LeftoverJudge(around, false).judge(judged.rule(), parent, name, path, unsafe);
            if (!again.isLeftover()) {
                return Outcome.notDone("spared when it was judged again: " + again.explanation());
            }
            FileStatus before = judged.status();
            FileStatus status = held.status();
            FileStatus seen = again.status();
            boolean same = before != null
                    && seen != null
                    && status.isUntouchedSince(before)
                    && seen.isUntouchedSince(before)
                    && again.entries() == judged.entries()
                    && Objects.equals(again.newest(), judged.newest());
            if (!same) {
                return Outcome.notDone("something changed since it was judged");
            }
            if (judged.rule().kind() == Kind.FILE
                    && FileLease.take(parent, name) instanceof FileLease.Answer.Granted granted) {
                lease = granted.lease();
                // a process that would change it from here on waits for the lease
                if (!lease.status().isUntouchedSince(status)) {
                    return Outcome.notDone("something changed since it was judged");
                }
            }
            Tree tree = status.isFolder() ? Tree.of(parent, name, around.uid()) : null;
            if (tree != null && tree.entries() != judged.entries()) {
                return Outcome.notDone("something changed since it was judged");
            }
            steps.reached(Step.HELD);
            return move(parent, name, quarantine.folder(), place.name(), new Held(held, status, lease, tree));
        } catch (IOException e) {
            return Outcome.failed(Causes.of(e));
        } finally {
            if (lease != null) {
                lease.close();
            }
        }
    }

    /**
     * What is about to be moved.
     *
     * @param tree of a folder
     */
    private record Held(
            HeldPath path,
            FileStatus status,
            @Nullable FileLease lease,
            @Nullable Tree tree) {}

    private Outcome move(Folder parent, String name, Folder quarantine, String newName, Held held) throws IOException {
        parent.rename(name, quarantine, newName);
        steps.reached(Step.MOVED);
        String wrong = wrong(quarantine, newName, held);
        if (wrong != null) {
            return back(quarantine, newName, parent, name, wrong);
        }
        try {
            parent.sync();
            return Outcome.DONE;
        } catch (IOException e) {
            return Outcome.done("moved, and the disk did not say that it has that: " + Causes.of(e));
        }
    }

    /** From here on it is in the quarantine: whatever cannot be read is a reason to put it back. */
    private @Nullable String wrong(Folder quarantine, String newName, Held held) {
        try {
            FileStatus moved = quarantine.status(newName);
            if (!moved.isSameThing(held.status()) || !held.path().status().isSameThing(held.status())) {
                return "another thing had its name at that moment";
            }
            Tree before = held.tree();
            if (!moved.hasContentOf(held.status())
                    || (before != null
                            && !Tree.of(quarantine, newName, around.uid()).hasContentOf(before))) {
                return "it was changed at that moment";
            }
            FileLease lease = held.lease();
            return lease != null && !lease.isUndisturbed() ? "a process opened it at that moment" : null;
        } catch (IOException e) {
            return "what was moved could not be looked at (" + Causes.of(e) + ")";
        }
    }

    /** Never over what has the name now. */
    private static Outcome back(Folder quarantine, String from, Folder parent, String name, String why) {
        try {
            quarantine.rename(from, parent, name);
            parent.sync();
            return Outcome.notDone(why + ", so it was put back");
        } catch (IOException e) {
            return Outcome.done(why + ", and it could not be put back (" + Causes.of(e) + "): leftovers restore does");
        }
    }

    /**
     * Puts back what was moved by this and is used by now.
     *
     * @param later read after all were moved, while nothing is held
     * @return null where it is not used
     */
    public static @Nullable Outcome backIfUsed(
            LeftoverAction action, Judgement judged, LeftoverSettings settings, Surroundings later) {
        Place place = Place.parse(action.place());
        Outcome[] outcome = {Outcome.done("a process uses it by now, and the folder that it was in is gone")};
        try (Quarantine quarantine = Quarantine.open(place, later.uid())) {
            String use = Usage.of(later, quarantine.folder(), place.name(), action.path());
            if (use == null) {
                return null;
            }
            new RuleWalk(settings.roots(), later.uid())
                    .walkToParent(
                            judged.rule(),
                            action.path(),
                            (parent, name) -> outcome[0] = back(quarantine.folder(), place.name(), parent, name, use));
            quarantine.folder().sync();
            return outcome[0];
        } catch (IOException e) {
            return Outcome.done("it is unknown whether a process uses it by now: " + Causes.of(e));
        }
    }
}
