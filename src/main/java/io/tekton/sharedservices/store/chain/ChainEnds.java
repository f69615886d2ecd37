package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.Facts;
import io.tekton.sharedservices.store.chain.ChainWriter.ChainHead;
import io.tekton.sharedservices.store.sql.Sql;
import io.tekton.sharedservices.store.sql.StoreException;
import io.tekton.sharedservices.store.sql.StoreFiles;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.logging.log4j.LogManager;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Where the chain of each host ends, in a file beside the store. H2 opens a truncated file in its state of some records
 * ago, and does not notice. Written and synced behind each commit that lengthened a chain, once for all that it wrote.
 * A crash between the two leaves an older end: whole records past it are whole.
 *
 * <p>One writer at a time; reading is thread-safe.
 */
public final class ChainEnds {
    private static final String FORMAT = "1";
    private static final long LARGEST_BYTES = 1 << 20;

    private final Path file;
    private @Nullable Map<String, ChainHead> written;
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
    public Map<String, ChainHead> read() {
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

    private static Map<String, ChainHead> parsed(Map<String, String> facts) {
        if (!FORMAT.equals(facts.get("format"))) {
            throw new IllegalArgumentException("its format is " + facts.get("format") + ", not " + FORMAT);
        }
        Map<String, ChainHead> ends = new TreeMap<>();
        int chains = Integer.parseInt(facts.getOrDefault("chains", ""));
        for (int number = 1; number <= chains; number++) {
            String[] words = facts.getOrDefault("chain." + number, "").split(" ", 3);
            if (words.length != 3) {
                throw new IllegalArgumentException("it does not say where chain " + number + " ends");
            }
            ends.put(words[2], new ChainHead(Long.parseLong(words[0]), words[1]));
        }
        return ends;
    }

    private static String text(Map<String, ChainHead> ends) {
        Facts facts = new Facts().with("format", FORMAT).with("chains", ends.size());
        int number = 0;
        for (Map.Entry<String, ChainHead> end : ends.entrySet()) {
            ChainHead head = end.getValue();
            facts.with("chain." + ++number, head.sequence() + " " + head.hash() + " " + end.getKey());
        }
        return facts.canonical();
    }

    /**
     * Compares the file with a store that was opened just now.
     *
     * @return what is wrong, in words; empty if nothing is
     */
    public Optional<String> compare(Handle handle) {
        Map<String, ChainHead> said = read();
        if (said == null) {
            return Optional.empty();
        }
        Map<String, ChainHead> found = heads(handle);
        for (Map.Entry<String, ChainHead> end : said.entrySet()) {
            String host = end.getKey();
            ChainHead head = found.getOrDefault(host, ChainHead.NONE);
            if (head.sequence() < end.getValue().sequence()) {
                return Optional.of("the chain of host " + host + " ends at event " + head.sequence() + ", and event "
                        + end.getValue().sequence() + " was on record");
            }
            String hash = head.sequence() == end.getValue().sequence()
                    ? head.hash()
                    : hash(handle, host, end.getValue().sequence());
            // one that is past the end may have been purged since
            if (hash != null && !hash.equals(end.getValue().hash())) {
                return Optional.of(
                        "event " + end.getValue().sequence() + " of host " + host + " differs from the one on record");
            }
        }
        return Optional.empty();
    }

    /** Brings the file up to date; to be called behind a durable commit, in turn with the writers. */
    public void follow(Handle handle) {
        Map<String, ChainHead> ends = heads(handle);
        if (ends.equals(written)) {
            return;
        }
        try {
            write(text(ends));
            written = ends;
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

    private void write(String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        StoreFiles.sync(StoreFiles.folderOf(file));
    }

    private static Map<String, ChainHead> heads(Handle handle) {
        Map<String, ChainHead> heads = new TreeMap<>();
        handle.createQuery(Sql.query("heads-of-chains").plain())
                .map((rows, context) -> Map.entry(
                        rows.getString("host"),
                        new ChainHead(rows.getLong("head_sequence"), rows.getString("head_hash"))))
                .forEach(head -> heads.put(head.getKey(), head.getValue()));
        return heads;
    }

    private static @Nullable String hash(Handle handle, String host, long sequence) {
        return handle.createQuery(Sql.query("hash-of-event").plain())
                .bindMap(Map.of("host", host, "sequence", sequence))
                .mapTo(String.class)
                .findOne()
                .orElse(null);
    }
}
