package io.tekton.sharedservices.configsync.file;

import io.tekton.sharedservices.files.DurableFiles;
import io.tekton.sharedservices.files.FileOwnership;
import io.tekton.sharedservices.files.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;
import org.apache.logging.log4j.LogManager;

/**
 * Remembers what the last undo put in place, so that it is not taken for drift and repaired at once. The mark remains
 * until the next flag, or until somebody saves something else.
 */
public final class UndoMark {
    private static final String NAME = "undone";
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final Path file;

    public UndoMark(Path backups) {
        this.file = backups.resolve(NAME);
    }

    /** Durable on return. */
    public void set(byte[] bytes) throws IOException {
        Path fresh = file.resolveSibling(NAME + ".part");
        Files.deleteIfExists(fresh);
        DurableFiles.write(fresh, (Sha256.of(bytes) + '\n').getBytes(StandardCharsets.US_ASCII), FileOwnership.PRIVATE);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.syncFolder(DurableFiles.folderOf(file));
    }

    /**
     * Whether these bytes are what the last undo put in place. Where the mark is damaged, that is not known: they count
     * as such, and the mark is set for them.
     *
     * @throws IOException if the mark cannot be read, or a damaged one not be set again
     */
    public boolean isSetFor(byte[] bytes) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        String marked = new String(DurableFiles.read(file, 256), StandardCharsets.US_ASCII).strip();
        if (!DIGEST.matcher(marked).matches()) {
            LogManager.getLogger("config-sync")
                    .warn("the mark of the last undo, {}, is damaged; the version that is there now stays", file);
            set(bytes);
            return true;
        }
        return marked.equals(Sha256.of(bytes));
    }
}
