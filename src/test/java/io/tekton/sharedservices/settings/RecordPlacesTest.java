package io.tekton.sharedservices.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.posix.ThisUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What came first decides where the record is, whatever a later call has in its settings and variables. */
class RecordPlacesTest {
    private static final Path WORKING = Path.of("/srv/job");

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();
    private Path usual;
    private Path tekton;

    @BeforeEach
    void variables() {
        environment.put("HOME", home.toString());
        usual = home.resolve(".local/state/shared-services");
        tekton = home.resolve(".tekton");
    }

    private Places places(boolean onlyOwners) {
        return places(onlyOwners, null);
    }

    private Places places(boolean onlyOwners, @Nullable String state) {
        return Places.of(environment, state, null, WORKING, WORKING, asked -> onlyOwners);
    }

    private static void store(Path folder) throws IOException {
        Files.createFile(Files.createDirectories(folder).resolve("store.mv.db"));
    }

    private static void hour(Path folder) throws IOException {
        Files.createFile(Files.createDirectories(folder)
                .resolve("shared-services-hour-" + Integer.toUnsignedString(ThisUser.uid())));
    }

    @Test
    void aStoreInTheXdgFolderStaysWhenAnotherProgramMakesTheTektonFolder() throws IOException {
        store(usual);
        Files.createDirectories(tekton.resolve("shared-services"));

        assertThat(places(true).stateFolder()).isEqualTo(usual);
        assertThat(places(false).stateFolder()).as("other rules").isEqualTo(usual);
        assertThat(places(true).doubt()).isEmpty();
    }

    @Test
    void aStoreInTheTektonFolderStaysWhenTheSettingsUseOnlyOwners() throws IOException {
        store(tekton.resolve("shared-services"));
        Files.createDirectories(usual);

        assertThat(places(true).baseFolder()).isEqualTo(tekton);
        assertThat(places(true).doubt()).isEmpty();
    }

    @Test
    void aMinimumHourIsARecordWhereTheStoreIsElsewhere() throws IOException {
        hour(usual);
        Files.createDirectories(tekton.resolve("shared-services"));

        assertThat(places(false, "/var/a").baseFolder()).isEqualTo(usual);
    }

    @Test
    void aCallWithoutTheVariableFindsWhatACallWithItHasNoted() throws IOException {
        Path xdg = home.resolve("xdg");
        environment.put("XDG_STATE_HOME", xdg.toString());
        Places first = places(true);
        first.noteRecord();
        store(first.stateFolder());
        environment.remove("XDG_STATE_HOME");

        assertThat(places(true).stateFolder()).isEqualTo(xdg.resolve("shared-services"));
        environment.put("XDG_STATE_HOME", home.resolve("other").toString());
        assertThat(places(true).stateFolder()).isEqualTo(xdg.resolve("shared-services"));
        assertThat(places(true).doubt()).isEmpty();
    }

    @Test
    void nothingIsNotedOfAPlaceThatEveryCallFinds() throws IOException {
        places(true).noteRecord();
        places(false).noteRecord();
        environment.put("TEKTON_ROOT", "/srv/tekton");
        environment.put("XDG_STATE_HOME", "/var/xdg");
        places(true).noteRecord();

        assertThat(home).isEmptyDirectory();
    }

    @Test
    void aNoteOfAPlaceWithARecordIsKept() throws IOException {
        Path one = home.resolve("one/shared-services");
        Path two = home.resolve("two/shared-services");
        environment.put("XDG_STATE_HOME", home.resolve("one").toString());
        places(true).noteRecord();
        store(one);
        store(two);
        environment.put("XDG_STATE_HOME", home.resolve("two").toString());

        places(true).noteRecord();

        assertThat(places(true).otherRecords()).containsExactly(one);
    }

    @Test
    void aNoteThatCannotBeReadIsAFaultAndNoNewBeginning() throws IOException {
        Files.createDirectories(home.resolve(".local/state/shared-services.path"));

        assertThatThrownBy(() -> places(true))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("unknown where the record is");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "var/xdg/shared-services", "/var/\0xdg"})
    void aNoteThatIsTornIsAFaultAndNoNewBeginning(String text) throws IOException {
        Path note = Files.createDirectories(home.resolve(".local/state")).resolve("shared-services.path");
        Files.writeString(note, text);

        assertThatThrownBy(() -> places(true))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(note.toString())
                .hasMessageContaining("unknown where the record is");
    }

    @Test
    void ofTwoRecordsTheFirstIsUsedAndBothAreNamed() throws IOException {
        store(usual);
        store(tekton.resolve("shared-services"));

        Places places = places(true);

        assertThat(places.baseFolder()).isEqualTo(tekton);
        assertThat(places.otherRecords()).containsExactly(usual);
        assertThat(places.doubt())
                .hasValueSatisfying(doubt -> assertThat(doubt).contains(tekton.toString(), usual.toString()));
    }

    @Test
    void aTektonRootNamesAPlatformWithARecordOfItsOwn() throws IOException {
        store(usual);
        environment.put("TEKTON_ROOT", "/srv/tekton");

        assertThat(places(true).baseFolder()).isEqualTo(Path.of("/srv/tekton/.tekton"));
        assertThat(places(true).otherRecords()).isEmpty();
    }
}
