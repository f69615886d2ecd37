package io.tekton.sharedservices.cli.command.fleet;

import io.tekton.sharedservices.cleanup.verdict.AgeText;
import io.tekton.sharedservices.cli.view.RunView;
import io.tekton.sharedservices.cli.view.Table;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.fleet.FleetHost;
import io.tekton.sharedservices.fleet.HostState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Hosts as a table, the worst first, or one of them with all that is known. */
final class HostsView {
    private final Terminal terminal;
    private final Instant now;

    HostsView(Terminal terminal, Instant now) {
        this.terminal = terminal;
        this.now = now;
    }

    void list(List<FleetHost> hosts) {
        Table table = new Table(
                        "HOST",
                        "STATE",
                        "SEEN",
                        "LAST CLEANUP",
                        "ORPHANS",
                        "UNSHIPPED",
                        "VERIFIED",
                        "SETTINGS",
                        "VERSION")
                .spare("SETTINGS", "VERIFIED", "ORPHANS", "LAST CLEANUP");
        List<FleetHost> sorted = hosts.stream()
                .sorted(Comparator.comparing(FleetHost::state).thenComparing(FleetHost::name))
                .toList();
        for (FleetHost host : sorted) {
            table.painted(
                    paint(host.state()),
                    host.name() + (host.keeper() ? " (keeper)" : ""),
                    host.state().word() + (host.pausedByFleet() ? ", paused" : ""),
                    ago(host.seenAt()),
                    host.lastCleanupAt() == null ? "-" : ago(host.lastCleanupAt()) + " " + host.lastCleanupOutcome(),
                    host.lastCleanupOrphans() == null
                            ? "-"
                            : host.lastCleanupOrphans().toString(),
                    Long.toString(host.unshipped()),
                    ago(host.verifiedAt()),
                    RunView.orDash(host.settingsDigest()),
                    RunView.orDash(host.version()));
        }
        table.print(terminal);
        sorted.stream()
                .filter(host -> host.state().isBad())
                .forEach(host -> terminal.sentences(host.name() + ": " + host.why(), 0, terminal::yellow));
        drift(sorted);
    }

    /** A sentence where hosts that are in use differ. */
    private void drift(List<FleetHost> hosts) {
        Map<String, Long> digests = hosts.stream()
                .filter(host -> host.state() != HostState.RETIRED && host.settingsDigest() != null)
                .collect(Collectors.groupingBy(
                        host -> Objects.requireNonNull(host.settingsDigest()), TreeMap::new, Collectors.counting()));
        if (digests.size() > 1) {
            terminal.sentences(
                    "Settings differ between hosts: "
                            + digests.entrySet().stream()
                                    .map(entry -> entry.getKey() + " on " + entry.getValue())
                                    .collect(Collectors.joining(", ")),
                    0,
                    terminal::yellow);
        }
    }

    void show(FleetHost host) {
        entry("Host", host.name() + (host.keeper() ? ", a keeper" : ""));
        entry("State", host.state().word() + (host.why() == null ? "" : ": " + host.why()), paint(host.state()));
        entry("Enrolled", terminal.local(host.enrolledAt()));
        if (host.retiredAt() != null) {
            entry("Retired", terminal.local(host.retiredAt()));
        }
        if (host.seenAt() != null) {
            entry("Seen", terminal.local(host.seenAt()) + ", " + ago(host.seenAt()) + " ago");
            entry("Calls itself", RunView.orDash(host.label()));
            entry("Version", RunView.orDash(host.version()));
            entry("Settings", RunView.orDash(host.settingsDigest()));
            entry("Clock", clock(host.clockAheadMillis()));
            entry(
                    "Cleanup",
                    host.lastCleanupAt() == null
                            ? "none yet"
                            : terminal.local(host.lastCleanupAt()) + ", " + host.lastCleanupOutcome() + ", "
                                    + host.lastCleanupOrphans() + " orphans");
            entry("Open runs", Long.toString(host.openRuns()));
            entry(
                    "Journal",
                    host.headSequence() + " events, " + host.unshipped() + " of them not shipped, installation "
                            + host.installation() + ", epoch " + host.epoch());
            entry("Verified", host.verifiedAt() == null ? "not yet" : terminal.local(host.verifiedAt()));
            entry("Paused", host.pausedByFleet() ? "by the fleet" : "not by the fleet");
        }
    }

    private static String clock(@Nullable Long millis) {
        return millis == null
                ? "not known"
                : Math.abs(millis) + " ms " + (millis < 0 ? "behind" : "ahead of")
                        + " the centre's; the way of the message is part of it";
    }

    private UnaryOperator<String> paint(HostState state) {
        return state.isBad() ? terminal::red : UnaryOperator.identity();
    }

    private void entry(String label, String text) {
        entry(label, text, UnaryOperator.identity());
    }

    private void entry(String label, String text, UnaryOperator<String> paint) {
        terminal.line(paint.apply(label + " ".repeat(Math.max(1, 14 - label.length())) + text));
    }

    private String ago(@Nullable Instant time) {
        if (time == null) {
            return "-";
        }
        Duration age = Duration.between(time, now);
        return AgeText.words(age.isNegative() ? Duration.ZERO : age);
    }
}
