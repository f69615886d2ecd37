package io.tekton.sharedservices.leftover.registry;

import io.tekton.sharedservices.configsync.file.Backups;
import io.tekton.sharedservices.configsync.file.Failpoints;
import io.tekton.sharedservices.configsync.file.FileExchanger;
import io.tekton.sharedservices.configsync.file.PreparedWrite;
import io.tekton.sharedservices.configsync.file.PreparedWrite.Written;
import io.tekton.sharedservices.configsync.file.Replacement;
import io.tekton.sharedservices.configsync.file.Swap;
import io.tekton.sharedservices.configsync.file.SwapRecovery;
import io.tekton.sharedservices.configsync.file.SyncFailure;
import io.tekton.sharedservices.json.FileFault;
import io.tekton.sharedservices.leftover.proof.Surroundings;
import io.tekton.sharedservices.posix.FileExchange;
import io.tekton.sharedservices.posix.OpenWriters;
import io.tekton.sharedservices.redaction.Redaction;
import io.tekton.sharedservices.registry.HeldRegistry;
import io.tekton.sharedservices.registry.RegistryFile;
import io.tekton.sharedservices.registry.RegistryMemory;
import io.tekton.sharedservices.registry.RegistryReader;
import io.tekton.sharedservices.registry.RegistryReading;
import io.tekton.sharedservices.registry.RegistrySettings;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds and removes entries of ended processes in the wrapped-CI registry. It writes as the configuration sync does: a
 * new file changes places with the old one, and what came out is inspected, so that what others write meanwhile is
 * never lost. What is known of earlier readings is neither asked nor changed. Not thread-safe.
 */
public final class RegistryPrune {
    /** A step between the two halves of a removal. */
    public interface Steps {
        void pruned();
    }

    private final RegistryFile file;
    private final RegistryReader reader;
    private final Redaction redaction;
    private final Replacement.Tools tools;
    private final String proc;
    private final Steps steps;

    private RegistryPrune(
            RegistryFile file, RegistrySettings settings, Redaction redaction, Path backups, String proc, Steps steps) {
        this.file = file;
        this.reader = new RegistryReader(settings.only(file), NOTHING_REMEMBERED);
        this.redaction = redaction;
        this.tools = tools(backups);
        this.proc = proc;
        this.steps = steps;
    }

    /**
     * Of the wrapped-CI registry among those of the settings; empty where there is none.
     *
     * @param backups the folder of the versions that were replaced
     * @param proc where the processes are
     */
    public static Optional<RegistryPrune> of(
            RegistrySettings settings, Redaction redaction, Path backups, String proc, Steps steps) {
        return settings.wrappedRegistry()
                .map(file -> new RegistryPrune(file, settings, redaction, backups, proc, steps));
    }

    static Replacement.Tools tools(Path backups) {
        Backups kept = new Backups(backups);
        FileExchanger exchanging = (one, other) -> {
            FileExchange.Result result = FileExchange.exchange(one, other);
            if (result == FileExchange.Result.UNSUPPORTED) {
                throw new IOException("the file system cannot exchange two files in one step");
            }
            return result;
        };
        Swap swap = new Swap(exchanging, OpenWriters::of, Failpoints.unwatched());
        return new Replacement.Tools(
                kept,
                swap,
                new SwapRecovery(swap, kept, Replacement.Words.REGISTRY),
                Failpoints.unwatched(),
                stamp -> {},
                Replacement.Words.REGISTRY);
    }

    private static final RegistryMemory NOTHING_REMEMBERED = new RegistryMemory() {
        @Override
        public boolean wasRead(Path file) {
            return false;
        }

        @Override
        public void remember(Collection<Path> files) {
            // pruning changes nothing of what the guards know
        }
    };

    /**
     * What was found.
     *
     * @param entries whose processes have ended, in the order of the file
     * @param trouble why the registry could not be read, a sentence; null where it could or is not there
     */
    public record Found(List<DeadEntry> entries, @Nullable String trouble) {
        public Found {
            entries = List.copyOf(entries);
        }
    }

    public Path path() {
        return file.path();
    }

    /** Settles what an interrupted removal left beside the registry; a sentence each. */
    public List<String> settle() throws IOException {
        return Files.exists(file.path()) ? tools.leftovers().settle(file.path().toRealPath()) : List.of();
    }

