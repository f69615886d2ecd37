package io.tekton.sharedservices.cleanup.hour;

import io.tekton.sharedservices.journal.Facts;
import io.tekton.sharedservices.schedule.due.HostClock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the file of the minimum hour says: lines {@code name=value}, and the checksum of all of them in the last line.
 *
 * @param run the last live run; null if there was none
 * @param began when it began; null if there was none
 * @param noticed when it was noticed that time ran backwards since; null if it was not
 * @param writer the process that wrote it, for people
 */
public record HourRecord(
        @Nullable String run,
        @Nullable HostClock began,
        @Nullable HostClock noticed,
        String writer) {
    private static final String FORMAT = "1";
    private static final String SUM = "sum=";

    public static HourRecord empty(String writer) {
        return new HourRecord(null, null, null, writer);
    }

    public HourRecord noticedAt(HostClock moment) {
        return new HourRecord(run, began, moment, writer);
    }

    String text() {
        Facts facts = new Facts().with("format", FORMAT).with("run", run).with("writer", writer);
        put(facts, "began", began);
        put(facts, "noticed", noticed);
        String text = facts.canonical();
        return text + SUM + sum(text) + "\n";
    }

    private static void put(Facts facts, String what, @Nullable HostClock moment) {
        if (moment != null) {
            facts.with(what + ".at", moment.now())
                    .with(what + ".boot", moment.bootId())
                    .with(what + ".boot-millis", moment.bootMillis())
                    .with(what + ".time-namespace", moment.timeNamespace());
        }
    }

    /** @throws IllegalArgumentException if the text is not a whole record */
    static HourRecord of(String text) {
        int sumAt = text.lastIndexOf("\n" + SUM) + 1;
        String said = text.substring(0, sumAt);
        if (sumAt == 0 || !text.substring(sumAt).equals(SUM + sum(said) + "\n")) {
            throw new IllegalArgumentException("its checksum is missing or does not fit");
        }
        Map<String, String> facts = Facts.read(said);
        if (!FORMAT.equals(facts.get("format"))) {
            throw new IllegalArgumentException("its format is " + facts.get("format") + ", not " + FORMAT);
        }
        HostClock began = moment(facts, "began");
        String run = facts.get("run");
        if ((run == null) != (began == null)) {
            throw new IllegalArgumentException("it does not say which run began when");
        }
        return new HourRecord(run, began, moment(facts, "noticed"), facts.getOrDefault("writer", ""));
    }

    private static @Nullable HostClock moment(Map<String, String> facts, String what) {
        String at = facts.get(what + ".at");
        if (at == null) {
            return null;
        }
        try {
            return new HostClock(
                    Instant.parse(at),
                    facts.getOrDefault(what + ".boot", ""),
                    Long.parseLong(facts.getOrDefault(what + ".boot-millis", "-1")),
                    facts.getOrDefault(what + ".time-namespace", ""));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("it has no time where one belongs: " + at, e);
        }
    }

    private static String sum(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
