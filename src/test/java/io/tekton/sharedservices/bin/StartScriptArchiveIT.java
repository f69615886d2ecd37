package io.tekton.sharedservices.bin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The class-data archive of the start script: made once, for one build and one JDK, and never missed where it cannot be
 * made.
 */
class StartScriptArchiveIT {
    private static final String MAKES = "-XX:ArchiveClassesAtExit=";
    private static final String USES = "-XX:SharedArchiveFile=";

    @TempDir
    private Path folder;

    private ScriptCheckout checkout;

    @BeforeEach
    void checkOut() throws IOException {
        checkout = new ScriptCheckout(folder.toRealPath()).withArchives();
        checkout.built();
    }

    @Test
    void isMadeOnceAndUsedFromThenOn() throws Exception {
        var first = checkout.run("two words");
        var second = checkout.run("two words");

        assertThat(List.of(first, second)).allSatisfy(ended -> {
            assertThat(ended.code()).isZero();
            assertThat(ended.err()).isEmpty();
            assertThat(ended.out()).contains("arguments=[two words]").startsWith("pid=");
        });
        assertThat(starts(MAKES)).hasSize(1);
        assertThat(starts("two words"))
                .hasSize(2)
                .allMatch(start -> start.contains(USES + archives().get(0)));
        assertThat(checkout.jar.getParent()).isDirectoryNotContaining("glob:**rehearsal*");
    }

    @Test
    void isMadeAnewForANewBuildAndTheOldOneGoes() throws Exception {
        checkout.run();
        Path old = archives().get(0);
        Files.setLastModifiedTime(checkout.jar, FileTime.from(Instant.now().plusSeconds(60)));

        checkout.run();

        assertThat(starts(MAKES)).hasSize(2);
        assertThat(archives()).hasSize(1).doesNotContain(old);
    }

    @Test
    void isMadeAnewForAnotherJdkAndTheOtherOneStays() throws Exception {
        checkout.run();
        Files.writeString(folder.resolve("archiving/lib/modules"), "a newer image");

        checkout.run();

        assertThat(starts(MAKES)).hasSize(2);
        assertThat(archives()).hasSize(2);
    }

    @Test
    void isNoReasonToFailAndNotTriedAgainAtOnceWhereItCannotBeMade() throws Exception {
        checkout.breakBuild();

        var first = checkout.run();
        var second = checkout.run();

        assertThat(List.of(first.code(), second.code())).containsExactly(0, 0);
        assertThat(first.err() + second.err()).isEmpty();
        assertThat(starts(MAKES)).hasSize(1);
        assertThat(starts(USES)).isEmpty();
        assertThat(checkout.jar.getParent()).isDirectoryNotContaining("glob:**rehearsal*");
    }

    @Test
    void isTriedAgainAfterADay() throws Exception {
        checkout.breakBuild();
        checkout.run();
        Path tried = archives().get(0);
        assertThat(tried).isDirectory();
        Files.setLastModifiedTime(tried, FileTime.from(Instant.now().minusSeconds(2 * 86_400)));
        Files.delete(folder.resolve("broken"));

        checkout.run();
        checkout.run();

        assertThat(starts(MAKES)).hasSize(2);
        assertThat(starts(USES)).isNotEmpty();
    }

    @Test
    void isNotMadeByAServiceButUsedByIt() throws Exception {
        checkout.with("INVOCATION_ID", "something").run("as a service");
        assertThat(starts(MAKES)).isEmpty();
        checkout.without("INVOCATION_ID").run();

        checkout.with("INVOCATION_ID", "something").run("as a service");

        assertThat(starts("as a service")).hasSize(2).last().asString().contains(USES);
    }

    @Test
    void isUsedByTheDaemonTooWhoseHeapIsSmall() throws Exception {
        checkout.run("--set", "run", "status");
        checkout.run("--set", "a=b", "--json", "run", "--dry-run");

        assertThat(starts(Main.class.getName())).allMatch(start -> start.contains(USES));
        assertThat(starts("run status")).noneMatch(start -> start.contains("-XX:NewSize"));
        assertThat(starts("run --dry-run")).allMatch(start -> start.contains("-XX:NewSize"));
    }

    @Test
    void isMadeWithoutWhatOnlyCommandsAreTold() throws Exception {
        checkout.run("status");
        checkout.run("run", "--dry-run");

        assertThat(starts(MAKES)).isNotEmpty().noneMatch(start -> start.contains("FlightRecorder"));
        assertThat(starts("run --dry-run")).isNotEmpty().noneMatch(start -> start.contains("FlightRecorder"));
        assertThat(starts("Main status")).isNotEmpty().allMatch(start -> start.contains("-XX:-FlightRecorder"));
    }

    private List<String> starts(String text) throws IOException {
        return checkout.starts().stream().filter(start -> start.contains(text)).toList();
    }

    private List<Path> archives() {
        try (var files = Files.list(checkout.jar.getParent())) {
            return files.filter(file -> file.getFileName().toString().startsWith("start-"))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
