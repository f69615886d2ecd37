package io.tekton.sharedservices.configsync.file;

import io.tekton.sharedservices.configsync.file.PreparedWrite.Written;
import io.tekton.sharedservices.files.DurableFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Old and new content of a configuration that is about to be written in place. It is durable before the first byte is
 * written: what a kill or a power failure leaves half written is completed from here. It is in the folder of the
 * backups, one for each configuration: two lengths, then both contents.
 */
final class InPlaceJournal {
    private static final int HEAD = 2 * Integer.BYTES;

    private final Backups backups;

    InPlaceJournal(Backups backups) {
        this.backups = backups;
    }

    private record Contents(byte[] old, byte[] updated) {}

    /** Durable on return. */
    void keep(Path target, byte[] old, byte[] updated) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(HEAD + old.length + updated.length);
        all.putInt(old.length).putInt(updated.length).put(old).put(updated);
        backups.replace(file(target), all.array());
    }

    /** The file is whole again, or was never touched. */
    void remove(Path target) throws IOException {
        if (Files.deleteIfExists(file(target))) {
            DurableFiles.syncFolder(backups.folder());
        }
    }

    /**
     * Makes a configuration whole that was left half written. A configuration that somebody has saved since is left
     * unchanged.
     *
     * @throws IOException if it could not be written; the journal stays
     */
    void settle(Path target, Overwriting overwriting, List<String> notices) throws IOException {
        Optional<Contents> kept = read(target);
        if (kept.isEmpty()) {
            return;
        }
        byte[] found = content(target);
        byte[] updated = kept.get().updated();
        if (isTorn(found, kept.get())) {
            Written written = overwriting.put(target, found, updated, () -> {});
            if (written != Written.DONE) {
                throw new IOException("it was left half written, and is open in another program");
            }
            notices.add("the configuration file " + target
                    + " was left half written by a sync that was cut off, and was written whole");
        }
        remove(target);
    }

    private Optional<Contents> read(Path target) throws IOException {
        try {
            byte[] all = DurableFiles.read(file(target), Integer.MAX_VALUE - 16);
            ByteBuffer head = ByteBuffer.wrap(all);
            int old = all.length < HEAD ? -1 : head.getInt();
            int updated = all.length < HEAD ? -1 : head.getInt();
            if (old < 0 || updated < 0 || (long) HEAD + old + updated != all.length) {
                throw new IOException("what a sync that was cut off left in " + file(target)
                        + " is damaged, so whether the configuration file is whole is not known; look at it, then remove"
                        + " that file");
            }
            return Optional.of(new Contents(
                    Arrays.copyOfRange(all, HEAD, HEAD + old), Arrays.copyOfRange(all, HEAD + old, all.length)));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    private static byte[] content(Path target) throws IOException {
        return Files.isRegularFile(target) ? DurableFiles.read(target, Integer.MAX_VALUE - 16) : new byte[0];
    }

    /**
     * Whether an interrupted write left this: each byte is the old or the new one of its place, or the zero of a block
     * that never reached the disk. What people saved is not made of these two alone.
     */
    private static boolean isTorn(byte[] found, Contents contents) {
        byte[] old = contents.old();
        byte[] updated = contents.updated();
        if (found.length < Math.min(old.length, updated.length)
                || found.length > Math.max(old.length, updated.length)
                || Arrays.equals(found, old)
                || Arrays.equals(found, updated)) {
            return false;
        }
        for (int i = 0; i < found.length; i++) {
            boolean ours = found[i] == 0
                    || (i < old.length && found[i] == old[i])
                    || (i < updated.length && found[i] == updated[i]);
            if (!ours) {
                return false;
            }
        }
        return true;
    }

    private Path file(Path target) {
        return backups.folder().resolve("in-place-" + Backups.mark(target) + ".journal");
    }
}
