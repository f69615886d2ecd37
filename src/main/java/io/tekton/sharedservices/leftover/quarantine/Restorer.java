package io.tekton.sharedservices.leftover.quarantine;

import io.tekton.sharedservices.journal.leftover.LeftoverAction;
import io.tekton.sharedservices.posix.path.Folder;
import io.tekton.sharedservices.posix.path.SystemCallException;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Puts something from the quarantine back where it was, never over what is there now. */
public final class Restorer {
    private final int uid;

    public Restorer(int uid) {
        this.uid = uid;
    }

    /** The intent is on record. */
    public Outcome restore(LeftoverAction action) {
        Place place = Place.parse(action.place());
        if (!action.path().startsWith(place.root() + "/")) {
            return Outcome.notDone("its path is not below the root " + place.root());
        }
        List<String> names =
                Arrays.asList(action.path().substring(place.root().length() + 1).split("/", -1));
        try (Quarantine quarantine = Quarantine.open(place, uid)) {
            if (quarantine.folder().status(place.name()).inode() != action.inode()) {
                return Outcome.notDone("another thing is in its place in the quarantine");
            }
            return into(quarantine.root(), names, quarantine.folder(), place.name());
        } catch (IOException e) {
            return Outcome.failed(Causes.of(e));
        }
    }

    private static Outcome into(Folder folder, List<String> names, Folder quarantine, String from) throws IOException {
        if (names.size() > 1) {
            try (Folder next = folder.open(names.get(0))) {
                return into(next, names.subList(1, names.size()), quarantine, from);
            }
        }
        try {
            quarantine.rename(from, folder, names.get(0));
        } catch (SystemCallException e) {
            if (e.isTaken()) {
                return Outcome.notDone("something else has its name now; move that away first");
            }
            throw e;
        }
        folder.sync();
        quarantine.sync();
        return Outcome.DONE;
    }
}
