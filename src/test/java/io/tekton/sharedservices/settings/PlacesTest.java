package io.tekton.sharedservices.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacesTest {

    private static final Path INSTALLATION = Path.of("/opt/shared services");
    private static final Path WORKING = Path.of("/srv/job");

    @TempDir
    Path folder;

    @Test
    void findsEverythingBelowHomeWithoutAnyVariable() {
        Places places = places(Map.of("HOME", "/home/op"));

        assertThat(places.tektonRoot()).isNull();
        assertThat(places.tektonState()).isEqualTo(Path.of("/home/op/.tekton"));
        assertThat(places.stateFolder()).isEqualTo(Path.of("/home/op/.tekton/shared-services"));
        assertThat(places.logFolder()).isEqualTo(Path.of("/home/op/.tekton/logs"));
        assertThat(places.configFile()).isEqualTo(INSTALLATION.resolve("quartz.properties"));
        assertThat(places.configFileAsked()).isFalse();
        assertThat(places.home()).isEqualTo(Path.of("/home/op"));
        assertThat(places.installation()).isEqualTo(INSTALLATION);
    }

    @Test
    void findsEverythingBelowTektonRootWhereThatIsSet() {
        Places places = places(Map.of("HOME", "/home/op", "TEKTON_ROOT", "/srv/tekton/"));

        assertThat(places.tektonRoot()).isEqualTo(Path.of("/srv/tekton"));
        assertThat(places.tektonState()).isEqualTo(Path.of("/srv/tekton/.tekton"));
        assertThat(places.stateFolder()).isEqualTo(Path.of("/srv/tekton/.tekton/shared-services"));
    }

    @Test
    void countsARelativeTektonRootFromTheWorkingFolder() {
        assertThat(places(Map.of("TEKTON_ROOT", "./tekton")).tektonRoot()).isEqualTo(Path.of("/srv/job/tekton"));
        assertThat(places(Map.of("TEKTON_ROOT", "../tekton")).tektonRoot()).isEqualTo(Path.of("/srv/job/../tekton"));
        assertThat(places(Map.of("TEKTON_ROOT", ".")).tektonState()).isEqualTo(Path.of("/srv/job/.tekton"));
    }

    @Test
    void expandsTheTildeToHomeAndToNothingElse() {
        assertThat(places(Map.of("HOME", "/home/op", "TEKTON_ROOT", "~")).tektonRoot())
                .isEqualTo(Path.of("/home/op"));
        assertThat(places(Map.of("HOME", "/home/op", "SHARED_SERVICES_STATE", "~/st"))
                        .stateFolder())
                .isEqualTo(Path.of("/home/op/st"));
        assertThatThrownBy(() -> places(Map.of("HOME", "/home/op", "TEKTON_ROOT", "~other/x")))
                .hasMessageStartingWith("TEKTON_ROOT: TEKTON_ROOT = ~other/x: starts with ~ that has no meaning here");
        assertThatThrownBy(() -> places(Map.of("TEKTON_ROOT", "~/x"))).hasMessageContaining("but HOME is not set");
    }

    @Test
    void countsAnEmptyVariableAsNotSet() {
        Places places = places(Map.of(
                "HOME", "/home/op", "TEKTON_ROOT", "", "SHARED_SERVICES_STATE", "", "SHARED_SERVICES_CONFIG", ""));

        assertThat(places).isEqualTo(places(Map.of("HOME", "/home/op")));
    }

    @Test
    void movesOnlyTheStateFolderWithStateAndTakesTheOptionBeforeTheVariable() {
        Map<String, String> environment = Map.of("HOME", "/home/op", "SHARED_SERVICES_STATE", "/var/a");

        assertThat(places(environment).stateFolder()).isEqualTo(Path.of("/var/a"));
        assertThat(places(environment, "b", null).stateFolder()).isEqualTo(Path.of("/srv/job/b"));
        assertThat(places(environment, "b", null).logFolder()).isEqualTo(Path.of("/home/op/.tekton/logs"));
    }

    @Test
    void remembersThatSomebodyAskedForTheSettingsFile() {
        Map<String, String> environment = Map.of("HOME", "/home/op", "SHARED_SERVICES_CONFIG", "/etc/a");

        assertThat(places(environment).configFile()).isEqualTo(Path.of("/etc/a"));
        assertThat(places(environment).configFileAsked()).isTrue();
        assertThat(places(environment, null, "b").configFile()).isEqualTo(Path.of("/srv/job/b"));
    }

    @Test
    void refusesToGuessWithoutHomeAndTektonRoot() {
        assertThatThrownBy(() -> places(Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("HOME: is not set, and neither is TEKTON_ROOT");
    }

    @Test
    void doesWithoutHomeWhereTektonRootIsSet() {
        Places places = places(Map.of("TEKTON_ROOT", "/srv/tekton"));

        assertThat(places.home()).isNull();
        assertThat(places.stateFolder()).isEqualTo(Path.of("/srv/tekton/.tekton/shared-services"));
    }

    @Test
    void namesAllFaultsAtOnce() {
        assertThatThrownBy(() -> places(Map.of("HOME", "home", "TEKTON_ROOT", "$HOME/x"), "", "~x"))
                .hasMessageContaining("HOME = home: is not absolute")
                .hasMessageContaining("TEKTON_ROOT = $HOME/x: starts with $")
                .hasMessageContaining("option --state: --state: is empty")
                .hasMessageContaining("option --config: --config = ~x: starts with ~");
    }

    @Test
    void onAHostWithoutThePlatformOwnerRulesAloneHaveTheirStateWhereXdgPutsIt() {
        String home = folder.toString();

        assertThat(ofOwners(Map.of("HOME", home)))
                .isEqualTo(folder.resolve(".local/state/shared-services").toString());
        assertThat(ofOwners(Map.of("HOME", home, "XDG_STATE_HOME", "/var/xdg"))).isEqualTo("/var/xdg/shared-services");
        assertThat(ofOwners(Map.of("HOME", home, "XDG_STATE_HOME", "relative")))
                .isEqualTo(folder.resolve(".local/state/shared-services").toString());
        assertThat(ofOwners(Map.of("HOME", home, "TEKTON_ROOT", "/srv/t"))).isEqualTo("/srv/t/.tekton");
        assertThat(places(Map.of("HOME", home)).baseFolder()).isEqualTo(folder.resolve(".tekton"));
    }

    @Test
    void logsAndTheMinimumHourAreThereTooAndTheRegistriesWhereThePlatformWouldHaveThem() {
        Places places = owners(Map.of("HOME", folder.toString()), "/var/a");

        assertThat(places.stateFolder()).isEqualTo(Path.of("/var/a"));
        assertThat(places.logFolder()).isEqualTo(folder.resolve(".local/state/shared-services/logs"));
        assertThat(places.baseFolder()).isEqualTo(folder.resolve(".local/state/shared-services"));
        assertThat(places.tektonState()).isEqualTo(folder.resolve(".tekton"));
    }

    @Test
    void thePlatformsFolderIsUsedWhereItIs() throws IOException {
        Files.createDirectory(folder.resolve(".tekton"));

        assertThat(ofOwners(Map.of("HOME", folder.toString())))
                .isEqualTo(folder.resolve(".tekton").toString());
    }

    @Test
    void whatAnEarlierStartMadeStaysInUseWhateverComesLater() throws IOException {
        Path ours = Files.createDirectories(folder.resolve(".local/state/shared-services"));
        Files.createDirectory(folder.resolve(".tekton"));
        Map<String, String> home = Map.of("HOME", folder.toString());

        assertThat(places(home).baseFolder())
                .as("other settings, and the platform")
                .isEqualTo(ours);
        assertThat(places(home).stateFolder()).isEqualTo(ours);
        assertThat(places(Map.of("HOME", folder.toString(), "XDG_STATE_HOME", "/var/xdg"))
                        .baseFolder())
                .as("a variable that the service had not")
                .isEqualTo(ours);
    }

    @Test
    void ofTwoStatesThatOfThePlatformIsUsed() throws IOException {
        Files.createDirectories(folder.resolve(".local/state/shared-services"));
        Files.createDirectories(folder.resolve(".tekton/shared-services"));

        assertThat(ofOwners(Map.of("HOME", folder.toString())))
                .isEqualTo(folder.resolve(".tekton").toString());
    }

    private static String ofOwners(Map<String, String> environment) {
        return owners(environment, null).baseFolder().toString();
    }

    private static Places owners(Map<String, String> environment, @Nullable String state) {
        return Places.of(environment, state, null, INSTALLATION, WORKING, usual -> true);
    }

    private static Places places(Map<String, String> environment) {
        return places(environment, null, null);
    }

    private static Places places(Map<String, String> environment, @Nullable String state, @Nullable String config) {
        return Places.of(environment, state, config, INSTALLATION, WORKING);
    }
}
