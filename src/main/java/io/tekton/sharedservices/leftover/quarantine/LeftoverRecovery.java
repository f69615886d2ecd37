package io.tekton.sharedservices.leftover.quarantine;

import io.tekton.sharedservices.journal.leftover.LeftoverAction;
import io.tekton.sharedservices.posix.path.FileStatus;
import io.tekton.sharedservices.posix.path.Folder;
import io.tekton.sharedservices.posix.path.SystemCallException;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.time.Instant;

/**
 * Says of an action that a crash interrupted what came of it, by what is on the disk. It looks, and changes nothing. A
 * rename happens or does not; a removal of a folder may have taken parts of it.
 */
public final class LeftoverRecovery {
    private final int uid;
    private final Instant now;

    public LeftoverRecovery(int uid, Instant now) {
        this.uid = uid;
        this.now = now;
    }

    /** @param action of files; not of a registry */
    public LeftoverAction settle(LeftoverAction action) {
        Outcome outcome = seen(action);
        return action.settled(now, outcome.result(), outcome.detail());
    }

    private Outcome seen(LeftoverAction action) {
        if (action.action() == LeftoverAction.Kind.PRUNE) {
            return Outcome.uncertain("the process ended before the outcome was on record");
        }
        Place place = Place.parse(action.place());
        try (Quarantine quarantine = Quarantine.open(place, uid)) {
            boolean there = isThere(quarantine.folder(), place.name());
            return switch (action.action()) {
                case QUARANTINE ->
                    there
                            ? Outcome.done("the process ended before that was on record")
                            : Outcome.notDone("the process ended before it was moved");
                case RESTORE ->
                    there
                            ? Outcome.notDone("the process ended before it was put back")
                            : Outcome.done("the process ended before that was on record");
                case DELETE -> removed(action, quarantine.folder(), place.name(), there);
                case PRUNE -> throw new IllegalStateException("a registry entry has no place in a quarantine");
            };
        } catch (SystemCallException e) {
            return e.isMissing() && action.action() == LeftoverAction.Kind.QUARANTINE && isAtItsPath(action)
                    ? Outcome.notDone("the process ended before it was moved")
                    : unseen(e);
        } catch (IOException e) {
            return unseen(e);
        }
    }

    private static Outcome unseen(IOException e) {
        return Outcome.uncertain(
                "the process ended before the outcome was on record, and the quarantine cannot be seen: "
                        + Causes.of(e));
    }

    private static boolean isThere(Folder folder, String name) throws IOException {
        try {
            folder.status(name);
            return true;
        } catch (SystemCallException e) {
            if (e.isMissing()) {
                return false;
            }
            throw e;
        }
    }

    private Outcome removed(LeftoverAction action, Folder quarantine, String name, boolean there) {
        if (!there) {
            return Outcome.done("the process ended before that was on record");
        }
        return Remover.isWhole(quarantine, name, action, uid)
                ? Outcome.notDone("the process ended before it was removed")
                : Outcome.uncertain("the process ended while it was removed: parts of it are gone");
    }

    /** By its identity, since another thing may have the name. */
    private static boolean isAtItsPath(LeftoverAction action) {
        int slash = action.path().lastIndexOf('/');
        try (Folder parent = Folder.root(action.path().substring(0, slash))) {
            FileStatus status = parent.status(action.path().substring(slash + 1));
            return status.inode() == action.inode() && status.device() == action.device();
        } catch (IOException e) {
            return false;
        }
    }
}
