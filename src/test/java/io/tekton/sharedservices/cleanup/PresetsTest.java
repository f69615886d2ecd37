package io.tekton.sharedservices.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.cleanup.match.Ownership;
import io.tekton.sharedservices.cleanup.match.Rule;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.settings.Origin;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.SettingInForce;
import io.tekton.sharedservices.settings.Settings;
import io.tekton.sharedservices.settings.SettingsException;
import io.tekton.sharedservices.settings.SettingsLayers;
import io.tekton.sharedservices.settings.SettingsReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each preset makes of recorded processes, and how presets and a user's own settings go together. */
class PresetsTest {
    private static final String NODE = "orphan-cleanup.match.claude-code.node";

    private Settings all;

    private Rules rules(SettingsLayers.Builder layers) {
        SettingsReader reader = new SettingsReader(
                layers.build(), Places.of(Map.of("HOME", "/home/op"), null, null, Path.of("/x"), Path.of("/x")));
        CleanupSettings read = CleanupSettings.read(reader, new UserNames()::scope);
        all = reader.finish();
        return read.rules();
    }

    private Rules rules(String... given) {
        SettingsLayers.Builder layers = SettingsLayers.builder();
        Arrays.stream(given).forEach(layers::set);
        return rules(layers);
    }

    private Rules preset(String name) {
        return rules("presets=" + name, "orphan-cleanup.default-rules=false");
    }

    /** Those that have rules for processes. */
    static List<String> presets() {
        return CleanupSettings.PRESETS.stream()
                .filter(preset -> !preset.equals("tekton"))
                .toList();
    }

    static Stream<PresetCorpus.Row> rows() {
        return presets().stream().flatMap(PresetCorpus::rows);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void labels(PresetCorpus.Row row) {
        Rules rules = preset(row.preset());
        ProcessSnapshot process = row.snapshot();

        assertThat(rules.owning(process)).as(row.source()).containsExactlyElementsOf(row.expected("owner"));
        assertThat(rules.matching(process).stream().map(Rule::name))
                .as(row.source())
                .containsExactlyElementsOf(row.expected("match"));
        if (!row.expected("match").isEmpty()) {
            assertThat(rules.mayMatch(process.command())).isTrue();
            assertThat(rules.protecting(process)).as("protected").isEmpty();
        }
        if (!row.expected("owner").isEmpty() && !row.preset().equals("playwright")) {
            assertThat(rules.protecting(process)).as("protected").isNotEmpty();
        }
    }

    static Stream<PresetCorpus.Row> whatNoPresetNames() {
        return PresetCorpus.rows("every-preset");
    }

    @ParameterizedTest
    @MethodSource("whatNoPresetNames")
    void namesNoDevelopmentServer(PresetCorpus.Row row) {
        Rules rules = rules("presets=" + String.join(",", presets()));

        assertThat(rules.matching(row.snapshot())).isEmpty();
        assertThat(rules.owning(row.snapshot())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("presets")
    void recordsSomethingForEachRule(String preset) {
        Rules rules = preset(preset);
        Set<String> expected = PresetCorpus.rows(preset)
                .flatMap(row -> Stream.concat(row.expected("owner").stream(), row.expected("match").stream()))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(expected)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(rules.owners().stream(), rules.match().stream())
                        .map(Rule::name)
                        .collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("presets")
    void endsNothingThatWasReleased(String preset) {
        for (Rule rule : preset(preset).match()) {
            Ownership ownership = rule.ownership();

            assertThat(ownership.isByOwner()).isTrue();
            assertThat(ownership.endsDetached()).isFalse();
            assertThat(ownership.owners().stream().anyMatch(Ownership.Named::nearest))
                    .isEqualTo(preset.equals("github-runner"));
            assertThat(ownership.endsListening())
                    .isEqualTo(rule.name().endsWith(".browser") || rule.name().endsWith(".driver"));
        }
    }

    @Test
    void namesTheSameServersOfAllAgents() {
        List<List<String>> texts = new ArrayList<>();
        for (String agent : List.of("claude-code", "codex", "gemini-cli", "opencode", "qwen-code")) {
            texts.add(preset(agent).match().stream()
                    .map(rule -> rule.text().replaceFirst(" owner=.*", ""))
                    .toList());
        }

        assertThat(texts.get(0)).hasSize(5);
        assertThat(Set.copyOf(texts)).hasSize(1);
    }

    @Test
    void allPresetsGoTogetherAndSayWhereTheyComeFrom() {
        Rules together = rules("presets=" + String.join(", ", presets()));

        assertThat(together.match().stream().filter(rule -> rule.ownership().isByOwner() && !rule.isOfWitnessedOnly()))
                .hasSize(30);
        for (String preset : presets()) {
            assertThat(all.inForce().stream()
                            .filter(setting -> setting.originText().equals("preset " + preset))
                            .map(SettingInForce::key))
                    .isNotEmpty()
                    .allMatch(key -> key.matches("orphan-cleanup[.](owner|match|protect)[.].*"));
        }
    }

    @Test
    void noPresetIsInForceUnlessItIsNamed() {
        assertThat(rules().ownersAreThePlatforms()).isTrue();
        assertThat(setting("presets").value()).isNull();
    }

    private SettingInForce setting(String key) {
        return all.inForce().stream()
                .filter(found -> found.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aUsersOwnRuleOfTheSameNameReplacesThePresetsAndThatShows() {
        Rules rules = rules("presets=claude-code", NODE + "=program=node script=mine.js owner=claude-code");

        assertThat(rules.match().stream()
                        .filter(rule -> rule.name().equals("claude-code.node"))
                        .map(Rule::text))
                .containsExactly("program=node script=mine.js owner=claude-code");
        assertThat(setting(NODE).origin()).isEqualTo(new Origin.Option("--set"));
        assertThat(setting(NODE).originText()).isEqualTo("option --set, instead of preset claude-code");
        assertThat(setting("orphan-cleanup.match.claude-code.npm").originText()).isEqualTo("preset claude-code");
    }

    @Test
    void anEnvironmentVariableNamesPresetsAndReplacesTheirRules() {
        Rules rules = rules(SettingsLayers.builder()
                .environment(Map.of(
                        "SHARED_SERVICES_PRESETS", "codex", "SHARED_SERVICES_ORPHAN_CLEANUP_MATCH_CODEX_NPM", "off")));

        assertThat(rules.match().stream().map(Rule::name))
                .contains("codex.node")
                .doesNotContain("codex.npm");
        assertThat(setting("orphan-cleanup.match.codex.npm").originText())
                .isEqualTo("SHARED_SERVICES_ORPHAN_CLEANUP_MATCH_CODEX_NPM, instead of preset codex");
    }

    @Test
    void anUnknownPresetIsRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> rules("presets=claude-code, claud-code"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("did you mean claude-code?")
                .hasMessageContaining(String.join(", ", presets()));
    }

    @Test
    void anOwnerOfAPresetCannotBeSwitchedOffWhileItsRulesNameIt() {
        assertThatThrownBy(() -> rules("presets=playwright", "orphan-cleanup.owner.playwright=off"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("preset playwright: orphan-cleanup.match.playwright.browser")
                .hasMessageContaining("there is no orphan-cleanup.owner.playwright");
    }
}
