package io.tekton.sharedservices.bin;

import static io.tekton.sharedservices.endtoend.InstalledProgram.PATIENCE_SECONDS;
import static io.tekton.sharedservices.endtoend.InstalledProgram.SCRIPT;
import static io.tekton.sharedservices.endtoend.InstalledProgram.all;
import static io.tekton.sharedservices.endtoend.InstalledProgram.end;
import static io.tekton.sharedservices.testing.StrictJson.object;
import static io.tekton.sharedservices.testing.StrictJson.objects;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.endtoend.InstalledProgram;
import io.tekton.sharedservices.endtoend.InstalledProgram.Ended;
import io.tekton.sharedservices.testing.Rounds;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is installed: the real start script, the real jar, processes of its own. */
@EnabledOnOs(OS.LINUX)
class StartScriptCommandsIT {
    @TempDir
    private static Path ofAll;

    @TempDir
    private Path given;

    private InstalledProgram program;

    @BeforeEach
    void makeAWorld() throws Exception {
        try (InstalledProgram other = new InstalledProgram(ofAll)) {
            other.useArchive(ofAll.resolve("classes.jsa"));
        }
        program = new InstalledProgram(given);
        program.useArchive(ofAll.resolve("classes.jsa"));
    }

    @AfterEach
    void endTheChildren() throws IOException {
        program.close();
    }

    @Test
    void exitCodesAndStreamsAreThoseOfTheContract() throws Exception {
        Process orphan = program.children.start(
                program.folder.resolve("tekton/scripts/numa.py"), "--component", "numa", "файл 文");

        Ended version = program.run("--version");
        Ended nothing = program.run();
        Ended wrong = program.run("clenup");
        Ended dry = program.run("cleanup", "--dry-run", "--min-age", "0s", "--json");
        Ended live = program.run("cleanup", "--min-age", "0s", "--confirm-after", "0s", "--json");
        Ended again = program.run("cleanup", "--json");
        Ended audit = program.run("audit", "--all", "--json");

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

    @Tag(Rounds.LONG_ONLY)
    @Test
    void aStopBetweenTheTwoJudgementsSignalsNothingAndIsOnRecord() throws Exception {
        Process orphan = program.children.start(program.folder.resolve("tekton/scripts/numa.py"));
        Process cleanup = program.script("cleanup", "--min-age", "0s", "--confirm-after", "10m", "--json")
                .start();
        awaitLine(program.folder.resolve("tekton/.tekton/logs/orphan_cleanup.log"), " begins: ");

        cleanup.toHandle().destroy();
        String out = all(cleanup.getInputStream());

        assertThat(cleanup.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(cleanup.exitValue()).isEqualTo(1);
        assertThat(object(object(out), "run"))
                .containsEntry("outcome", "FAILED")
                .containsEntry("reason", "stopped")
                .containsEntry("terminated", 0L);
        assertThat(orphan.isAlive()).isTrue();
        assertThat(program.run("history", "--outcome", "failed").out()).contains("FAILED stopped");
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

    @Tag(Rounds.LONG_ONLY)
    @Test
    void followingEndsByCtrlCWithExitCode0() throws Exception {
        Process follow = program.script("audit", "--follow", "--csv").start();
        var out = new BufferedReader(new InputStreamReader(follow.getInputStream(), StandardCharsets.UTF_8));
        assertThat(out.readLine()).startsWith("requestedAt,");

        follow.toHandle().destroy();

        assertThat(follow.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(follow.exitValue()).isZero();
        assertThat(all(follow.getErrorStream())).isEmpty();
    }

    @Test
    @Tag(Rounds.LONG_ONLY)
    void whoHoldsTheStoreIsNamed() throws Exception {
        program.children.start(program.folder.resolve("tekton/scripts/numa.py"));
        Process holder = program.script("cleanup", "--min-age", "0s", "--confirm-after", "10m")
                .start();
        try {
            awaitLine(program.folder.resolve("tekton/.tekton/shared-services/store.lock"), Long.toString(holder.pid()));

            Ended second = program.run("history");
            Ended doctor = program.run("doctor");

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
    @Tag(Rounds.LONG_ONLY)
    void tablesFitTheTerminalTheyArePrintedOn() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no script(1) to make a terminal");
        program.run("cleanup", "--dry-run");
        ProcessBuilder builder = program.script("history");
        builder.environment().remove("COLUMNS");
        builder.environment().put("NO_COLOR", "1");
        builder.command("/usr/bin/script", "-qec", "stty cols 44 rows 20; '" + SCRIPT + "' history", "/dev/null");

        Ended ended = end(builder);

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("RUN", "SUCCEEDED");
        assertThat(ended.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(44));
    }
}
