package io.tekton.sharedservices.doctor;

import io.tekton.sharedservices.process.Owner;
import io.tekton.sharedservices.settings.Places;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks what needs neither settings nor store. Changes nothing. */
public final class Doctor {
    private final Clock clock;

    public Doctor(Clock clock) {
        this.clock = clock;
    }

    /** What can be checked without any settings and places. */
    public List<Check> host(Map<String, String> environment) {
        HostChecks host = new HostChecks(clock);
        return List.of(
                HostChecks.java(Runtime.version(), String.valueOf(System.getProperty("java.home"))),
                ClockChecks.past(clock.instant()),
                ClockChecks.zone(environment.getOrDefault("TZ", ""), ZoneId.systemDefault()),
                host.processes(),
                HostChecks.signals());
    }

    /** Where the store and the logs are. */
    public static List<Check> folders(Places places, Owner self) {
        List<Check> checks = new ArrayList<>(List.of(
                FolderChecks.state(places.stateFolder(), self),
                FolderChecks.logs(places.logFolder()),
                FolderChecks.disk(places.stateFolder())));
        if (places.doubt().isPresent() || !places.baseFolder().equals(places.tektonState())) {
            checks.add(places.doubt()
                    .map(doubt -> Check.bad("record", doubt, "docs/install.md, \"Where the files are\""))
                    .orElseGet(() -> Check.good("record", places.baseFolder() + ": " + places.whyThere())));
        }
        return checks;
    }
}
