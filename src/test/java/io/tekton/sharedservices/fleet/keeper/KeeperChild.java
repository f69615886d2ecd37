package io.tekton.sharedservices.fleet.keeper;

import io.tekton.sharedservices.fleet.centre.KeeperWork;
import io.tekton.sharedservices.fleet.settings.ConnectionUse;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import io.tekton.sharedservices.fleet.settings.FleetUrl;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A keeper in a process of its own, to be killed or frozen: URL, role, file with the password. Ends with its input. */
final class KeeperChild {
    private KeeperChild() {}

    static final Map<KeeperWork.Job, Duration> QUICK = Map.of(
            KeeperWork.Job.WATCH, Duration.ofSeconds(3),
            KeeperWork.Job.VERIFY, Duration.ofSeconds(5),
            KeeperWork.Job.RETENTION, Duration.ofHours(1));

    public static void main(String... arguments) throws Exception {
        FleetSettings settings = new FleetSettings(
                Optional.of(FleetUrl.parse(arguments[0])),
                arguments[1],
                Optional.of(Path.of(arguments[2])),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(3),
                Duration.ofDays(365),
                Duration.ofDays(30),
                ConnectionUse.HELD,
                true);
        try (Keeper keeper = new Keeper(settings, Clock.systemUTC(), QUICK)) {
            keeper.start();
            while (System.in.read() >= 0) {
                // until the test closes it
            }
        }
    }
}
