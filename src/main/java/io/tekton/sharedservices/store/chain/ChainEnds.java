package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.files.DurableFile;
import io.tekton.sharedservices.journal.Facts;
import io.tekton.sharedservices.store.sql.Sql;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.store.sql.StoreFiles;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Where the journal ends, in a file beside the store. H2 opens a truncated file in its state of some records ago, and
 * does not notice. Written and synced behind each commit that lengthened the journal, once for all that it wrote. A
 * crash between the two leaves an older end: whole records past it are whole.
 *
 * <p>One writer at a time; reading is thread-safe.
 */
public final class ChainEnds {
    private static final String FORMAT = "2";
    private static final long LARGEST_BYTES = 1 << 20;

    private final Path file;
    private @Nullable ChainHead written;
    private volatile @Nullable ChainHead known;
    private boolean failing;

    /** @param file {@link StoreFiles#chainEnds()} */
    public ChainEnds(Path file) {
        this.file = file;
    }

    /**
     * What the file says.
     *
     * @return null if there is none, as beside the store of an older program
     * @throws StoreException if it cannot be read or is damaged
     */
    @Nullable
    public ChainHead read() {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new IllegalArgumentException("it is not a regular file");
            }
            if (Files.size(file) > LARGEST_BYTES) {
                throw new IllegalArgumentException("it is larger than " + LARGEST_BYTES + " bytes");
            }
            return parsed(Facts.read(Files.readString(file, StandardCharsets.UTF_8)));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IllegalArgumentException | IOException e) {
            throw new StoreException(
                    "the file " + file + ", which says where the store's chain ends, is damaged or cannot be read ("
                            + Causes.of(e) + "). If nobody changed the store, remove that file: it is created again",
                    e);
        }
    }

    private static ChainHead parsed(Map<String, String> facts) {
        if (!FORMAT.equals(facts.get("format"))) {
            throw new IllegalArgumentException("its format is " + facts.get("format") + ", not " + FORMAT);
        }
        String[] words = facts.getOrDefault("head", "").split(" ", 2);
        String installation = facts.get("installation");
        String epoch = facts.get("epoch");
        if (words.length != 2 || installation == null || epoch == null) {
            throw new IllegalArgumentException("it does not say where the journal ends");
        }
        return new ChainHead(
                installation,
                epoch,
                Long.parseLong(words[0]),
                words[1],
                Long.parseLong(facts.getOrDefault("verdicts", "")));
    }

    private static String text(ChainHead end) {
        return new Facts()
                .with("format", FORMAT)
                .with("installation", end.installation())
                .with("epoch", end.epoch())
                .with("head", end.sequence() + " " + end.hash())
                .with("verdicts", end.lastVerdict())
                .canonical();
    }

    /**
     * Compares the file with a store that was opened just now.
     *
     * @return what is wrong, in words; empty if nothing is
     */
    public Optional<String> compare(Handle handle) {
        ChainHead said = read();
        if (said == null) {
            return Optional.empty();
        }
        List<ChainHead> heads = ChainHead.all(handle, Set.of());
        if (heads.size() != 1) {
            return Optional.of("its journal has " + heads.size() + " heads, not one");
        }
        ChainHead head = heads.get(0);
        if (!head.installation().equals(said.installation()) || !head.epoch().equals(said.epoch())) {
            return Optional.of("it is of the installation " + head.installation() + ", epoch " + head.epoch() + ", and "
                    + said.installation() + ", epoch " + said.epoch() + ", was on record");
        }
        if (head.sequence() < said.sequence()) {
            return Optional.of("its journal ends at event " + head.sequence() + ", and event " + said.sequence()
                    + " was on record");
        }
        String hash = head.sequence() == said.sequence() ? head.hash() : hash(handle, said.sequence());
        // one that is past the end may have been purged since
        return hash == null || hash.equals(said.hash())
                ? Optional.empty()
                : Optional.of("event " + said.sequence() + " differs from the one on record");
    }

    /**
     * Where the journal ends, durably, by the last write: nobody but this process writes.
     *
     * @return null while a write is under way, after one that failed, and where there was none
     */
    @Nullable
    public ChainHead known() {
        return known;
    }

    /** A write begins, and may fail; to be called in turn with the writers. */
    public void begin() {
        known = null;
    }

    /** Brings the file up to date; to be called behind a durable commit, in turn with the writers. */
    public void follow(Handle handle) {
        List<ChainHead> heads = ChainHead.all(handle, Set.of());
        if (heads.size() != 1) {
            return;
        }
        known = heads.get(0);
        if (heads.get(0).equals(written)) {
            return;
        }
        try {
            DurableFile.replace(file, text(heads.get(0)).getBytes(StandardCharsets.UTF_8));
            written = heads.get(0);
            failing = false;
        } catch (IOException e) {
            // The record itself is durable. The file keeps an older end, and the next commit tries again.
            if (!failing) {
                LogManager.getLogger("store")
                        .warn("could not write the end of the chain to {}; it will be retried: {}", file, Causes.of(e));
            }
            failing = true;
        }
    }

    private static @Nullable String hash(Handle handle, long sequence) {
        return Sql.query("hash-of-event")
                .on(handle)
                .bind("sequence", sequence)
                .mapTo(String.class)
                .findOne()
                .orElse(null);
    }
}
