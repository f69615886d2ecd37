package io.tekton.sharedservices.bin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The start script as people and service managers meet it, with a program and a Maven of the test's own behind it. */
class StartScriptIT {
    @TempDir
    private Path folder;

    private ScriptCheckout checkout;

    @BeforeEach
    void checkOut() throws IOException {
        checkout = new ScriptCheckout(folder.toRealPath());
    }

    @Test
    void findsItsHomeThroughSymbolicLinksAndSpaces() throws Exception {
        checkout.built();
        Path far = Files.createSymbolicLink(folder.resolve("far link"), checkout.script());
        Path near = Files.createSymbolicLink(folder.resolve("near link"), far.getFileName());

        var ended = checkout.start(near, "two words", "", "*").end();

        assertThat(ended.code()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out())
                .contains("shared-services.home=" + checkout.home + "\n", "arguments=[two words, , *]\n")
                .contains("shared-services.terminal=\n")
                .doesNotContain("shared-services.columns")
                .contains("jna.nounpack=true", "jna.boot.library.path=" + checkout.home + "/target/native/");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void saysThatItsWorkingFolderWasDeleted() throws Exception {
        checkout.built();
        String lines = "mkdir '" + folder + "/gone' && cd '" + folder + "/gone' && rmdir ../gone && exec '"
                + checkout.script() + "' stop";

        var ended = checkout.start(Path.of("/bin/sh"), "-c", lines).end();

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .endsWith(
                        "shared-services: the working folder was deleted. Change into another one (cd), then try again.\n");
    }

    @Test
    void runsTheForegroundServiceUnderThePlatformsName() throws Exception {
        checkout.built();
        Path link = Files.createSymbolicLink(folder.resolve("start services"), checkout.platformScript());

        var ended = checkout.start(link, "--orphan-interval", "12.0", "two words", "")
                .end();

        assertThat(ended.code()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out())
                .contains("shared-services.home=" + checkout.home + "\n")
                .contains("arguments=[run, --orphan-interval, 12.0, two words, ]\n");
    }

    @Test
    void becomesTheJvmSoThatSignalsReachIt() throws Exception {
        checkout.built();
        var running = checkout.start("wait").says("ready");

        var ended = running.stop();

        assertThat(ended.code()).isEqualTo(128 + 15);
        assertThat(ended.out()).contains("pid=" + running.process().pid() + "\n", "stopped");
    }

    @Test
    void leavesTheLastWordToTheOperatorsOptions() throws Exception {
        checkout.built();
        checkout.with("SHARED_SERVICES_JAVA_OPTIONS", "-Dshared-services.terminal=1  -Dshared-services.extra=*");

        var ended = checkout.run();

        assertThat(ended.out()).contains("shared-services.terminal=1\n", "shared-services.extra=*\n");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void keepsArgumentsInAnyScriptWithoutALocale() throws Exception {
        checkout.built();
        Path script = Files.createSymbolicLink(folder.resolve("start"), checkout.script());
        Path lines = Files.writeString(folder.resolve("lines"), "exec '" + script + "' 'файл 文'");

        var ended = checkout.with("LANG", "C")
                .start(Path.of("/bin/sh"), lines.toString())
                .end();

        assertThat(ended.out()).contains("arguments=[файл 文]");
    }

    @Test
    void refusesWithoutJava() throws Exception {
        checkout.built();

        var ended = checkout.without("JAVA_HOME").run();

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("needs Java 17 or newer", "found: none", "JAVA_HOME");
    }

    @Test
    void namesTheJavaThatIsTooOld() throws Exception {
        checkout.built();
        checkout.tool("java", "echo 'openjdk version \"1.8.0_402\"' >&2");

        var ended = checkout.with("JAVA_HOME", checkout.runtime("old", "11.0.2").toString())
                .run();

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("JAVA_HOME is Java 11.0.2 in '" + folder.toRealPath() + "/old'");
    }

    @Test
    void takesTheJavaOnThePathWhereJavaHomeIsTooOld() throws Exception {
        checkout.built();
        Files.createSymbolicLink(checkout.path.resolve("java"), Path.of(System.getProperty("java.home"), "bin/java"));

        var ended = checkout.with("JAVA_HOME", checkout.runtime("old", "11.0.2").toString())
                .run();

        assertThat(ended.code()).isZero();
    }

    @Test
    void buildsOnFirstUseAndSaysSoInOneLine() throws Exception {
        var first = checkout.run();
        var second = checkout.run();

        assertThat(first.code()).isZero();
        assertThat(first.err().lines()).hasSize(1);
        assertThat(first.err()).contains("first use: building");
        assertThat(first.out()).contains("ready").doesNotContain("maven says much");
        assertThat(second.err()).isEmpty();
        assertThat(checkout.builds()).isEqualTo(1);
    }

    @Test
    void buildsAgainWhenSourcesAreNewer() throws Exception {
        checkout.built();
        checkout.edited();

        var first = checkout.run();
        var second = checkout.run();

        assertThat(first.err()).contains("the sources are newer than the build: building again");
        assertThat(second.err()).isEmpty();
        assertThat(checkout.builds()).isEqualTo(1);
    }

    @Test
    void buildsOnceForTwoFirstUsesAtATime() throws Exception {
        Path hold = checkout.hold();
        var first = checkout.start().says("building");
        var second = checkout.start()
                .says("waiting for the build of process " + first.process().pid());

        Files.delete(hold);

        assertThat(first.end().code()).isZero();
        assertThat(second.end().code()).isZero();
        assertThat(checkout.builds()).isEqualTo(1);
    }

    @Test
    void seesThroughTheLockOfADeadBuildAndBuildsAnew() throws Exception {
        checkout.built();
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Path lock = lock(dead.pid() + ".1");

        var ended = checkout.run();

        assertThat(ended.code()).isZero();
        assertThat(checkout.builds()).isEqualTo(1);
        assertThat(lock).doesNotExist();
    }

    @Test
    void seesThroughALockWhosePidBelongsToAnotherByNow() throws Exception {
        lock(ProcessHandle.current().pid() + ".1");

        var ended = checkout.run();

        assertThat(ended.code()).isZero();
        assertThat(checkout.builds()).isEqualTo(1);
    }

    @Test
    void showsTheEndOfAFailedBuildAndWhereTheRestIs() throws Exception {
        checkout.breakBuild();

        var ended = checkout.run();

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("the reason why", checkout.home + "/target/start-build.log");
        assertThat(ended.out()).isEmpty();
        assertThat(Files.isSymbolicLink(checkout.home.resolve("target/start.lock")))
                .isFalse();
    }

    @Test
    void endsTheBuildWhenStopped() throws Exception {
        checkout.hold();
        var running = checkout.start().says("building");
        var maven = mavenOf(running);

        var ended = running.stop();

        assertThat(ended.code()).isEqualTo(128 + 15);
        assertThat(maven.isAlive()).isFalse();
        assertThat(Files.isSymbolicLink(checkout.home.resolve("target/start.lock")))
                .isFalse();
    }

    @Test
    void saysWhatIsMissingForABuild() throws Exception {
        var withoutCompiler = checkout.with(
                        "JAVA_HOME", checkout.runtime("jre", "17.0.1").toString())
                .run();
        Files.delete(checkout.path.resolve("mvn"));
        var withoutMaven =
                checkout.with("JAVA_HOME", System.getProperty("java.home")).run();

        assertThat(withoutCompiler.code()).isEqualTo(1);
        assertThat(withoutCompiler.err()).contains("jre is a Java runtime without a compiler");
        assertThat(withoutMaven.code()).isEqualTo(1);
        assertThat(withoutMaven.err()).contains("no mvn on the PATH");
    }

    @Test
    void saysThatTheCheckoutCannotBeWritten() throws Exception {
        Files.createFile(checkout.home.resolve("target"));

        var ended = checkout.run();

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains(checkout.home + "/target can't be written by ");
        assertThat(checkout.builds()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVOCATION_ID", "NOTIFY_SOCKET", "JOURNAL_STREAM", "XPC_SERVICE_NAME"})
    void neverBuildsUnderAServiceManager(String variable) throws Exception {
        var ended = checkout.with(variable, "something").run();

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("service manager (" + variable + " is set)", "mvn -Dquick package");
        assertThat(checkout.builds()).isZero();
    }

    @Test
    void runsAStaleBuildUnderAServiceManagerWithAWarning() throws Exception {
        checkout.built();
        checkout.edited();

        var ended = checkout.with("INVOCATION_ID", "something").run();

        assertThat(ended.code()).isZero();
        assertThat(ended.err()).contains("warning: the sources are newer");
        assertThat(checkout.builds()).isZero();
    }

    @Test
    void buildsWhereLaunchdOnlyNamesItsDefault() throws Exception {
        var ended = checkout.with("XPC_SERVICE_NAME", "0").run();

        assertThat(ended.code()).isZero();
        assertThat(checkout.builds()).isEqualTo(1);
    }

    private Path lock(String content) throws IOException {
        Files.createDirectories(checkout.jar.getParent());
        return Files.createSymbolicLink(checkout.home.resolve("target/start.lock"), Path.of(content));
    }

    private static ProcessHandle mavenOf(ScriptCheckout.Running running) throws InterruptedException {
        for (int tries = 0; tries < 3000; tries++) {
            var child = running.process().children().findFirst();
            if (child.isPresent()) {
                return child.get();
            }
            Thread.sleep(20);
        }
        throw new AssertionError("the start script never started Maven");
    }
}
