package io.tekton.sharedservices.doctor;

import static java.util.stream.Collectors.joining;

import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.api.Remedies;
import io.tekton.sharedservices.api.Status;
import io.tekton.sharedservices.client.DaemonAddress;
import io.tekton.sharedservices.client.DaemonLookup;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.text.Causes;
import io.tekton.sharedservices.text.HostTime;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * How the daemon of a state folder is. That none runs is no fault: a timer may call the commands; that one ended
 * unasked is.
 */
public final class DaemonCheck {
    private static final String NAME = "daemon";

    private DaemonCheck() {}

    /**
     * @param status asks the daemon; called only where one runs
     * @param version of this program
     */
    public static Check of(DaemonLookup sighting, Supplier<Status> status, Path stateFolder, String version) {
        if (sighting instanceof DaemonLookup.Running running) {
            return running(running.address(), status, version);
        }
        if (sighting instanceof DaemonLookup.Unclear unclear) {
            if (unclear.unannouncedSince() != null) {
                return Check.bad(NAME, unclear.why(), "wait until it is ready, or stop it as the message says");
            }
            return Check.bad(
                    NAME,
                    unclear.why(),
                    "run doctor as the user whose daemon it is; if there is no daemon, move " + file(stateFolder)
                            + " away");
        }
        DaemonLookup.NotRunning none = (DaemonLookup.NotRunning) sighting;
        return Files.exists(file(stateFolder), LinkOption.NOFOLLOW_LINKS)
                ? Check.bad(
                        NAME,
                        "not running: " + none.why(),
                        "see the end of shared-services.log for why. " + none.advice()
                                + ", which settles what was left open")
                : Check.good(NAME, "not running; start it with: shared-services start");
    }

    private static Check running(DaemonAddress address, Supplier<Status> status, String version) {
        String found = "running, pid " + address.process().pid() + ", " + address.url();
        List<String> warnings;
        try {
            warnings = status.get().warnings();
        } catch (SettingsException e) {
            return Check.bad(
                    NAME,
                    found + ", but its settings differ from those of this call:\n" + Causes.of(e),
                    "omit what is listed, or stop the daemon and start it with that");
        } catch (ApiException e) {
            return Check.bad(
                    NAME,
                    found + ", but it does not answer: " + Causes.of(e),
                    "see shared-services.log; if it stays so: shared-services restart");
        }
        if (address.stoppingSince() != null) {
            return Check.bad(
                    NAME,
                    "pid " + address.process().pid() + " was asked to stop at " + HostTime.text(address.stoppingSince())
                            + " and is not gone yet",
                    "shared-services stop, which waits for its end; its log says what it waits for");
        }
        if (!address.version().equals(version)) {
            return Check.bad(
                    NAME,
                    found + ", is version " + address.version() + ", and this program is " + version,
                    "shared-services restart");
        }
        return Check.good(
                NAME,
                found
                        + (warnings.isEmpty()
                                ? ""
                                : "; warnings, as in status: "
                                        + warnings.stream()
                                                .map(DaemonCheck::withRemedy)
                                                .collect(joining("; "))));
    }

    private static String withRemedy(String warning) {
        return warning
                + Remedies.of(warning)
                        .map(remedy -> " (remedy: " + remedy + ")")
                        .orElse("");
    }

    private static Path file(Path stateFolder) {
        return stateFolder.resolve("daemon.json");
    }
}
