package io.tekton.sharedservices.configsync.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.configsync.SyncHouse;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.posix.FileExchange;
import io.tekton.sharedservices.posix.OpenWriters;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * On a file system that does not report who has a file open, a late write of a program into an already open file is not
 * lost.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the exchange is Linux's")
class LateSavesTest {
    private static final String PROMPT = "Reads code.";

    @TempDir
    private Path temp;

    private SyncHouse house;

    @BeforeEach
    void installation() throws IOException {
        house = new SyncHouse(temp).withSamples().raiseFlag().with((Writers) file -> OpenWriters.Answer.UNKNOWN);
    }

    private RandomAccessFile opened() throws IOException {
        return new RandomAccessFile(house.places.config().toFile(), "rw");
    }

    private static void save(RandomAccessFile file, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        file.seek(0);
        file.write(bytes);
        file.setLength(bytes.length);
    }

    private static String edited(String prompt) {
        return SyncHouse.sampleText("tekton_ai_config.json").replace(PROMPT, prompt);
    }

    private List<Path> beside() throws IOException {
        try (Stream<Path> entries = Files.list(house.places.config().getParent())) {
            return entries.filter(entry -> !entry.equals(house.places.config())).toList();
        }
    }

    private List<String> backups() throws IOException {
        return new Backups(house.places.backups())
                .newestFirst().stream().map(SyncHouse::text).toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLateSaveIsBroughtBackInLineAndOnRecord(boolean exchanges) throws IOException {
        house.with((one, other) -> exchanges ? FileExchange.exchange(one, other) : FileExchange.Result.UNSUPPORTED);
        try (RandomAccessFile editor = opened()) {
            assertThat(house.run().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
            String ours = house.config();
            assertThat(house.sync().isCalledFor()).isFalse();

            save(editor, edited("Mine, late."));

            assertThat(house.sync().isCalledFor()).isTrue();
            SyncReport report = house.run();
            assertThat(report.run().outcome()).as("%s", report.run()).isEqualTo(RunOutcome.SUCCEEDED);
            assertThat(report.run().message()).contains("brought back");
            assertThat(house.record.sync(report.run().id()).orElseThrow().difference())
                    .contains("Mine, late.");
            assertThat(house.config()).contains("45012", "\"Mine, late.\"").doesNotContain(PROMPT);
            assertThat(backups()).contains(ours);
            assertThat(house.sync().isCalledFor()).isFalse();
        }
    }

    @Test
    void aSecondLateSaveOfTheSameProgramIsBroughtBackToo() throws IOException {
        try (RandomAccessFile editor = opened()) {
            house.run();
            save(editor, edited("First."));
            house.run();

            save(editor, edited("Second."));

            assertThat(house.sync().isCalledFor()).isTrue();
            house.run();
            assertThat(house.config()).contains("45012", "\"Second.\"");
        }
    }

    @Test
    void aLateSaveAfterLaterSyncsIsBroughtBack() throws IOException {
        try (RandomAccessFile editor = opened()) {
            house.run();
            for (int port = 46_000; port < 46_003; port++) {
                Files.writeString(
                        house.places.registry(),
                        SyncHouse.sampleText("platform_ai_registry.json").replace("45012", Integer.toString(port)));
                house.raiseFlag().run();
            }

            save(editor, edited("Mine, late."));

            house.run();
            assertThat(house.config()).contains("46002", "\"Mine, late.\"");
        }
    }

    @Test
    void aNewerSaveOfAnotherWinsAndTheLateOneIsKept() throws IOException {
        try (RandomAccessFile editor = opened()) {
            house.run();
            save(editor, edited("Late."));
            Path own = Files.writeString(temp.resolve("own"), house.config().replace(PROMPT, "Newest."));
            Files.setLastModifiedTime(own, FileTime.from(Instant.now().plusSeconds(5)));
            Files.move(own, house.places.config(), StandardCopyOption.ATOMIC_MOVE);

            SyncReport report = house.run();

            assertThat(report.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
            assertThat(report.run().message()).contains("newer save was left in place");
            assertThat(house.config()).contains("\"Newest.\"");
            assertThat(backups()).anyMatch(text -> text.contains("\"Late.\""));
            assertThat(house.sync().isCalledFor()).isFalse();
        }
    }

    @Test
    void halfOfASaveIsNoneYetAndIsReported() throws IOException {
        try (RandomAccessFile editor = opened()) {
            house.run();
            String whole = edited("Mine, late.");

            save(editor, whole.substring(0, whole.length() / 2));

            ConfigSync sync = house.sync();
            assertThat(sync.isCalledFor()).isFalse();
            assertThat(sync.unfinishedSaves()).singleElement().asString().contains(".kept");
            save(editor, whole);
            assertThat(sync.isCalledFor()).isTrue();
            assertThat(sync.unfinishedSaves()).isEmpty();
        }
    }

    @Test
    void isKeptUntilNobodyCanHaveItOpen() throws IOException {
        house.run();
        assertThat(beside()).hasSize(1);
        house.raiseFlag().run();
        assertThat(beside()).hasSize(1);

        house.with((Writers) file -> OpenWriters.Answer.NONE).raiseFlag().run();

        assertThat(beside()).isEmpty();
    }

    @Test
    void isKeptForLongIfWritersAreUnknownAndALateSaveStaysForGood() throws IOException {
        Instant now = Instant.now();
        house.with(Clock.fixed(now, ZoneOffset.UTC)).run();
        house.with(Clock.fixed(now.plus(LateSaves.LONGEST).minusSeconds(60), ZoneOffset.UTC))
                .raiseFlag()
                .run();
        assertThat(beside()).hasSize(1);
        Files.writeString(beside().get(0), "{ half a save");

        house.with(Clock.fixed(now.plus(LateSaves.LONGEST).plus(Duration.ofDays(1)), ZoneOffset.UTC))
                .raiseFlag()
                .run();

        assertThat(beside())
                .singleElement()
                .satisfies(file -> assertThat(SyncHouse.text(file)).isEqualTo("{ half a save"));
    }

    @Test
    void nothingIsKeptWhereTheKernelSaysThatNobodyHasItOpen() throws IOException {
        house.with((Writers) OpenWriters::of).run();

        assertThat(beside()).isEmpty();
    }

    @Test
    void aFileThatIsStillBeingWrittenWhereLeasesWorkIsNotTakenOut() throws IOException {
        house.with((Writers) OpenWriters::of);
        try (RandomAccessFile editor = opened()) {
            SyncReport report = house.run();

            assertThat(report.run().reason()).isEqualTo("config-contended");
            save(editor, edited("Mine."));
        }
        assertThat(house.config()).contains("\"Mine.\"");
        assertThat(house.run().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(house.config()).contains("45012", "\"Mine.\"");
    }
}
