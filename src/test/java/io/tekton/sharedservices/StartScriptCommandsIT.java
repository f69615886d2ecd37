package io.tekton.sharedservices;

import static io.tekton.sharedservices.StrictJson.object;
import static io.tekton.sharedservices.StrictJson.objects;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.testing.Alone;
import io.tekton.sharedservices.testing.Neighbour;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is installed: the real start script, the real jar, processes of its own. Judges this test's own children only. */
@EnabledOnOs(OS.LINUX)
@Alone // the demo judges by ages of seconds
class StartScriptCommandsIT {
    private static final Path SCRIPT = Path.of("bin/shared-services").toAbsolutePath();
    private static final long PATIENCE_SECONDS = 60;

    private record Ended(int code, String out, String err) {}

    @TempDir
    private Path given;

    private Path folder;
    private final ScriptChildren children = new ScriptChildren();

    @BeforeEach
    void makeAWorld() throws IOException {
        folder = given.toRealPath();
        Path registry = folder.resolve("tekton/.tekton/ai_registry/platform_ai_registry.json");
        Files.createDirectories(registry.getParent());
        Files.writeString(registry, Neighbour.registry());
    }

    @AfterEach
    void endTheChildren() throws IOException {
        children.close();
    }

    private ProcessBuilder script(List<String> prefix, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(SCRIPT.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("SHARED_SERVICES_") || name.startsWith("TEKTON_"));
        // Under a service manager the script never builds: not in the middle of the build that runs this test.
        environment.put("INVOCATION_ID", "test");
        environment.put("TEKTON_ROOT", folder.resolve("tekton").toString());
        environment.put("SHARED_SERVICES_ORPHAN_CLEANUP_DEFAULT_RULES", "false");
        environment.put(
                "SHARED_SERVICES_ORPHAN_CLEANUP_MATCH_TRIAL",
                "program=sh script=\"" + folder + "/tekton/scripts/*.py\"");
        return builder;
    }

