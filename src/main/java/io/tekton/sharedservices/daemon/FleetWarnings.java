package io.tekton.sharedservices.daemon;

import io.tekton.sharedservices.config.Warnings;
import io.tekton.sharedservices.fleet.keeper.KeeperState;
import io.tekton.sharedservices.fleet.ship.ShipStatus;
import io.tekton.sharedservices.settings.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is wrong between this host and its fleet, as warnings of the daemon. Not thread-safe. */
final class FleetWarnings {
    /** A centre that restarts is no news; one that stays away for so long is. */
    static final Duration TOLERATED = Duration.ofMinutes(2);

    private static final Duration TOO_LONG = Duration.ofHours(1);
    private static final String SUBJECT = "fleet";
    private static final String LAG = "fleet lag";
    private static final String LOSS = "fleet loss";
    private static final String KEEPER = "fleet keeper";

    private final Warnings warnings;
    private @Nullable Instant failingSince;

    FleetWarnings(Warnings warnings) {
        this.warnings = warnings;
    }

    /** @param state null on a host that is no keeper */
    void keeper(@Nullable KeeperState state) {
        if (state == null || state.problem() == null) {
            warnings.clear(KEEPER);
        } else {
            warnings.raise(KEEPER, "keeper of the fleet: " + state.problem());
        }
    }

    /** How the shipping goes at this moment. */
    void shipping(ShipStatus now, Instant moment) {
        String problem = now.problem();
        switch (now.state()) {
            case STARTING, CONNECTED -> {
                failingSince = null;
                warnings.clear(SUBJECT);
            }
            case AWAY -> {
                failingSince = failingSince == null ? moment : failingSince;
                if (failingSince.plus(TOLERATED).isBefore(moment)) {
                    warnings.raise(SUBJECT, "the fleet's centre is away, and nothing here waits for it: " + problem);
                }
            }
            case DENIED ->
                warnings.raise(SUBJECT, "the fleet's centre does not serve this host, and cleanups go on: " + problem);
            case REFUSED -> warnings.raise(SUBJECT, "the fleet's centre refuses events of this host: " + problem);
            case FORKED, CLONED ->
                warnings.raise(
                        SUBJECT,
                        problem + ". Nothing more is shipped from the fork on. See which copy goes on, and stop the"
                                + " daemon of the other. If this one goes on and stays so: stop it, run"
                                + " \"shared-services fleet renew\", start it");
        }
    }

    /** The centre no longer has what it had confirmed. */
    void loss(String lost) {
        warnings.raise(LOSS, lost);
    }

    /** @param limit a sentence where a purge may soon remove what waits */
    void lag(ShipStatus now, Optional<String> limit, Instant moment) {
        Instant since = now.unshippedSince();
        if (limit.isPresent()) {
            warnings.raise(LAG, limit.get());
        } else if (since != null && since.plus(TOO_LONG).isBefore(moment)) {
            warnings.raise(
                    LAG,
                    now.unshipped() + " events wait for "
                            + Durations.format(Duration.ofMinutes(
                                    Duration.between(since, moment).toMinutes()))
                            + " to be shipped to the fleet's centre; a purge keeps them");
        } else {
            warnings.clear(LAG);
        }
    }

    /** This host has left its fleet. */
    void clear() {
        warnings.clear(KEEPER);
        warnings.clear(SUBJECT);
        warnings.clear(LAG);
        warnings.clear(LOSS);
    }
}
