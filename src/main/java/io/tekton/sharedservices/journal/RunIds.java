package io.tekton.sharedservices.journal;

import io.tekton.sharedservices.text.HostZone;
import java.security.SecureRandom;
import java.time.Instant;

/** Makes names for runs: short enough to type, with the time of the start, unlike those of any other host. */
public final class RunIds {
    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int RANDOM_CHARACTERS = 6;

    private final SecureRandom random = new SecureRandom();
    private final HostZone zone;

    /** @param zone of the times in the names: the one that people read all other times in */
    public RunIds(HostZone zone) {
        this.zone = zone;
    }

    public String next(Instant start) {
        StringBuilder id = new StringBuilder(zone.digits(start)).append('-');
        for (int i = 0; i < RANDOM_CHARACTERS; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
