package io.tekton.sharedservices.configsync.file;

import io.tekton.sharedservices.configsync.file.Failpoints.Step;
import io.tekton.sharedservices.files.DurableFiles;
import io.tekton.sharedservices.files.FileStamp;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A configuration that is made where there was none, with the mode that the umask gives. */
final class Creation implements PreparedWrite {
    private final Path target;
    private final Path part;
    private final Failpoints steps;
    private final Consumer<FileStamp> inPlace;

    private Creation(Path target, Path part, Failpoints steps, Consumer<FileStamp> inPlace) {
        this.target = target;
        this.part = part;
        this.steps = steps;
        this.inPlace = inPlace;
    }

    /** @param inPlace is notified of the file once it is in place */
    static Creation prepare(Path target, byte[] bytes, String run, Failpoints steps, Consumer<FileStamp> inPlace)
            throws SyncFailure {
        Path part = target.resolveSibling(
                SwapName.of(target, run, new byte[0], bytes).part());
        boolean done = false;
        Creation creation = new Creation(target, part, steps, inPlace);
        try {
            DurableFiles.write(part, bytes);
            steps.reached(Step.PART_WRITTEN);
            done = true;
            return creation;
        } catch (IOException e) {
            throw ConfigFile.unwritable(target, e);
        } finally {
            if (!done) {
                creation.close();
            }
        }
    }

    @Override
    public Written check() {
        return Files.exists(target, LinkOption.NOFOLLOW_LINKS) ? Written.CONTENDED : Written.DONE;
    }

    @Override
    public Written putInPlace(List<String> notices) throws SyncFailure {
        try {
            // unlike a rename, a link never takes the place of a file that came in between
            Files.createLink(target, part);
            FileStamp.of(part).ifPresent(inPlace);
            steps.reached(Step.EXCHANGED);
            DurableFiles.syncFolder(DurableFiles.folderOf(target));
            steps.reached(Step.FOLDER_SYNCED);
            return Written.DONE;
        } catch (FileAlreadyExistsException e) {
            return Written.CONTENDED;
        } catch (IOException e) {
            throw ConfigFile.unwritable(target, e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // it is there under a name that the next sync recognises
            return;
        }
    }
}
