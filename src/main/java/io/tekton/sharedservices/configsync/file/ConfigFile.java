package io.tekton.sharedservices.configsync.file;

import io.tekton.sharedservices.concurrent.Stopwatch;
import io.tekton.sharedservices.configsync.file.ConfigSyncSettings.Replace;
import io.tekton.sharedservices.configsync.plan.ConfigDocument;
import io.tekton.sharedservices.configsync.plan.ConfigFault;
import io.tekton.sharedservices.files.DurableFiles;
import io.tekton.sharedservices.files.FileStamp;
import io.tekton.sharedservices.files.FileTrust;
import io.tekton.sharedservices.registry.JsonFileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The CI configuration on disk. It is read strictly. It is written so that a whole version is in place at every moment,
 * and nothing that others saved in between is overwritten. A symbolic link is followed and stays. Not thread-safe.
 */
public final class ConfigFile {
    /** The largest configuration that is read. */
    public static final int MOST_BYTES = 64 << 20;

    private final FileTrust trust = FileTrust.ofThisUser();
    private final Path config;
    private final SwapRecovery leftovers;
    private final Failpoints steps;
    private final Replacement.Tools tools;
    private final InPlaceWrite.Tools inPlaceTools;
    private final Replace replace;
    private final LateSaves lateSaves;
    private final JsonFileReader reader;
    private volatile @Nullable FileStamp written;

    public ConfigFile(
            Path config,
            Backups backups,
            Swap swap,
            Stopwatch stopwatch,
            Failpoints steps,
            Replace replace,
            Clock clock) {
        this.config = config;
        this.leftovers = new SwapRecovery(swap, backups, Replacement.Words.CONFIGURATION);
        this.steps = steps;
        this.tools = new Replacement.Tools(
                backups, swap, leftovers, steps, stamp -> written = stamp, Replacement.Words.CONFIGURATION);
        this.inPlaceTools = new InPlaceWrite.Tools(
                backups,
                new Overwriting(swap.writers(), steps),
                new InPlaceJournal(backups),
                swap,
                steps,
                stamp -> written = stamp);
        this.replace = replace;
        this.reader = new JsonFileReader("the configuration file", stopwatch);
        this.lateSaves = new LateSaves(swap.writers(), reader, clock);
    }

    /** What is there. */
    public sealed interface Content {
        /** The file itself, links followed. */
        Path target();

        /** Empty where there is no file. */
        byte[] bytes();

        /** @param bytes as they were read, still and whole */
        record Present(Path target, byte[] bytes, ConfigDocument document) implements Content {}

        /** Something that is not a configuration. */
        record Broken(Path target, byte[] bytes) implements Content {}

        /** The file does not exist; its folder does. */
        record Absent(Path target) implements Content {
            @Override
            public byte[] bytes() {
                return new byte[0];
            }
        }
    }

    /** The path as it was given. */
    public Path path() {
        return config;
    }

    public Path target() {
        try {
            return config.toRealPath();
        } catch (IOException e) {
            // the reading that follows says why
            return config;
        }
    }

    /**
     * Reads it.
     *
     * @throws SyncFailure if its content cannot be determined
     */
    public Content read() throws SyncFailure {
        Path target = target();
        JsonFileReader.Reading reading = reader.read(target);
        if (reading instanceof JsonFileReader.Reading.Read read) {
            try {
                return new Content.Present(target, read.bytes(), ConfigDocument.of(read.json()));
            } catch (ConfigFault e) {
                throw new SyncFailure(
                        SyncFailure.CONFIG_UNREADABLE, "the configuration file " + target + ' ' + e.problem(), e);
            }
        }
        if (reading instanceof JsonFileReader.Reading.Unreadable unreadable) {
            throw new SyncFailure(SyncFailure.CONFIG_UNREADABLE, unreadable.message());
        }
        if (!Files.isDirectory(DurableFiles.folderOf(target))) {
            throw new SyncFailure(
                    SyncFailure.CONFIG_MISSING,
                    "there is no configuration file " + target + ", and it is made only where its folder exists");
        }
        return new Content.Absent(target);
    }

    /**
     * As {@link #read}, also where the file is no configuration.
     *
     * @throws SyncFailure if there is a file that cannot be read at all
     */
    public Content readAnyhow() throws SyncFailure {
        try {
            return read();
        } catch (SyncFailure e) {
            Path target = target();
            try {
                boolean plain = Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
                        && Files.size(target) <= MOST_BYTES
                        && trust.judgeLeniently(target).isEmpty();
                if (plain) {
                    return new Content.Broken(target, DurableFiles.read(target, MOST_BYTES));
                }
            } catch (IOException unreadable) {
                e.addSuppressed(unreadable);
            }
            throw e;
        }
    }

    /** Whether a stamp of the file is that of the last file put in place here. Thread-safe. */
    public boolean isAsWritten(FileStamp stamp) {
        return stamp.equals(written);
    }

    /** The files that came out of its place and may still be written to. */
    public LateSaves lateSaves() {
        return lateSaves;
    }

    /**
     * Settles what an earlier sync left beside the file.
     *
     * @return what people should know of, in words
     */
    public List<String> settleLeftovers() throws SyncFailure {
        Path target = target();
        if (!Files.isDirectory(DurableFiles.folderOf(target))) {
            return List.of();
        }
        try {
            List<String> notices = new ArrayList<>();
            inPlaceTools.journal().settle(target, inPlaceTools.overwriting(), notices);
            notices.addAll(leftovers.settle(target));
            lateSaves.tidy(target);
            notices.addAll(lateSaves.unfinished(target));
            return notices;
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    /**
     * Prepares new content beside the file.
     *
     * @param in what was read
     * @throws SyncFailure if space or permission is lacking: then nothing of it remains
     */
    public PreparedWrite prepare(Content in, byte[] bytes, String run) throws SyncFailure {
        if (in instanceof Content.Absent) {
            return Creation.prepare(in.target(), bytes, run, steps, stamp -> written = stamp);
        }
        return replace == Replace.IN_PLACE
                ? InPlaceWrite.prepare(inPlaceTools, in.target(), in.bytes(), bytes, run)
                : Replacement.prepare(tools, in.target(), in.bytes(), bytes, run);
    }

    /**
     * Lays ready what is in place already, to see whether anything can take its place: putting it there changes nothing
     * that the file says, and is taken for nobody's sync.
     *
     * @param in what was read; there is a file
     * @throws SyncFailure as {@link #prepare}
     */
    public PreparedWrite rehearse(Content in, String run) throws SyncFailure {
        return replace == Replace.IN_PLACE
                ? InPlaceWrite.prepare(inPlaceTools.telling(stamp -> {}), in.target(), in.bytes(), in.bytes(), run)
                : Replacement.prepare(tools.telling(stamp -> {}), in.target(), in.bytes(), in.bytes(), run);
    }

    static SyncFailure unwritable(Path target, IOException e) {
        return Replacement.unwritable(target, e, Replacement.Words.CONFIGURATION);
    }
}
