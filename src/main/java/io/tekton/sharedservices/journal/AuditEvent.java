package io.tekton.sharedservices.journal;

import io.tekton.sharedservices.json.CanonicalJson;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event of the journal: what happened, with its whole content. The tables follow from the events.
 *
 * @param installation of the store, random; see {@code ChainHead}
 * @param epoch of the installation's journal
 * @param host the name of the host, a label
 * @param sequence from 1, without a gap
 * @param bootId the boot in which it was recorded
 * @param runId the run that it belongs to; where it belongs to none, a name of what it is about
 *     ({@code intervention-12})
 * @param process null where it is not about one process
 * @param facts canonical JSON, see {@link CanonicalJson}
 * @param hash {@link #hashAfter} of the predecessor's hash, in lower-case hex
 */
public record AuditEvent(
        String installation,
        String epoch,
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
        Objects.requireNonNull(installation, "installation");
        Objects.requireNonNull(epoch, "epoch");
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

    /** The next event. */
    public static AuditEvent after(
            String previousHash,
            String installation,
            String epoch,
            String host,
            long sequence,
            EventKind kind,
            String runId,
            String bootId,
            @Nullable ProcessIdentity process,
            Instant at,
            String facts) {
        Instant time = Facts.onRecord(at);
        AuditEvent unhashed =
                new AuditEvent(installation, epoch, host, sequence, kind, runId, bootId, process, time, facts, "");
        return new AuditEvent(
                installation,
                epoch,
                host,
                sequence,
                kind,
                runId,
                bootId,
                process,
                time,
                facts,
                unhashed.hashAfter(previousHash));
    }

    /** The event as canonical JSON (RFC 8785), without its hash. */
    public String canonical() {
        StringBuilder json = new StringBuilder(300 + facts.length());
        json.append("{\"at\":").append(CanonicalJson.write(at.toString()));
        json.append(",\"boot\":").append(CanonicalJson.write(bootId));
        json.append(",\"content\":").append(facts);
        json.append(",\"epoch\":").append(CanonicalJson.write(epoch));
        json.append(",\"host\":").append(CanonicalJson.write(host));
        json.append(",\"installation\":").append(CanonicalJson.write(installation));
        json.append(",\"kind\":\"").append(kind).append('"');
        if (process != null) {
            json.append(",\"process\":{\"boot\":").append(CanonicalJson.write(process.bootId()));
            json.append(",\"pid\":").append(process.pid());
            json.append(",\"start\":").append(process.startTicks()).append('}');
        }
        json.append(",\"run\":").append(CanonicalJson.write(runId));
        return json.append(",\"sequence\":").append(sequence).append('}').toString();
    }

    /** SHA-256 over the predecessor's hash, a line feed and {@link #canonical}. */
    public String hashAfter(String previousHash) {
        return sha256(previousHash + "\n" + canonical());
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
