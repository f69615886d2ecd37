package io.tekton.sharedservices.web.route;

import io.tekton.sharedservices.text.Digits;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;

/**
 * A session as it is kept over a restart: one line of a file. It has no secret, only its digest.
 *
 * @param digest of the secret: SHA-256 in hex
 * @param wall whether it is that of a status page, which reads and does nothing else
 * @param since when it was opened
 */
record KeptSession(String digest, boolean wall, Instant since, DashboardSession session) {
    private static final int DIGEST = 64;
    private static final int FIELDS = 5;

    KeptSession {
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(session, "session");
    }

    /** The actor is last, since a person chose it. */
    String line() {
        return String.join(" ", digest, wall ? "wall" : "session", since.toString(), until(), session.actor());
    }

    private String until() {
        return session.until().toString();
    }

    /** Empty if it is no such line. */
    static Optional<KeptSession> of(String line) {
        String[] fields = line.split(" ", FIELDS);
        if (fields.length < FIELDS || !Digits.hexadecimal(fields[0], DIGEST)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new KeptSession(
                    fields[0],
                    fields[1].equals("wall"),
                    Instant.parse(fields[2]),
                    new DashboardSession(fields[4], Instant.parse(fields[3]))));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