    /** Judges the entries now, under the shared lock. */
    public Found look(Surroundings around) {
        try (HeldRegistry held = reader.readAndHold()) {
            return found(held.reading(), around);
        }
    }

    private Found found(RegistryReading reading, Surroundings around) {
        if (reading instanceof RegistryReading.Refused refused) {
            return new Found(List.of(), refused.message());
        }
        RegistryReading.Read read = (RegistryReading.Read) reading;
        if (read.files().isEmpty()) {
            return new Found(List.of(), null);
        }
        try {
            return new Found(content(read).dead(around, carried(around), redaction), null);
        } catch (FileFault e) {
            return new Found(List.of(), "the registry file " + file.path() + " " + e.problem());
        } catch (IOException e) {
            return new Found(List.of(), "the registry file " + file.path() + " cannot be read: " + Causes.of(e));
        }
    }

    private RegistryContent content(RegistryReading.Read read) throws IOException, FileFault {
        return RegistryContent.read(file.path(), read.registrations().all());
    }

    private CarriedNames carried(Surroundings around) {
        return CarriedNames.read(proc, around.uid());
    }

    /**
     * Removes entries under the exclusive lock, if they are still dead and as they were.
     *
     * @param wanted the intents are on record
     * @param run for the names of files
     * @param notices receives what people should know
     * @return by name why an entry was not removed; an entry that was has none
     */
    public Map<String, String> remove(List<DeadEntry> wanted, Surroundings around, String run, List<String> notices) {
        Map<String, String> refusals = new HashMap<>();
        try (HeldRegistry held = reader.readAndHoldExclusively()) {
            if (held.reading() instanceof RegistryReading.Refused refused) {
                return all(wanted, refused.message());
            }
            if (!held.isLocked()) {
                return all(wanted, "there is no lock file beside the registry, so its writers cannot be kept out");
            }
            RegistryContent content = content((RegistryReading.Read) held.reading());
            Map<String, DeadEntry> dead = new HashMap<>();
            content.dead(around, carried(around), redaction).forEach(entry -> dead.put(entry.name(), entry));
            Set<String> going = new HashSet<>();
            for (DeadEntry entry : wanted) {
                String why = why(entry, dead.get(entry.name()));
                if (why == null) {
                    going.add(entry.name());
                } else {
                    refusals.put(entry.name(), why);
                }
            }
            if (!going.isEmpty()) {
                String why = write(content, going, run, notices);
                if (why != null) {
                    going.forEach(name -> refusals.put(name, why));
                }
            }
            return refusals;
        } catch (SyncFailure | FileFault | IOException e) {
            return all(wanted, "nothing was changed: " + Causes.of(e));
        }
    }

    private static Map<String, String> all(List<DeadEntry> wanted, String why) {
        Map<String, String> refusals = new HashMap<>();
        wanted.forEach(entry -> refusals.put(entry.name(), why));
        return refusals;
    }

    private static @Nullable String why(DeadEntry before, @Nullable DeadEntry now) {
        if (now == null) {
            return "spared when it was judged again: it is not there any more, or its process may live";
        }
        if (!now.text().equals(before.text())) {
            return "the entry was changed since it was judged";
        }
        return now.isLeftover() ? null : "spared when it was judged again: " + now.explanation();
    }

    /** @return why nothing was changed; null where it was */
    private @Nullable String write(RegistryContent content, Set<String> going, String run, List<String> notices)
            throws SyncFailure {
        if (OpenWriters.of(content.target) != OpenWriters.Answer.NONE) {
            return "a program may have the registry open for writing";
        }
        if (going.size() >= content.json.root().members().size()) {
            return "the registry would become empty";
        }
        byte[] bytes = EntryRemoval.without(content.json, going).getBytes(StandardCharsets.UTF_8);
        try (PreparedWrite prepared = Replacement.prepare(tools, content.target, content.bytes, bytes, run)) {
            Written written = prepared.putInPlace(notices);
            steps.pruned();
            return switch (written) {
                case DONE -> null;
                case CONTENDED -> "the registry was written in between: what was written is in place";
                case BEING_WRITTEN -> "a program has the registry open for writing";
            };
        }
    }
}
