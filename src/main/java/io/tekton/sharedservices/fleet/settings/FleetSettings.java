package io.tekton.sharedservices.fleet.settings;

import io.tekton.sharedservices.settings.Durations;
import io.tekton.sharedservices.settings.InvalidValueException;
import io.tekton.sharedservices.settings.SettingsReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether this host belongs to a fleet, and what it does there.
 *
 * @param url of the central PostgreSQL; without one nothing of a fleet is done
 * @param user the role to log in as; that of this host, or of an operator
 * @param passwordFile one line; empty where the server asks for none
 * @param caFile certificates that sign the server's; empty for those that Java knows
 * @param name the host's name as its own records show it; a label
 * @param shipEvery the longest time from an event to its shipment
 * @param heartbeat how often the host says that it is there
 * @param silentAfter a host without a heartbeat for so long is silent
 * @param keep age at which events leave the centre
 * @param holdUnshipped how much longer than its own retention says this host keeps what is not shipped
 * @param keeper whether this host runs the jobs of the fleet, too
 */
public record FleetSettings(
        Optional<FleetUrl> url,
        String user,
        Optional<Path> passwordFile,
        Optional<Path> caFile,
        Optional<String> name,
        Duration shipEvery,
        Duration heartbeat,
        Duration silentAfter,
        Duration keep,
        Duration holdUnshipped,
        ConnectionUse connection,
        boolean keeper) {
    private static final String URL = "fleet.url";
    private static final String USER = "fleet.user";
    private static final String SILENT_AFTER = "fleet.silent-after";

    /** Reads its section; faults stay with the reader. */
    public static FleetSettings read(SettingsReader reader, Path base) {
        Optional<FleetUrl> url = reader.optionalValue(URL, FleetUrl::parse);
        Optional<String> user = reader.optionalText(USER);
        Optional<Path> passwordFile = reader.optionalPath("fleet.password-file", base);
        Optional<Path> caFile = reader.optionalPath("fleet.ca-file", base);
        Optional<String> name = reader.optionalValue("fleet.name", FleetSettings::label);
        Duration shipEvery =
                reader.duration("fleet.ship-every", Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofHours(1));
        Duration heartbeat = reader.duration(
                "fleet.heartbeat", Duration.ofSeconds(15), Duration.ofSeconds(1), Duration.ofMinutes(10));
        Duration silentAfter =
                reader.duration(SILENT_AFTER, Duration.ofSeconds(45), Duration.ofSeconds(2), Duration.ofDays(1));
        Duration keep = reader.duration("fleet.keep", Duration.ofDays(365), Duration.ofDays(1), Durations.LONGEST);
        Duration hold =
                reader.duration("fleet.hold-unshipped", Duration.ofDays(30), Duration.ofDays(1), Durations.LONGEST);
        ConnectionUse connection = reader.oneOf("fleet.connection", ConnectionUse.HELD);
        boolean keeper = reader.bool("fleet.keeper", false);
        if (url.isPresent() && user.isEmpty()) {
            reader.problem(URL, "is set and fleet.user is not", "the role of this host, as \"hosts enrol\" made it");
        }
        if (url.isPresent() && silentAfter.compareTo(heartbeat.multipliedBy(2)) < 0) {
            reader.problem(
                    SILENT_AFTER,
                    "is shorter than two heartbeats, so healthy hosts would be silent",
                    "at least " + Durations.format(heartbeat.multipliedBy(2)) + ", twice fleet.heartbeat");
        }
        return new FleetSettings(
                url,
                user.orElse(""),
                passwordFile,
                caFile,
                name,
                shipEvery,
                heartbeat,
                silentAfter,
                keep,
                hold,
                connection,
                keeper);
    }

    /** Whether this host belongs to a fleet. */
    public boolean isOn() {
        return url.isPresent();
    }

    /** For a role that the server asks for no password. */
    public FleetSettings withoutPassword() {
        return new FleetSettings(
                url,
                user,
                Optional.empty(),
                caFile,
                name,
                shipEvery,
                heartbeat,
                silentAfter,
                keep,
                holdUnshipped,
                connection,
                keeper);
    }

    private static String label(String text) {
        if (!text.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
            throw new InvalidValueException(
                    "is no name of a host", "up to 63 letters, digits, '.', '_' and '-', the first a letter or digit");
        }
        return text;
    }
}
