package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.configsync.file.Backups;
import io.tekton.sharedservices.configsync.file.ConfigFile;
import io.tekton.sharedservices.configsync.file.SyncFailure;
import io.tekton.sharedservices.configsync.file.UndoMark;
import io.tekton.sharedservices.configsync.plan.ConfigChanges;
import io.tekton.sharedservices.configsync.plan.ConfigDocument;
import io.tekton.sharedservices.configsync.plan.Difference;
import io.tekton.sharedservices.files.DurableFiles;
import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.journal.SyncRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Restores a backup: the requested one, or the newest that differs from the present configuration. What is in place
 * becomes a backup in turn.
 */
final class UndoSync implements SyncRun.Work {
    private final SyncParts parts;
    private final UndoMark mark;
    private final UndoRequest request;

    private @Nullable Path restored;
    private boolean inPlace;

    UndoSync(SyncParts parts, UndoMark mark, UndoRequest request) {
        this.parts = parts;
        this.mark = mark;
        this.request = request;
    }

    private record Backup(Path file, byte[] bytes, ConfigDocument document) {}

    @Override
    public List<String> prepare() throws SyncFailure {
        return request.dryRun() ? List.of() : parts.config().settleLeftovers();
    }

    @Override
    public boolean isCalledFor() {
        return true;
    }

    @Override
    public Draft draft() throws SyncFailure {
        ConfigFile.Content content = parts.config().readAnyhow();
        String name = content.target().toString();
        ConfigDocument here =
                content instanceof ConfigFile.Content.Present present ? present.document() : ConfigDocument.blank();
        byte[] bytes = content.bytes();
        Long version = request.version();
        Backup backup = version == null ? newestOtherThan(bytes, name) : numbered(version);
        restored = backup.file();
        inPlace = Arrays.equals(backup.bytes(), bytes);
        if (!request.dryRun()) {
            keepFromBeingRepaired(backup.bytes());
        }
        RecordMask mask = new RecordMask(parts.redaction());
        List<ConfigChange> changes = mask.changes(ConfigChanges.between(here, backup.document()));
        String difference = new Difference(mask::text)
                .between(name, text(bytes), backup.document().json().text());
        return new Draft(content, backup.bytes(), new SyncRecord(null, name, changes, difference), List.of());
    }

    private void keepFromBeingRepaired(byte[] bytes) throws SyncFailure {
        try {
            mark.set(bytes);
        } catch (IOException e) {
            throw SyncFailure.of(
                    SyncFailure.BACKUP_UNWRITABLE,
                    "the undo could not be marked in " + parts.backups().folder(),
                    e);
        }
    }

    /**
     * A version that cannot be read as a configuration is skipped, and so is one without components if another has
     * some.
     */
    private Backup newestOtherThan(byte[] bytes, String name) throws SyncFailure {
        Backup without = null;
        for (Path file : kept()) {
            Backup backup = read(file).orElse(null);
            if (backup == null || Arrays.equals(backup.bytes(), bytes)) {
                continue;
            }
            if (ConfigLossGuard.components(backup.document()) > 0) {
                return backup;
            }
            without = without == null ? backup : without;
        }
        if (without == null) {
            throw new SyncFailure(
                    SyncFailure.NO_BACKUP,
                    "there is no backup in " + parts.backups().folder() + " that says something else than " + name);
        }
        return without;
    }

    private Backup numbered(long version) throws SyncFailure {
        for (Path file : kept()) {
            if (Backups.number(file) == version) {
                return read(file)
                        .orElseThrow(() -> new SyncFailure(
                                SyncFailure.NO_BACKUP, "version " + version + ", " + file + ", is no configuration"));
            }
        }
        throw new SyncFailure(
                SyncFailure.NO_BACKUP,
                "there is no version " + version + " in " + parts.backups().folder()
                        + "; \"sync --versions\" lists them");
    }

    private List<Path> kept() throws SyncFailure {
        try {
            return parts.backups().newestFirst();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private Optional<Backup> read(Path file) throws SyncFailure {
        try {
            byte[] bytes = DurableFiles.read(file, ConfigFile.MOST_BYTES);
            return ConfigDocument.read(bytes).map(document -> new Backup(file, bytes, document));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private SyncFailure unreadable(IOException e) {
        return SyncFailure.of(
                SyncFailure.NO_BACKUP, "the backups in " + parts.backups().folder() + " could not be read", e);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public List<String> settled() {
        return List.of();
    }

    @Override
    public @Nullable String message() {
        if (restored == null) {
            return null;
        }
        return request.message(restored, inPlace);
    }
}
