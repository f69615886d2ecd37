package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.audit.ConfigChange;
import io.tekton.sharedservices.audit.SyncRecord;
import io.tekton.sharedservices.registry.JsonText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Putting the newest backup back that says something else than what is in place. What is in place becomes a backup in turn. */
final class UndoWork implements SyncRun.Work {
    private final SyncParts parts;
    private final UndoMark mark;

    private @Nullable Path restored;

    UndoWork(SyncParts parts, UndoMark mark) {
        this.parts = parts;
        this.mark = mark;
    }

    private record Backup(Path file, byte[] bytes, ConfigDocument document) {}

    @Override
    public List<String> prepare() throws SyncFailure {
        return parts.config().settleLeftovers();
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
        Backup backup = newestOtherThan(bytes)
                .orElseThrow(() -> new SyncFailure(
                        SyncFailure.NO_BACKUP,
                        "there is no backup in " + parts.backups().folder() + " that says something else than "
                                + name));
        restored = backup.file();
        keepFromBeingRepaired(backup.bytes());
        List<ConfigChange> changes = parts.mask().changes(ConfigChanges.between(here, backup.document()));
        String difference = new Difference(parts.mask()::text)
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

    /** One that cannot be read as a configuration is passed over. */
    private Optional<Backup> newestOtherThan(byte[] bytes) throws SyncFailure {
        try {
            for (Path file : parts.backups().newestFirst()) {
                byte[] kept = DurableFiles.read(file, ConfigFile.MOST_BYTES);
                Optional<ConfigDocument> document = Arrays.equals(kept, bytes) ? Optional.empty() : document(kept);
                if (document.isPresent()) {
                    return Optional.of(new Backup(file, kept, document.get()));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw SyncFailure.of(
                    SyncFailure.NO_BACKUP, "the backups in " + parts.backups().folder() + " could not be read", e);
        }
    }

    private static Optional<ConfigDocument> document(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Optional.of(ConfigDocument.of(JsonText.of(text)));
        } catch (CharacterCodingException | IllegalArgumentException | ConfigFault e) {
            return Optional.empty();
        }
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
        return restored == null ? null : "restored " + restored + "; it stays until the next update flag";
    }
}
