package io.tekton.sharedservices.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cli.CommandLineCalls.Ended;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code install} writes over what it wrote, and over nothing that a person changed. */
class InstallCommandTest {
    @TempDir
    private Path folder;

    private CommandLineCalls calls;

    @BeforeEach
    void makeAWorld() throws IOException {
        // Settings of an option would be lost to the service.
        calls = new CommandLineCalls(folder).byTheFileAlone();
    }

    private Path installed(String manager) {
        return calls.folder.resolve(
                manager.equals("systemd")
                        ? ".config/systemd/user/tekton-shared-services.service"
                        : "Library/LaunchAgents/com.tekton.shared-services.plist");
    }

    private Ended install(String manager, String... more) {
        return more.length == 0
                ? calls.run("install", manager, "--user")
                : calls.run("install", manager, "--user", more[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"systemd", "launchd"})
    void whatItWroteItWritesAnewWithOtherPathsToo(String manager) throws IOException {
        assertThat(install(manager).code()).isZero();
        String first = Files.readString(installed(manager));
        assertThat(install(manager).code()).isZero();
        assertThat(installed(manager)).hasContent(first);
        calls.environment.put("JAVA_HOME", System.getProperty("java.home"));

        Ended other = install(manager);

        assertThat(other.code()).as(other.err()).isZero();
        assertThat(Files.readString(installed(manager))).isNotEqualTo(first).contains("JAVA_HOME");
        assertThat(install(manager, "--print").out()).isEqualTo(Files.readString(installed(manager)));
    }

    @ParameterizedTest
    @CsvSource({"systemd, Nice=5", "systemd, ' '", "launchd, <!-- mine -->"})
    void anEditedOneStaysUnlessItIsToBeOverwritten(String manager, String edit) throws IOException {
        install(manager);
        String written = Files.readString(installed(manager));
        Files.writeString(installed(manager), written + edit + "\n");

        Ended refused = install(manager);
        String kept = Files.readString(installed(manager));
        Ended overwritten = install(manager, "--overwrite");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains(installed(manager).toString(), "was edited", "--overwrite");
        assertThat(refused.err().contains("systemctl --user edit tekton-shared-services.service"))
                .isEqualTo(manager.equals("systemd"));
        assertThat(kept).isEqualTo(written + edit + "\n");
        assertThat(overwritten.code()).isZero();
        assertThat(installed(manager)).hasContent(written);
    }

    @Test
    void anEditIsSeenWhereverItIs() throws IOException {
        install("systemd");
        String written = Files.readString(installed("systemd"));
        String seal = written.lines()
                .filter(line -> line.contains("SHA-256"))
                .findFirst()
                .orElseThrow();
        for (String edited : new String[] {
            written.replace("StartLimitBurst=5", "StartLimitBurst=6"),
            written.replace(seal + "\n", ""),
            written.replace("\n", "\r\n"),
            written + seal + "\n",
            "",
            "\u00e9"
        }) {
            Files.writeString(installed("systemd"), edited, StandardCharsets.ISO_8859_1);

            Ended refused = install("systemd");

            boolean asBefore = edited.equals(written.replace(seal + "\n", ""));
            assertThat(refused.code()).as(edited).isEqualTo(asBefore ? 0 : 1);
        }
    }

    @Test
    void oneOfAnEarlierVersionThatMadeNoSealIsWrittenAnewWhereItIsTheSame() throws IOException {
        install("systemd");
        String sealed = Files.readString(installed("systemd"));
        String plain = sealed.replaceFirst("# [^\n]*SHA-256[^\n]*\n", "");
        Files.writeString(installed("systemd"), plain);

        Ended again = install("systemd");

        assertThat(plain).isNotEqualTo(sealed);
        assertThat(again.code()).isZero();
        assertThat(installed("systemd")).hasContent(sealed);
    }

    @Test
    void toOverwriteIsNotToPrint() {
        assertThat(calls.run("install", "systemd", "--print", "--overwrite").code())
                .isEqualTo(2);
    }
}
