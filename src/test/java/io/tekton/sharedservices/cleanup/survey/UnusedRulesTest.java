package io.tekton.sharedservices.cleanup.survey;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.CleanupSettings;
import io.tekton.sharedservices.cleanup.FixedTable;
import io.tekton.sharedservices.cleanup.match.RuleParser;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.verdict.Hosts;
import io.tekton.sharedservices.process.ProcessSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scans a made-up host, with a clock that the test sets. */
class UnusedRulesTest {
    private static final Duration SIX_HOURS = Duration.ofHours(6);

    @TempDir
    private Path folder;

    private final List<ProcessSnapshot> running = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-01T10:00:00Z");
    private Map<String, String> match = Map.of("own", "program=apollo", "other", "program=numa");

    private CleanupSettings settings() {
        return Hosts.settings(new Rules(
                match.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(rule -> RuleParser.match(rule.getKey(), rule.getValue()))
                        .toList(),
                List.of(RuleParser.protect("keep", "program=keep"))));
    }

    /** As after each restart. */
    private UnusedRules rules() {
        InstantSource source = () -> now;
        return new UnusedRules(folder, source.withZone(ZoneOffset.UTC));
    }

    private void scan() {
        rules().scan(new FixedTable(running), settings());
    }

    private void scanFor(Duration time, Duration step) {
        for (Instant end = now.plus(time); now.isBefore(end); ) {
            now = now.plus(step);
            scan();
        }
    }

    private List<String> warnings() {
        return rules().warnings(settings());
    }

    private static ProcessSnapshot process(String program) {
        return Hosts.process(4711).argv(program).snapshot();
    }

    @Test
    void warnsOfTheRuleThatHasNamedNothingForThirtyDays() {
        running.add(process("numa"));
        scan();
        scanFor(Duration.ofDays(30).minus(SIX_HOURS), SIX_HOURS);
        assertThat(warnings()).isEmpty();

        scanFor(SIX_HOURS, SIX_HOURS);

        assertThat(warnings())
                .singleElement()
                .asString()
                .startsWith("match rule 'own' has named no process for 30 days")
                .contains("orphan-cleanup.match.own");
    }

    @Test
    void aProcessThatItNamesEndsTheWarning() {
        scan();
        scanFor(Duration.ofDays(40), SIX_HOURS);
        assertThat(warnings()).hasSize(2);

        running.add(process("apollo"));
        scan();

        assertThat(warnings()).singleElement().asString().contains("'other'");
    }

    @Test
    void aRuleWhoseTextChangedOrThatWasAwayBeginsAnew() {
        scan();
        scanFor(Duration.ofDays(29), SIX_HOURS);
        match = Map.of("own", "program=apollo2");
        scan();
        match = Map.of("own", "program=apollo2", "other", "program=numa");
        scanFor(Duration.ofDays(29), SIX_HOURS);
        assertThat(warnings()).isEmpty();

        scanFor(Duration.ofDays(1), SIX_HOURS);

        assertThat(warnings()).singleElement().asString().contains("'own'");
    }

    @Test
    void aRuleIsNotCalledUnusedByATextThatWasNeverScannedFor() {
        scan();
        scanFor(Duration.ofDays(40), SIX_HOURS);
        match = Map.of("own", "program=apollo2");

        assertThat(warnings()).isEmpty();
    }

    @Test
    void neitherAClockChangeNorATimeWithoutScansMakesARuleUnused() {
        scan();
        now = now.plus(Duration.ofDays(400));
        scan();
        now = now.minus(Duration.ofDays(900));
        scan();
        scanFor(Duration.ofDays(28), Duration.ofDays(1));
        assertThat(warnings()).isEmpty();

        scanFor(Duration.ofDays(1), Duration.ofDays(1));

        assertThat(warnings()).hasSize(2);
    }

    @Test
    void theBuiltInRulesAndProtectRulesCauseNoWarning() {
        match = Rules.DEFAULTS;
        scan();
        scanFor(Duration.ofDays(60), Duration.ofDays(1));

        assertThat(warnings()).isEmpty();
    }

    @Test
    void theRulesOfPresetsCauseNoWarning() {
        match = Map.of("claude-code.node", "program=node script=mcp-server-*", "claude-codes", "program=apollo");
        scan();
        scanFor(Duration.ofDays(60), Duration.ofDays(1));

        assertThat(warnings()).singleElement().asString().startsWith("match rule 'claude-codes' has named no process");
    }

    @Test
    void aDamagedFileIsForgotten() throws IOException {
        scan();
        scanFor(Duration.ofDays(40), SIX_HOURS);
        for (String text : List.of("", "format=2\n", "format=1\nlooked=soon\n", "\u0000")) {
            Files.writeString(folder.resolve("rule-use"), text);

            assertThat(warnings()).isEmpty();
        }

        scan();
        scanFor(Duration.ofDays(30), SIX_HOURS);

        assertThat(warnings()).hasSize(2);
    }

    @Test
    void theFileIsPrivateAndHoldsNoTextOfARule() throws IOException {
        scan();

        Path file = folder.resolve("rule-use");
        assertThat(Files.readString(file)).contains("own").doesNotContain("apollo");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
}
