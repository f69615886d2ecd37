package io.tekton.sharedservices.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checked by the tools of those who read them. */
class UnitFilesTest {
    private static final String HOSTILE = "a folder with $HOME 100%i \"quotes\" & <tags> \\";

    @TempDir
    Path folder;

    private record Output(int code, String text) {}

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void systemdFindsNoFaultInTheUnit(boolean system) throws Exception {
        Path unit = folder.resolve(SystemdUnit.NAME);
        Files.writeString(unit, UnitSeal.sealed(new SystemdUnit(installation("plain"), system).text()));

        Output verified = run("systemd-analyze", system ? "--system" : "--user", "verify", "--man=no", unit.toString());

        assertThat(verified.text()).doesNotContain(SystemdUnit.NAME);
        assertThat(verified.code()).as(verified.text()).isZero();
    }

    @Test
    void theUnitIsClosedAsFarAsItsWorkAllows() throws Exception {
        Path unit = folder.resolve(SystemdUnit.NAME);
        Files.writeString(unit, new SystemdUnit(installation("plain"), true).text());

        Output judged = run("systemd-analyze", "security", "--offline=true", "--no-pager", unit.toString());

        Matcher exposure =
                Pattern.compile("Overall exposure level for .*: ([0-9.]+)").matcher(judged.text());
        assertThat(exposure.find()).as(judged.text()).isTrue();
        assertThat(Double.parseDouble(exposure.group(1))).isLessThanOrEqualTo(2.5);
    }

    @Test
    void hostilePathsReachSystemdAsTheyAre() throws Exception {
        Path unit = folder.resolve(SystemdUnit.NAME);
        Files.writeString(unit, new SystemdUnit(installation(HOSTILE), true).text());

        Output verified = run("systemd-analyze", "--system", "verify", "--man=no", unit.toString());

        // It searched for the program, so it must have understood its path.
        assertThat(verified.text()).doesNotContain(SystemdUnit.NAME);
        assertThat(verified.code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void applesKeysAndValuesComeOutOfThePropertyList(boolean system) throws Exception {
        Installation installation = installation(HOSTILE);
        Path list = folder.resolve(LaunchdPropertyList.NAME);
        Files.writeString(list, UnitSeal.sealed(new LaunchdPropertyList(installation, system, folder).text()));
        String program = """
                import plistlib, sys
                with open(sys.argv[1], 'rb') as f: p = plistlib.load(f)
                known = {'Label','UserName','ProgramArguments','EnvironmentVariables','RunAtLoad','KeepAlive','ThrottleInterval',
                         'ExitTimeOut','Umask','ProcessType','LowPriorityIO','WorkingDirectory','StandardErrorPath'}
                print(sorted(set(p) - known), p['Umask'], p['KeepAlive'], p['ProgramArguments'][0] == sys.argv[2],
                      p['ProgramArguments'][-1], p['EnvironmentVariables']['TEKTON_ROOT'] == sys.argv[3])
                """;

        Output read = run(
                "python3",
                "-c",
                program,
                list.toString(),
                installation.program().toString(),
                String.valueOf(installation.tektonRoot()));

        assertThat(read.text().strip()).isEqualTo("[] 63 {'SuccessfulExit': False} True run True");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\rExecStartPre=/bin/evil",
                "a\nb",
                "a\tb",
                "a\u001bb",
                "a\u007fb",
                "a\u0085b",
                "a\u2028b",
                "a\u2029b"
            })
    void aPathThatWouldBeginALineOfItsOwnIsRefusedInWords(String name) throws IOException {
        Installation fit = installation("plain");
        Path hostile = folder.resolve(name);
        List<Installation> unfit = List.of(
                with(fit, name, fit.home(), fit.stateFolder(), null, fit.writable()),
                with(fit, fit.user(), hostile, fit.stateFolder(), null, fit.writable()),
                with(fit, fit.user(), fit.home(), hostile, null, fit.writable()),
                with(fit, fit.user(), fit.home(), fit.stateFolder(), hostile, fit.writable()),
                with(fit, fit.user(), fit.home(), fit.stateFolder(), null, List.of(hostile)));

        assertThat(fit.unfit()).isEmpty();
        assertThat(installation(HOSTILE).unfit()).isEmpty();
        for (Installation each : unfit) {
            assertThat(each.unfit())
                    .hasValueSatisfying(why -> assertThat(why)
                            .contains("control character")
                            .doesNotContainPattern("[\\p{Cntrl}\\x{85}\\x{2028}\\x{2029}]"));
            assertThatThrownBy(() -> new SystemdUnit(each, true).text()).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new LaunchdPropertyList(each, false, folder).text())
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Installation with(
            Installation fit, String user, Path home, Path state, @Nullable Path javaHome, List<Path> writable) {
        return new Installation(
                user,
                home,
                fit.program(),
                fit.configFile(),
                state,
                fit.tektonRoot(),
                javaHome,
                writable,
                fit.grace(),
                false);
    }

    private Installation installation(String name) throws IOException {
        Path root = Files.createDirectories(folder.resolve(name));
        Path program = root.resolve("shared-services");
        if (!Files.exists(program)) {
            Files.createFile(
                    program, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        }
        return new Installation(
                "root",
                root,
                program,
                root.resolve("quartz.properties"),
                root.resolve("state"),
                root,
                root.resolve("jdk"),
                List.of(root.resolve("state"), root.resolve("logs")),
                Duration.ofSeconds(10),
                false);
    }

    private Output run(String... command) throws InterruptedException, IOException {
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("XDG_RUNTIME_DIR", folder.toString());
            process = builder.start();
        } catch (IOException e) {
            assumeTrue(false, command[0] + " is not here: " + e.getMessage());
            throw e;
        }
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Output(process.waitFor(), text);
    }
}