    private static Ended end(ProcessBuilder builder) throws Exception {
        Process process = builder.start();
        process.getOutputStream().close();
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> all(process.getErrorStream()));
        String out = all(process.getInputStream());
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), out, err.get());
    }

    private static String all(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Ended run(String... arguments) throws Exception {
        return end(script(List.of(), arguments));
    }

    @Test
    void exitCodesAndStreamsAreThoseOfTheContract() throws Exception {
        Process orphan = children.start(folder.resolve("tekton/scripts/numa.py"), "--component", "numa", "файл 文");

        Ended version = run("--version");
        Ended nothing = run();
        Ended wrong = run("clenup");
        Ended dry = run("cleanup", "--dry-run", "--min-age", "0s", "--json");
        Ended live = run("cleanup", "--min-age", "0s", "--confirm-after", "0s", "--json");
        Ended again = run("cleanup", "--json");
        Ended audit = run("audit", "--json");

        assertThat(version.code()).isZero();
        assertThat(version.out()).startsWith("shared-services ");
        assertThat(nothing.code()).isEqualTo(2);
        assertThat(nothing.out()).isEmpty();
        assertThat(wrong)
                .isEqualTo(new Ended(2, "", "shared-services: there is no command 'clenup'; did you mean cleanup?\n"));
        assertThat(List.of(dry.code(), live.code(), again.code(), audit.code())).containsExactly(0, 0, 5, 0);
        assertThat(Stream.of(dry, live, again, audit))
                .allSatisfy(ended -> assertThat(ended.err()).isEmpty());
        assertThat(object(object(live.out()), "run")).containsEntry("terminated", 1L);
        assertThat(object(object(again.out()), "run")).containsEntry("reason", "min-interval");
        assertThat(objects(object(audit.out()), "terminations"))
                .extracting(termination -> termination.get("result"), termination -> termination.get("pid"))
                .containsExactlyInAnyOrder(tuple("TERMINATED", orphan.pid()), tuple("WOULD_TERMINATE", orphan.pid()));
        assertThat(audit.out()).contains("файл 文");
        assertThat(orphan.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aStopBetweenTheTwoJudgementsSignalsNothingAndIsOnRecord() throws Exception {
        Process orphan = children.start(folder.resolve("tekton/scripts/numa.py"));
        Process cleanup = script(List.of(), "cleanup", "--min-age", "0s", "--confirm-after", "10m", "--json")
                .start();
        awaitLine(folder.resolve("tekton/.tekton/logs/orphan_cleanup.log"), " begins: ");

        cleanup.toHandle().destroy();
        String out = all(cleanup.getInputStream());

        assertThat(cleanup.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(cleanup.exitValue()).isEqualTo(1);
        assertThat(object(object(out), "run"))
                .containsEntry("outcome", "FAILED")
                .containsEntry("reason", "stopped")
                .containsEntry("terminated", 0L);
        assertThat(orphan.isAlive()).isTrue();
        assertThat(run("history", "--outcome", "failed").out()).contains("FAILED stopped");
    }

    private static void awaitLine(Path log, String text) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.exists(log) || !Files.readString(log).contains(text)) {
            assertThat(System.nanoTime())
                    .as("waiting for '%s' in %s", text, log)
                    .isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    @Test
    void followingEndsByCtrlCWithExitCode0() throws Exception {
        Process follow = script(List.of(), "audit", "--follow", "--csv").start();
        var out = new BufferedReader(new InputStreamReader(follow.getInputStream(), StandardCharsets.UTF_8));
        assertThat(out.readLine()).startsWith("requestedAt,");

        follow.toHandle().destroy();

        assertThat(follow.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(follow.exitValue()).isZero();
        assertThat(all(follow.getErrorStream())).isEmpty();
    }

    @Test
    void whoHoldsTheStoreIsNamed() throws Exception {
        children.start(folder.resolve("tekton/scripts/numa.py"));
        Process holder = script(List.of(), "cleanup", "--min-age", "0s", "--confirm-after", "10m")
                .start();
        try {
            awaitLine(folder.resolve("tekton/.tekton/shared-services/store.lock"), Long.toString(holder.pid()));

            Ended second = run("history");
            Ended doctor = run("doctor");

            assertThat(second.code()).isEqualTo(1);
            assertThat(second.out()).isEmpty();
            assertThat(second.err())
                    .contains("is held by pid " + holder.pid() + ", shared-services cleanup")
                    .hasLineCount(1);
            assertThat(doctor.code()).isEqualTo(1);
            assertThat(doctor.out()).contains("FAULT store: ", "ps -fp " + holder.pid(), "ok    registry: ");
        } finally {
            holder.toHandle().destroy();
            holder.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void tablesFitTheTerminalTheyArePrintedOn() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no script(1) to make a terminal");
        run("cleanup", "--dry-run");
        ProcessBuilder builder = script(List.of(), "history");
        builder.environment().remove("COLUMNS");
        builder.environment().put("NO_COLOR", "1");
        builder.command("/usr/bin/script", "-qec", "stty cols 44 rows 20; '" + SCRIPT + "' history", "/dev/null");

        Ended ended = end(builder);

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("RUN", "SUCCEEDED");
        assertThat(ended.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(44));
    }

    @Test
    void theDemoEndsItsOwnOrphansAndTouchesNothingElse() throws Exception {
        Path bash = Path.of("/bin/bash");
        assumeTrue(Files.isExecutable(bash), "no /bin/bash to give a process another name");
        Path odd = Files.createDirectories(folder.resolve("tmp [a]* ?"));
        Process outside = children.start(
                List.of(bash.toString(), "-c", "exec -a python3 sh \"$0\" \"$@\""),
                folder.resolve("shared/ai/tekton_ai_specialist.py"),
                "--component",
                "numa",
                "--ai-id",
                "numa-ai");
        ProcessBuilder builder = script(List.of(), "demo");
        builder.environment().put("TMPDIR", odd.toString());
        builder.environment().remove("HOME");
        builder.environment().remove("TEKTON_ROOT");

        Ended ended = end(builder);

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).as(ended.out()).isZero();
        assertThat(ended.out())
                .contains("Verdict: ORPHAN (unregistered)", "TERMINATED", "KILLED", "The two orphans are gone")
                .contains("'registered'", "'descendant-of-registered'", "'protected'", "'too-young'")
                .doesNotContain(folder + "/shared/ai/")
                .doesNotContainPattern("\\b" + outside.pid() + "\\b");
        assertThat(outside.isAlive()).isTrue();
        assertThat(odd).isEmptyDirectory();
        assertThat(processesNaming(odd)).isEmpty();
    }

    @Test
    void aDemoThatIsKilledLeavesNoProcessBehind() throws Exception {
        Path tmp = Files.createDirectories(folder.resolve("tmp"));
        ProcessBuilder builder = script(List.of(), "demo");
        builder.environment().put("TMPDIR", tmp.toString());
        Process demo = builder.start();
        var out = new BufferedReader(new InputStreamReader(demo.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        while (line != null && !line.contains("sophia")) {
            line = out.readLine();
        }
        List<ProcessHandle> lookAlikes = demo.descendants().toList();
        assertThat(lookAlikes).hasSizeGreaterThanOrEqualTo(6);

        demo.destroyForcibly();

        for (ProcessHandle lookAlike : lookAlikes) {
            lookAlike.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        assertThat(processesNaming(tmp)).isEmpty();
    }

    @Test
    void theDemoRunsForAUserWithoutAHome() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/runuser")), "no runuser");
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can become another user");
        List<String> asNobody = List.of("/usr/sbin/runuser", "-u", "nobody", "--");
        Process readable = new ProcessBuilder(
                        Stream.concat(asNobody.stream(), Stream.of("test", "-x", SCRIPT.toString()))
                                .toList())
                .start();
        assumeTrue(readable.waitFor() == 0, "user nobody cannot read this checkout");
        ProcessBuilder builder = script(asNobody, "demo").directory(Path.of("/").toFile());
        builder.environment().remove("HOME");
        builder.environment().remove("TEKTON_ROOT");
        builder.environment().remove("TMPDIR");

        Ended ended = end(builder);

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).as(ended.out()).isZero();
    }

    private static List<ProcessHandle> processesNaming(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(folder.toString()))
                .toList();
    }
}
