package io.tekton.sharedservices.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tekton.sharedservices.cleanup.match.CommandText;
import io.tekton.sharedservices.cleanup.match.Protections;
import io.tekton.sharedservices.cleanup.match.Rule;
import io.tekton.sharedservices.cleanup.verdict.Hosts;
import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.UserScope;
import io.tekton.sharedservices.redaction.Redaction;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.Problem;
import io.tekton.sharedservices.settings.Settings;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.settings.SettingsLayers;
import io.tekton.sharedservices.settings.SettingsReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CleanupSettingsTest {
    private static final Function<String, UserScope> USERS = text -> switch (text) {
        case "self" -> new UserScope.Users(Set.of(Hosts.OP));
        case "any" -> new UserScope.Any();
        default -> throw new IllegalArgumentException("a known user is needed");
    };

    private record Read(CleanupSettings settings, Settings all) {}

    private static Read read(String... given) {
        SettingsLayers.Builder layers = SettingsLayers.builder();
        for (String each : given) {
            layers.set(each);
        }
        Places places = Places.of(Map.of("HOME", "/home/op"), null, null, Path.of("/opt"), Path.of("/home/op"));
        SettingsReader reader = new SettingsReader(layers.build(), places);
        CleanupSettings settings = CleanupSettings.read(reader, USERS);
        return new Read(settings, reader.finish());
    }

    @Test
    void hasTheContractsDefaults() {
        CleanupSettings settings = read().settings();

        assertThat(settings.minAge()).isEqualTo(Duration.ofHours(2));
        assertThat(settings.grace()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.dryRun()).isFalse();
        assertThat(settings.maxTerminations()).isEqualTo(50);
        assertThat(settings.confirmAfter()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.alertThreshold()).isEqualTo(10);
        assertThat(settings.users()).isEqualTo(new UserScope.Users(Set.of(Hosts.OP)));
        assertThat(settings.rules().match())
                .extracting(Rule::name)
                .containsExactly(
                        "specialist",
                        "specialist-module",
                        "launcher",
                        "wrapper",
                        "terminal-wrapper",
                        "tool",
                        "program",
                        "script");
        assertThat(settings.rules().protect())
                .extracting(Rule::name)
                .containsExactlyElementsOf(Protections.DEFAULTS.keySet());
    }

    @Test
    void takesWhatIsGiven() {
        CleanupSettings settings = read(
                        "orphan-cleanup.min-age=90m",
                        "orphan-cleanup.grace=2s",
                        "orphan-cleanup.dry-run=true",
                        "orphan-cleanup.max-terminations=7",
                        "orphan-cleanup.confirm-after=0s",
                        "orphan-cleanup.alert-threshold=0",
                        "orphan-cleanup.users=any",
                        "orphan-cleanup.match.mine=program=my-tool",
                        "orphan-cleanup.match.launcher=off",
                        "orphan-cleanup.match.wrapper=script=wrap.py",
                        "orphan-cleanup.protect.keep=component=apollo",
                        "orphan-cleanup.protect.none=off",
                        "orphan-cleanup.default-protections=false")
                .settings();

        assertThat(settings.minAge()).isEqualTo(Duration.ofMinutes(90));
        assertThat(settings.grace()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.dryRun()).isTrue();
        assertThat(settings.maxTerminations()).isEqualTo(7);
        assertThat(settings.confirmAfter()).isZero();
        assertThat(settings.alertThreshold()).isZero();
        assertThat(settings.users()).isEqualTo(new UserScope.Any());
        assertThat(settings.rules().match())
                .extracting(rule -> rule.name() + ": " + rule.text())
                .hasSize(8)
                .contains("wrapper: script=wrap.py", "mine: program=my-tool")
                .noneMatch(rule -> rule.startsWith("launcher"));
        assertThat(settings.rules().protect()).extracting(Rule::name).containsExactly("keep");
    }

    @Test
    void switchesTheDefaultRulesOffTogether() {
        Read some = read("orphan-cleanup.default-rules=false", "orphan-cleanup.match.mine=program=my-tool");
        Read none = read("orphan-cleanup.default-rules=false");

        assertThat(some.settings().rules().match()).extracting(Rule::name).containsExactly("mine");
        assertThat(some.all().warnings()).isEmpty();
        assertThat(none.settings().rules().match()).isEmpty();
        assertThat(none.all().warnings()).singleElement().asString().contains("no match rule is in force");
    }

    @Test
    void oneProtectionCanBeSwitchedOffOrChanged() {
        List<Rule> rules = read(
                        "orphan-cleanup.protect.sshd=off", "orphan-cleanup.protect.database=program=my-database")
                .settings()
                .rules()
                .protect();

        assertThat(rules)
                .extracting(rule -> rule.name() + " " + rule.text())
                .contains("database program=my-database")
                .noneMatch(rule -> rule.startsWith("sshd "))
                .anyMatch(rule -> rule.startsWith("init "));
    }

    @Test
    void whatLowersAGuardIsAWarning() {
        assertThat(read("orphan-cleanup.min-age=5m", "orphan-cleanup.confirm-after=0s")
                        .settings()
                        .doubts())
                .hasSize(2)
                .anySatisfy(warning -> assertThat(warning).contains("orphan-cleanup.min-age is 5m"))
                .anySatisfy(warning -> assertThat(warning).contains("orphan-cleanup.confirm-after is 0"));
        assertThat(read("orphan-cleanup.min-age=10m", "orphan-cleanup.confirm-after=1s")
                        .settings()
                        .doubts())
                .isEmpty();
    }

    @Test
    void aMatchRuleNamesOwnersThatThereAre() {
        CleanupSettings settings = read(
                        "orphan-cleanup.owner.agent=program=agent",
                        "orphan-cleanup.match.tool=program=tool owner=agent",
                        "owners.sample=2s")
                .settings();
        SettingsException unknown = catchThrowableOfType(
                SettingsException.class, () -> read("orphan-cleanup.match.tool=program=tool owner=agent"));

        assertThat(settings.rules().owners()).extracting(Rule::name).containsExactly("tool-wrapper", "agent");
        assertThat(settings.ownersSample()).isEqualTo(Duration.ofSeconds(2));
        assertThat(unknown).hasMessageContaining("orphan-cleanup.owner.agent");
    }

    @Test
    void reportsAllFaultsAtOnce() {
        SettingsException faults = catchThrowableOfType(
                SettingsException.class,
                () -> read(
                        "orphan-cleanup.min-age=2",
                        "orphan-cleanup.grace=1h",
                        "orphan-cleanup.dry-run=yes",
                        "orphan-cleanup.max-terminations=0",
                        "orphan-cleanup.confirm-after=-1s",
                        "orphan-cleanup.alert-threshold=many",
                        "orphan-cleanup.users=nobody-here",
                        "orphan-cleanup.match.bad=env.A=b",
                        "orphan-cleanup.match.launcher=nonsense",
                        "orphan-cleanup.protect.bad=colour=red",
                        "orphan-cleanup.minage=1h",
                        "redact.bad=(",
                        "redact.empty=x*"));

        assertThat(faults.problems())
                .extracting(Problem::key)
                .containsExactlyInAnyOrder(
                        "orphan-cleanup.min-age",
                        "orphan-cleanup.grace",
                        "orphan-cleanup.dry-run",
                        "orphan-cleanup.max-terminations",
                        "orphan-cleanup.confirm-after",
                        "orphan-cleanup.alert-threshold",
                        "orphan-cleanup.users",
                        "orphan-cleanup.match.bad",
                        "orphan-cleanup.match.launcher",
                        "orphan-cleanup.protect.bad",
                        "orphan-cleanup.minage",
                        "redact.bad",
                        "redact.empty");
        assertThat(faults.problems())
                .allSatisfy(problem -> assertThat(problem.text()).contains(problem.key()));
    }

    @Test
    void patternsOfTheSettingsMaskTheirFirstGroupOrAllThatTheyMatch() {
        Redaction redaction = read("redact.badge=badge-(\\d+)-x", "redact.house=HOUSE\\w+")
                .settings()
                .redaction();

        String text = CommandText.of(
                CommandLine.of(List.of("tool", "badge-1234-x", "HOUSEkey", "badge-no-x", "111-badge-111-x")),
                redaction);

        assertThat(text).isEqualTo("tool badge-***-x *** badge-no-x 111-badge-***-x");
    }
}
