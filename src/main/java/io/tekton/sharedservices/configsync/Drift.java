package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.configsync.Deviation.Kind;
import io.tekton.sharedservices.configsync.file.ConfigFile;
import io.tekton.sharedservices.configsync.file.SyncFailure;
import io.tekton.sharedservices.configsync.file.UndoMark;
import io.tekton.sharedservices.configsync.plan.ConfigDocument;
import io.tekton.sharedservices.configsync.plan.SyncPlan;
import io.tekton.sharedservices.files.FileStamp;
import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.registry.PlatformEntry;
import io.tekton.sharedservices.registry.PlatformRegistry;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a person's save caused a deviation of the configuration. A person's save is a deviation from the version that
 * a sync left or found synchronised. A registry that changed without a flag, or a configuration that no sync ever found
 * synchronised, is reported and not touched. Not thread-safe.
 */
final class Drift {
    private final SyncParts parts;
    private final UndoMark mark;
    private final Path registry;
    private @Nullable Check last;

    Drift(SyncParts parts, UndoMark mark, Path registry) {
        this.parts = parts;
        this.mark = mark;
        this.registry = registry;
    }

    /** What was found, and of which files. */
    private record Check(FileStamp config, Optional<FileStamp> registry, Deviation found) {}

    /** As {@link ConfigSync#drift()}. */
    Deviation check() {
        FileStamp now = FileStamp.of(parts.config().target()).orElse(null);
        if (now == null || parts.flag().isRaised()) {
            return Deviation.NONE;
        }
        Optional<FileStamp> registryNow = FileStamp.of(registry);
        Check before = last;
        if (before != null && before.config().equals(now) && before.registry().equals(registryNow)) {
            return before.found();
        }
        try {
            Deviation found = found(now);
            last = new Check(now, registryNow, found);
            return found;
        } catch (SyncFailure e) {
            // in the middle of a save, or broken by one: the next save, or a flag, leads to the next check
            return Deviation.NONE;
        }
    }

    /** A run may have changed what is known. */
    void forget() {
        last = null;
    }

    private Deviation found(FileStamp now) throws SyncFailure {
        if (!(parts.config().read() instanceof ConfigFile.Content.Present present)
                || isUndone(present.bytes())
                || !(parts.registry().read() instanceof PlatformRegistry.Reading.Read read)) {
            return Deviation.NONE;
        }
        List<ConfigChange> changes = changes(read.entries(), present.document());
        if (changes.isEmpty()) {
            remember(present);
            return Deviation.NONE;
        }
        if (parts.config().isAsWritten(now)) {
            return new Deviation(Kind.REGISTRY_CHANGED, changes);
        }
        Optional<ConfigDocument> inLine =
                parts.lastInLine().of(present.target()).flatMap(ConfigDocument::read);
        if (inLine.isEmpty()) {
            return new Deviation(Kind.NEVER_IN_LINE, changes);
        }
        List<ConfigChange> saved = new ArrayList<>(changes);
        saved.removeAll(changes(read.entries(), inLine.get()));
        return saved.isEmpty() ? new Deviation(Kind.REGISTRY_CHANGED, changes) : new Deviation(Kind.DRIFT, changes);
    }

    /** True also where that is not known. */
    private boolean isUndone(byte[] bytes) {
        try {
            return mark.isSetFor(bytes);
        } catch (IOException e) {
            parts.log().unknownUndo(parts.backups().folder(), Causes.of(e));
            return true;
        }
    }

    private List<ConfigChange> changes(List<PlatformEntry> entries, ConfigDocument document) {
        return SyncPlan.of(entries, document, parts.localNow()).changes();
    }

    private void remember(ConfigFile.Content.Present present) {
        try {
            parts.lastInLine().set(present.target(), present.bytes());
        } catch (IOException e) {
            // without it nothing is repaired, and the next check tries again if the file changes
            parts.log().unremembered(parts.backups().folder(), Causes.of(e));
        }
    }
}
