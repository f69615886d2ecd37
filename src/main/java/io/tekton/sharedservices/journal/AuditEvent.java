package io.tekton.sharedservices.journal;

import io.tekton.sharedservices.process.ProcessIdentity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A link of a host's chain: what happened, in a form that can be understood without any other record.
 *
 * @param sequence from 1, without a gap, per host
 * @param bootId the boot in which it was recorded
 * @param runId the run that it belongs to; where it belongs to none, a name of what it is about
 *     ({@code intervention-12})
 * @param process null where it is not about one process
 * @param facts canonical text, see {@link Facts}
 * @param hash {@link #hashAfter} of the predecessor's hash, in lower-case hex
 */
public record AuditEvent(
        String host,
        long sequence,
        EventKind kind,
        String runId,
        String bootId,
        @Nullable ProcessIdentity process,
        Instant at,
        String facts,
        String hash) {
    /** The value used as the predecessor's hash of the first event. */
    public static final String GENESIS = "0".repeat(64);

    public AuditEvent {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(bootId, "bootId");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(facts, "facts");
        Objects.requireNonNull(hash, "hash");
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence must be above 0, not " + sequence);
        }
    }

    /** The event that follows the link with this hash. */
    public static AuditEvent after(
            String previousHash,
            String host,
            long sequence,
            EventKind kind,
            String runId,
            String bootId,
            @Nullable ProcessIdentity process,
            Instant at,
            String facts) {
        AuditEvent unhashed =
                new AuditEvent(host, sequence, kind, runId, bootId, process, Facts.onRecord(at), facts, "");
        return new AuditEvent(
                host, sequence, kind, runId, bootId, process, unhashed.at, facts, unhashed.hashAfter(previousHash));
    }

    /**
     * SHA-256, in hex, over the predecessor's hash, a line feed, and every other part of this event in its canonical
     * form.
     */
    public String hashAfter(String previousHash) {
        Facts head = new Facts()
                .with("host", host)
                .with("sequence", sequence)
                .with("kind", kind)
                .with("run", runId)
                .with("boot", bootId)
                .with("at", at);
        if (process != null) {
            head.with("process.boot", process.bootId())
                    .with("process.pid", process.pid())
                    .with("process.start", process.startTicks());
        }
        return sha256(previousHash + "\n" + head.canonical() + "\n" + facts);
    }

    /** SHA-256 of the text's UTF-8, in lower-case hex. */
    public static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
