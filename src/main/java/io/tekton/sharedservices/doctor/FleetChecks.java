package io.tekton.sharedservices.doctor;

import io.tekton.sharedservices.api.FleetStatus;
import io.tekton.sharedservices.fleet.FleetHost;
import io.tekton.sharedservices.fleet.centre.CentreException;
import io.tekton.sharedservices.fleet.centre.CentreProbe;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.fleet.ship.HoldLimit;
import io.tekton.sharedservices.journal.Retention;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether this host's way to its fleet's centre is safe and works. */
public final class FleetChecks {
    private static final Duration LARGEST_SKEW = Duration.ofSeconds(1);
    private static final Set<String> COPIES = Set.of("forked", "cloned");
    private static final String HBA = "in the server's pg_hba.conf, the lines of this database must be hostssl with"
            + " scram-sha-256, and no line below them may say host or trust for the same addresses";

    private final FleetSettings settings;
    private final Retention retention;
    private final Clock clock;

    public FleetChecks(FleetSettings settings, Retention retention, Clock clock) {
        this.settings = settings;
        this.retention = retention;
        this.clock = clock;
    }

    /**
     * @param status of the daemon; null where none runs
     * @return nothing for a host without a fleet
     */
    public List<Check> checks(@Nullable FleetStatus status) {
        if (!settings.isOn()) {
            return List.of();
        }
        List<Check> checks = new ArrayList<>();
        try {
            CentreProbe.Findings found = CentreProbe.ask(settings, clock);
            checks.add(Check.good("fleet", "the centre " + address() + " lets in " + settings.user()));
            checks.add(rights(found));
            checks.add(clocks(found.clockAhead()));
            checks.add(entrance());
        } catch (CentreException e) {
            checks.add(Check.bad(
                    "fleet",
                    String.valueOf(e.getMessage()),
                    switch (e.kind()) {
                        case AWAY ->
                            "see whether the server runs and can be reached from here; cleanups go on meanwhile";
                        case DENIED -> "check fleet.user and fleet.password-file; \"hosts enrol\" makes a role";
                        case UNTRUSTED ->
                            "see fleet.ca-file, the name in fleet.url, and the server's ssl_cert_file; somebody may be"
                                    + " in between";
                        case LACKING -> "an operator runs \"shared-services fleet init\" of this version";
                        case FAILED -> "as the message says";
                    }));
        }
        if (status != null) {
            checks.add(shipping(status));
        }
        return checks;
    }

    private String address() {
        return settings.url().orElseThrow().toString();
    }

    private Check rights(CentreProbe.Findings found) {
        if (!found.lacking().isEmpty()) {
            return Check.bad(
                    "fleet rights",
                    settings.user() + " lacks " + String.join(", ", found.lacking()),
                    "an operator runs \"shared-services fleet init\" of this version, and \"hosts enrol\"");
        }
        return found.excess().isEmpty()
                ? Check.good(
                        "fleet rights", settings.user() + " may call the functions for hosts, and write nothing else")
                : Check.bad(
                        "fleet rights",
                        settings.user() + " " + String.join(", ", found.excess())
                                + ": with this host, an intruder has the records of all",
                        "give this host a role of its own: \"shared-services hosts enrol NAME\"");
    }

    private static Check clocks(Duration ahead) {
        String said = "this host's clock is " + ahead.abs().toMillis() + " ms "
                + (ahead.isNegative() ? "behind" : "ahead of") + " the centre's";
        return ahead.abs().compareTo(LARGEST_SKEW) > 0
                ? Check.bad("fleet clock", said, "let NTP set both clocks; a keeper with more than 3 s does no work")
                : Check.good("fleet clock", said);
    }

    private Check entrance() {
        if (CentreProbe.letsInWithoutPassword(settings)) {
            return Check.bad("fleet entrance", "the server lets " + settings.user() + " in without a password", HBA);
        }
        // on this host, who wants no encryption names no certificate
        boolean isEncrypted =
                !settings.url().orElseThrow().isLoopback() || settings.caFile().isPresent();
        if (isEncrypted && CentreProbe.letsInPlain(settings)) {
            return Check.bad("fleet entrance", "the server lets " + settings.user() + " in without encryption", HBA);
        }
        return Check.good(
                "fleet entrance",
                "the server refuses a connection without password" + (isEncrypted ? " or encryption" : ""));
    }

    private Check shipping(FleetStatus status) {
        if (COPIES.contains(status.state())) {
            return Check.bad(
                    "fleet shipping",
                    String.valueOf(status.problem()),
                    "see which copy goes on, and stop the daemon of the other; if this one goes on and stays so, stop"
                            + " it, run \"shared-services fleet renew\", and start it");
        }
        Instant since = status.unshippedSince();
        Optional<String> limit = HoldLimit.warning(settings, retention, status.unshipped(), since, clock.instant());
        if (limit.isPresent()) {
            return Check.bad(
                    "fleet shipping",
                    limit.get() + (status.problem() == null ? "" : ": " + status.problem()),
                    "see the other checks of the fleet; until then, set fleet.hold-unshipped to more, or keep a copy:"
                            + " \"store backup FILE\"");
        }
        if (since != null && since.plus(FleetHost.LAGGING_AFTER).isBefore(clock.instant())) {
            return Check.bad(
                    "fleet shipping",
                    status.unshipped() + " events wait to be shipped, the oldest since " + since
                            + (status.problem() == null ? "" : ": " + status.problem()),
                    "see the other checks of the fleet, and the log");
        }
        return status.problem() == null
                ? Check.good("fleet shipping", status.unshipped() + " events wait to be shipped")
                : Check.bad("fleet shipping", status.problem(), "see the other checks of the fleet, and the log");
    }
}
