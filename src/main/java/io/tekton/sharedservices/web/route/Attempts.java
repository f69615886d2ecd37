package io.tekton.sharedservices.web.route;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each secret was tried in vain within a minute. Each is counted separately: many wrong attempts of a
 * stranger do not block the right one, and nobody guesses 256 random bits. Only the latest are remembered. Not
 * thread-safe.
 */
final class Attempts {
    private static final Duration WITHIN = Duration.ofMinutes(1);
    private static final int MOST_KNOWN = 256;

    /** So many are answered; those after them only when a minute has passed since the first. */
    static final int MOST = 10;

    private final Map<String, Failed> failed = new LinkedHashMap<>(16, 0.75f, true);

    private record Failed(int times, Instant first) {
        boolean isOver(Instant now) {
            return !now.isBefore(first.plus(WITHIN)) || now.isBefore(first);
        }
    }

    boolean tooMany(String digest, Instant now) {
        Failed before = failed.get(digest);
        return before != null && !before.isOver(now) && before.times() >= MOST;
    }

    void failed(String digest, Instant now) {
        Failed before = failed.get(digest);
        failed.put(
                digest,
                before == null || before.isOver(now)
                        ? new Failed(1, now)
                        : new Failed(before.times() + 1, before.first()));
        if (failed.size() > MOST_KNOWN) {
            failed.remove(failed.keySet().iterator().next());
        }
    }
}
