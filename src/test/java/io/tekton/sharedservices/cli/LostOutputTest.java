package io.tekton.sharedservices.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cli.view.StandardOutput;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands whose standard output cannot be written, or is not wanted any more. */
class LostOutputTest {
    @TempDir
    private Path folder;

    private CommandLineCalls calls;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void makeAWorld() throws IOException {
        calls = new CommandLineCalls(folder);
    }

    @EnabledOnOs(OS.LINUX)
    @ParameterizedTest
    @ValueSource(strings = {"history --json", "help", "completion bash", "--version", "audit --csv", "doctor --help"})
    void aFullDiskIsReportedAndIsAFailure(String line) throws IOException {
        int code = run(new FileOutputStream("/dev/full"), line);

        assertThat(code).isEqualTo(1);
        assertThat(said())
                .isEqualTo("shared-services: standard output could not be written, and what is there is not complete: "
                        + "no space is left on the disk\n");
    }

    @EnabledOnOs(OS.LINUX)
    @Test
    void aCheckWhoseLineIsLostKnowsNothing() throws IOException {
        assertThat(run(new FileOutputStream("/dev/full"), "status --check")).isEqualTo(3);
    }

    @EnabledOnOs(OS.LINUX)
    @Test
    void whatTheCommandFoundComesFirst() throws IOException {
        assertThat(run(new FileOutputStream("/dev/full"), "status")).isEqualTo(3);
        assertThat(said()).contains("standard output could not be written");
    }

    @Test
    void nothingIsWrittenBehindWhatIsLost() throws IOException {
        ByteArrayOutputStream disk = new ByteArrayOutputStream();
        StandardOutput out = new StandardOutput(
                new OutputStream() {
                    private boolean failed;

                    @Override
                    public void write(int one) throws IOException {
                        if (one == '2' && !failed) {
                            failed = true;
                            throw new IOException("Input/output error");
                        }
                        disk.write(one);
                    }
                },
                folder);

        out.println("1");
        out.println("2");
        out.println("3");

        assertThat(disk.toString(StandardCharsets.UTF_8)).isEqualTo("1" + System.lineSeparator());
        assertThat(out.loss()).isPresent();
    }

    @Test
    void aReaderThatWentAwayIsNoFailure() {
        int code = run(
                new OutputStream() {
                    @Override
                    public void write(int one) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                },
                "help");

        assertThat(code).isZero();
        assertThat(said()).isEmpty();
    }

    @Test
    void aReaderThatWentAwayIsKnownInAnyLanguage() throws IOException {
        StandardOutput out = new StandardOutput(
                new OutputStream() {
                    @Override
                    public void write(int one) throws IOException {
                        throw new IOException("Datenübergabe unterbrochen");
                    }
                },
                Files.createSymbolicLink(folder.resolve("1"), Path.of("pipe:[4711]")));

        out.println("1");

        assertThat(out.checkError()).isTrue();
        assertThat(out.loss()).isEmpty();
    }

    private int run(OutputStream out, String line) {
        return calls.run(new StandardOutput(out, folder), err, line.split(" "));
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
