package io.tekton.sharedservices.leftover.quarantine;

import io.tekton.sharedservices.journal.leftover.LeftoverAction;
import io.tekton.sharedservices.leftover.proof.Surroundings;
import io.tekton.sharedservices.leftover.proof.Tree;
import io.tekton.sharedservices.leftover.proof.Usage;
import io.tekton.sharedservices.leftover.quarantine.Failpoints.Step;
import io.tekton.sharedservices.posix.path.FileStatus;
import io.tekton.sharedservices.posix.path.Folder;
import io.tekton.sharedservices.posix.path.SystemCallException;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;

/** Removes things from the quarantine for good. No link is followed, and no other file system entered. */
public final class Remover {
    private static final int MOST = 1_000_000;

    private final Surroundings around;
    private final Failpoints steps;

    public Remover(Surroundings around, Failpoints steps) {
        this.around = around;
        this.steps = steps;
    }

    /** @param action its place and identity; the intent is on record */
    public Outcome remove(LeftoverAction action) {
        Place place = Place.parse(action.place());
        boolean begun = false;
        try (Quarantine quarantine = Quarantine.open(place, around.uid())) {
            Folder folder = quarantine.folder();
            FileStatus status = folder.status(place.name());
            if (status.inode() != action.inode() || !kind(status).equals(action.kind())) {
                return Outcome.notDone("another thing is in its place in the quarantine");
            }
            String use = Usage.of(around, folder, place.name(), action.path());
            if (use != null) {
                return Outcome.notDone(use);
            }
            begun = true;
            remove(folder, place.name(), status);
            folder.sync();
            steps.reached(Step.DELETED);
            return Outcome.DONE;
        } catch (SystemCallException e) {
            return e.isMissing() && !begun
                    ? Outcome.done("it was not in the quarantine any more")
                    : failed(action, begun, e);
        } catch (IOException e) {
            return failed(action, begun, e);
        }
    }

    private static String kind(FileStatus status) {
        return status.isSocket() ? "socket" : status.isFolder() ? "folder" : status.isFile() ? "file" : "other";
    }

    private static Outcome failed(LeftoverAction action, boolean begun, IOException e) {
        return begun && action.entries() > 1
                ? Outcome.uncertain("parts of it may be gone: " + Causes.of(e))
                : Outcome.failed(Causes.of(e));
    }

    private void remove(Folder parent, String name, FileStatus status) throws IOException {
        if (!status.isFolder()) {
            parent.remove(name);
            return;
        }
        try (Folder folder = parent.open(name)) {
            for (String entry : folder.names(MOST)) {
                remove(folder, entry, folder.status(entry));
                steps.reached(Step.ENTRY_REMOVED);
            }
        }
        parent.removeFolder(name);
    }

    /** Whether a thing in the quarantine is as whole as the record has it. */
    static boolean isWhole(Folder quarantine, String name, LeftoverAction action, int uid) {
        return Tree.of(quarantine, name, uid).entries() == action.entries();
    }
}
