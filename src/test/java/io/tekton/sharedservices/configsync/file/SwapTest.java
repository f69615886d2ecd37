package io.tekton.sharedservices.configsync.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.configsync.SyncHouse;
import io.tekton.sharedservices.configsync.SyncReport;
import io.tekton.sharedservices.configsync.file.Failpoints.Step;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.posix.FileExchange;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** People save at the worst moments; the hook of the steps lets them. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the exchange is Linux's")
class SwapTest {
    private static final String PROMPT = "Reads code.";

    @TempDir
    private Path temp;

    private SyncHouse house;
    private Failpoints current = Failpoints.unwatched();
    private FileExchanger exchanging = FileExchange::exchange;

    @BeforeEach
    void installation() throws IOException {
        house = new SyncHouse(temp).withSamples().raiseFlag();
    }

    @Test
    void anEditInPlaceAfterTheReadSurvives() {
        once(Step.CONFIG_READ, () -> Files.writeString(house.places.config(), edited("Mine.")));

        assertSyncedWith(house.run(), "Mine.");
    }

    @Test
    void aSaveByRenameBeforeTheExchangeSurvives() {
        once(Step.SWAP_READY, () -> saveByRename(edited("Mine.")));

        assertSyncedWith(house.run(), "Mine.");
    }

    @Test
    void aSaveByRenameBetweenTheLastCheckAndTheExchangeSurvives() {
        beforeExchange(1, () -> saveByRename(edited("Mine.")));

        assertSyncedWith(house.run(), "Mine.");
    }

    @Test
    void anEditInPlaceBetweenTheLastCheckAndTheExchangeSurvives() {
        beforeExchange(1, () -> Files.writeString(house.places.config(), edited("Mine.")));

        SyncReport report = house.run();

        assertSyncedWith(report, "Mine.");
        assertThat(house.record.plans(report.run().id())).hasSize(2);
    }

