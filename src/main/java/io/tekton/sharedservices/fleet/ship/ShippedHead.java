package io.tekton.sharedservices.fleet.ship;

import io.tekton.sharedservices.files.DurableFile;
import io.tekton.sharedservices.journal.Facts;
import io.tekton.sharedservices.store.chain.ChainHead;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;

/**
 * The last event that the centre is known to have, in a file of the state folder: what a purge may take, and what
 * {@code status} shows while the centre is away. The centre itself says it at each connection.
 *
 * @param at when that was known
 */
public record ShippedHead(String installation, String epoch, long sequence, String hash, Instant at) {
    private static final String FILE = "fleet.head";

    /**
     * @return empty where nothing was shipped yet, or the file cannot be read: then nothing is believed to be shipped
     */
    public static Optional<ShippedHead> read(Path stateFolder) {
        Path file = stateFolder.resolve(FILE);
        try {
            Map<String, String> facts = Facts.read(Files.readString(file, StandardCharsets.UTF_8));
            return Optional.of(new ShippedHead(
                    facts.getOrDefault("installation", ""),
                    facts.getOrDefault("epoch", ""),
                    Long.parseLong(facts.getOrDefault("sequence", "")),
                    facts.getOrDefault("hash", ""),
                    Instant.parse(facts.getOrDefault("at", ""))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException | java.time.DateTimeException e) {
            LogManager.getLogger("fleet").warn("{} cannot be used, and is written anew: {}", file, Causes.of(e));
            return Optional.empty();
        }
    }

    /** @throws IOException if it cannot be written; the old one is kept then */
    void write(Path stateFolder) throws IOException {
        DurableFile.replace(
                stateFolder.resolve(FILE),
                new Facts()
                        .with("installation", installation)
                        .with("epoch", epoch)
                        .with("sequence", sequence)
                        .with("hash", hash)
                        .with("at", at)
                        .canonical()
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** Whether it is about this journal. */
    public boolean isOf(ChainHead head) {
        return installation.equals(head.installation()) && epoch.equals(head.epoch());
    }
}
