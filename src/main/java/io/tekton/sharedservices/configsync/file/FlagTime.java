package io.tekton.sharedservices.configsync.file;

import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a flag was raised: by its {@code timestamp}, seconds since 1970. If the content is torn, empty, or names an
 * impossible time, the time of the last write of its file is used. Only a regular file is opened.
 */
final class FlagTime {
    private static final int MOST_BYTES = 1 << 16;
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    /** How far the clock that wrote the flag may be ahead. */
    private static final Duration AHEAD = Duration.ofMinutes(1);

    private final Clock clock;

    FlagTime(Clock clock) {
        this.clock = clock;
    }

    /** Never after now by more than a minute; now itself if the flag is gone or cannot be read. */
    Instant of(Path flag) {
        Instant now = clock.instant();
        try {
            BasicFileAttributes seen = Files.readAttributes(flag, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Instant written = seen.lastModifiedTime().toInstant();
            Optional<Instant> said = seen.isRegularFile() ? said(flag) : Optional.empty();
            return said.filter(time -> isLikely(time, now)).orElse(isLikely(written, now) ? written : now);
        } catch (IOException e) {
            return now;
        }
    }

    private static boolean isLikely(Instant time, Instant now) {
        return !time.isBefore(EARLIEST) && !time.isAfter(now.plus(AHEAD));
    }

    private static Optional<Instant> said(Path flag) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(flag, LinkOption.NOFOLLOW_LINKS)) {
            bytes = in.readNBytes(MOST_BYTES);
        }
        try {
            JsonValue stamp = JsonText.of(new String(bytes, StandardCharsets.UTF_8))
                    .root()
                    .get("timestamp");
            if (stamp instanceof JsonValue.Scalar number && number.type() == JsonValue.Type.NUMBER) {
                BigDecimal seconds = new BigDecimal(number.raw());
                // a longer number is not a time
                if (seconds.precision() - seconds.scale() > 11) {
                    return Optional.empty();
                }
                long whole = seconds.longValue();
                BigDecimal rest = seconds.subtract(BigDecimal.valueOf(whole));
                return Optional.of(
                        Instant.ofEpochSecond(whole, rest.movePointRight(9).longValue()));
            }
            return Optional.empty();
        } catch (IllegalArgumentException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