    @Test
    void anEditorThatOpensTheFileBetweenTheLastCheckAndTheExchangeWritesIntoTheRightFile() throws IOException {
        OutputStream[] editor = new OutputStream[1];
        beforeExchange(
                1, () -> editor[0] = new FileOutputStream(house.places.config().toFile(), true));
        once(Step.INSPECTED, () -> {
            editor[0].write("   ".getBytes(UTF_8));
            editor[0].close();
        });

        SyncReport report = house.run();

        assertThat(report.run().outcome()).as("%s", report.run()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(house.config()).contains("45012").endsWith("   ");
    }

    @Test
    void aSaveOverOursWhileAnEditIsPutBackSurvivesAndTheEarlierOneIsKept() throws IOException {
        beforeExchange(1, () -> saveByRename(edited("First.")));
        beforeExchange(2, () -> saveByRename(edited("Second.")));

        SyncReport report = house.run();

        assertSyncedWith(report, "Second.");
        assertThat(report.warnings()).anyMatch(text -> text.contains("overtook"));
        assertThat(backups()).anyMatch(text -> text.contains("First."));
    }

    @Test
    void anEditorThatHasTheFileOpenIsWaitedFor() throws IOException {
        OutputStream editor = new FileOutputStream(house.places.config().toFile(), true);
        house.watchedBy(new Failpoints() {
            private int seen;

            @Override
            public void reached(Step step) {
                if (step == Step.SWAP_READY && ++seen == 2) {
                    unchecked(() -> {
                        editor.write("   ".getBytes(UTF_8));
                        editor.close();
                    });
                }
            }
        });

        SyncReport report = house.run();

        assertThat(report.run().outcome()).as("%s", report.run()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(house.config()).contains("45012").endsWith("   ");
    }

    @Test
    void givesUpBeforeAFileThatStaysOpenForWriting() throws IOException {
        String before = house.config();
        SyncReport report;
        OutputStream editor = new FileOutputStream(house.places.config().toFile(), true);
        try {
            report = house.run();
        } finally {
            editor.close();
        }

        assertThat(report.run().reason()).isEqualTo("config-contended");
        assertThat(report.run().message()).contains("open for writing", "5 times");
        assertThat(house.config()).isEqualTo(before);
        assertThat(backups()).isEmpty();
        assertThat(house.run().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
    }

    @Test
    void givesUpAfterFiveTriesWithTheFlagKept() {
        for (int exchange = 1; exchange <= 9; exchange += 2) {
            String edit = edited("Edit " + exchange);
            beforeExchange(exchange, () -> saveByRename(edit));
        }

        SyncReport report = house.run();

        assertThat(report.run().outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(report.run().reason()).isEqualTo("config-contended");
        assertThat(house.config()).isEqualTo(edited("Edit 9"));
        assertThat(house.sync().isCalledFor()).isTrue();
        assertThat(house.record.plans(report.run().id())).hasSize(5);
        assertThat(beside()).containsExactly("tekton_ai_config.json");
    }

    @Test
    void aFileThatIsRemovedInBetweenIsMadeAnew() throws IOException {
        beforeExchange(1, () -> Files.delete(house.places.config()));

        SyncReport report = house.run();

        assertThat(report.run().outcome()).as("%s", report.run()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(house.config()).contains("45012").doesNotContain(PROMPT);
    }

    @Test
    void anEditThatCameOutGoesBackWhereOursWasRemoved() throws IOException {
        beforeExchange(1, () -> saveByRename(edited("Mine.")));
        once(Step.EXCHANGED, () -> Files.delete(house.places.config()));

        assertSyncedWith(house.run(), "Mine.");
    }

    @Test
    void aFileThatComesInBetweenIsNotOverwritten() throws IOException {
        String mine = edited("Mine.");
        Files.delete(house.places.config());
        once(Step.PART_WRITTEN, () -> Files.writeString(house.places.config(), mine));

        assertSyncedWith(house.run(), "Mine.");
    }

    @Test
    void checksJustBeforeTheRenameWithoutAnExchange() {
        house.with((one, other) -> FileExchange.Result.UNSUPPORTED);
        once(Step.SWAP_READY, () -> saveByRename(edited("Mine.")));

        SyncReport report = house.run();

        assertSyncedWith(report, "Mine.");
        assertThat(backups()).anyMatch(text -> text.contains("Mine."));
    }

    @Test
    void leavesAllAsItWasWhereTheRenameFails() {
        String before = house.config();
        house.with((one, other) -> {
            throw new FileSystemException(one.toString(), other.toString(), "the test forbids it");
        });

        SyncReport report = house.run();

        assertThat(report.run().reason()).isEqualTo("config-unwritable");
        assertThat(report.run().message()).contains("the test forbids it");
        assertThat(house.config()).isEqualTo(before);
        assertThat(beside()).containsExactly("tekton_ai_config.json");
        assertThat(house.sync().isCalledFor()).isTrue();
    }

    @Test
    void neverPutsATornFileInPlace() {
        house.watchedBy(
                step -> assertThat(parses(house.config())).as("at %s", step).isTrue());

        assertThat(house.run().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
    }

    @Test
    void aFaultOfItsOwnEndsInTheReportAndKeepsTheFlag() {
        house.watchedBy(step -> {
            if (step == Step.PLAN_RECORDED) {
                throw new IllegalStateException("a fault of the test's");
            }
        });

        SyncReport report = house.run();

        assertThat(report.run().reason()).isEqualTo("internal-error");
        assertThat(house.sync().isCalledFor()).isTrue();
    }

    private void assertSyncedWith(SyncReport report, String prompt) {
        assertThat(report.run().outcome()).as("%s", report.run()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(house.config())
                .contains("45012")
                .contains('"' + prompt + '"')
                .doesNotContain(PROMPT);
        assertThat(house.sync().isCalledFor()).isFalse();
        assertThat(beside()).containsExactly("tekton_ai_config.json");
    }

    private interface Action {
        void run() throws IOException;
    }

    /** Lets something happen when a step is reached for the first time. */
    private void once(Step at, Action action) {
        Failpoints before = current;
        current = new Failpoints() {
            private boolean done;

            @Override
            public void reached(Step step) {
                before.reached(step);
                if (step == at && !done) {
                    done = true;
                    unchecked(action);
                }
            }
        };
        house.watchedBy(current);
    }

    /** Lets something happen between the last check and an exchange, the first or a later one. */
    private void beforeExchange(int number, Action action) {
        FileExchanger before = exchanging;
        AtomicInteger seen = new AtomicInteger();
        exchanging = (one, other) -> {
            if (seen.incrementAndGet() == number) {
                action.run();
            }
            return before.exchange(one, other);
        };
        house.with(exchanging);
    }

    private static void unchecked(Action action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String edited(String prompt) {
        return SyncHouse.sampleText("tekton_ai_config.json").replace(PROMPT, prompt);
    }

    private void saveByRename(String text) {
        unchecked(() -> Files.move(
                Files.writeString(temp.resolve("editors-own"), text),
                house.places.config(),
                StandardCopyOption.ATOMIC_MOVE));
    }

    private List<String> beside() {
        try (Stream<Path> entries = Files.list(house.places.config().getParent())) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> backups() {
        try {
            return new Backups(house.places.backups())
                    .newestFirst().stream().map(SyncHouse::text).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean parses(String text) {
        try {
            JsonText.of(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
