package io.tekton.sharedservices.store;

import static io.tekton.sharedservices.journal.TerminationSignal.TERM;
import static io.tekton.sharedservices.store.Records.intended;
import static io.tekton.sharedservices.store.Records.live;
import static io.tekton.sharedservices.store.Records.orphan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.security.auth.module.UnixSystem;
import io.tekton.sharedservices.config.ServiceSettings;
import io.tekton.sharedservices.journal.AuditException;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.process.HostName;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.services.LocalServices;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.SettingsLayers;
import io.tekton.sharedservices.store.record.SqlAuditLog;
import io.tekton.sharedservices.store.record.SqlAuditReader;
import io.tekton.sharedservices.store.sql.StoreException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small file system in memory, filled to the last byte. Needs root to mount it. */
class StoreOnAFullDiskIT {
    @TempDir
    Path temp;

    private Path disk;
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        assumeThat(new UnixSystem().getUid())
                .as("only root can mount a small disk")
                .isZero();
        disk = Files.createDirectory(temp.resolve("disk"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=4m,mode=0700", "tmpfs", disk.toString()) == 0;
        assumeThat(mounted).as("mounting is not allowed here").isTrue();
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(run("umount", disk.toString())).isZero();
        }
    }

    @Test
    void claimsNothingThatDidNotFitAndWorksAgainWhenThereIsRoom() throws IOException {
        Path filler = disk.resolve("filler");
        int kept;
        try (Store store = Records.open(disk.resolve("state"))) {
            SqlAuditLog log = store.auditLog(Records.BOOT, Records.CLOCK);
            record(log, 1);
            fill(filler);

            kept = 1 + recordUntilItFails(log);

            Files.delete(filler);
            // the same store, without a restart
            log.begin(live(8_001));
            assertKept(store, kept);
            assertThat(store.auditReader().run(live(8_001).id())).isPresent();
        }

        try (Store store = Records.open(disk.resolve("state"))) {
            assertKept(store, kept);
            record(store.auditLog(Records.BOOT, Records.CLOCK), 8_002);
            assertThat(store.auditReader().verifyChain()).isInstanceOf(Intact.class);
        }
    }

    @Test
    void cannotBeMadeOnAFullDiskAndIsMadeOnceThereIsRoom() throws IOException {
        Path filler = disk.resolve("filler");
        Files.createDirectory(disk.resolve("state"));
        fill(filler);

        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> Records.open(disk.resolve("state")).close()))
                .isInstanceOf(StoreException.class);

        Files.delete(filler);
        try (Store store = Records.open(disk.resolve("state"))) {
            record(store.auditLog(Records.BOOT, Records.CLOCK), 1);
            assertKept(store, 1);
        }
    }

    @Test
    void whatACrashLeftOpenIsReadOnAFullDiskAndSettledOnceThereIsRoom() throws IOException {
        Path filler = disk.resolve("filler");
        Places places =
                Places.of(Map.of("HOME", temp.toString()), disk.resolve("state").toString(), null, temp, temp);
        ServiceSettings settings = ServiceSettings.read(
                SettingsLayers.builder().build(), places, new UserNames(), Records.CLOCK.instant());
        Run open = Run.begun(
                "run-open",
                "orphan-cleanup",
                HostName.read(),
                Records.BOOT,
                Duration.ofHours(1),
                Trigger.MANUAL,
                "op",
                true,
                Records.START);
        try (Store store = Records.open(disk.resolve("state"))) {
            store.auditLog(Records.BOOT, Records.CLOCK).begin(open);
        }
        fill(filler);
        List<String> warnings = new ArrayList<>();

        try (LocalServices services =
                LocalServices.openToRead(places, settings, Records.CLOCK, "a test", warnings::add)) {
            assertThat(services.history().run(open.id())).get().isEqualTo(open);
            assertThat(services.verifyChain()).isInstanceOf(Intact.class);
        }
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("left open on record stays so for now", "no space is left on the disk");

        Files.delete(filler);
        try (LocalServices services =
                LocalServices.openToRead(places, settings, Records.CLOCK, "a test", warnings::add)) {
            assertThat(services.history().run(open.id()))
                    .hasValueSatisfying(run -> assertThat(run.outcome()).isEqualTo(RunOutcome.ABANDONED));
        }
        assertThat(warnings).hasSize(1);
    }

    private static int recordUntilItFails(SqlAuditLog log) {
        for (int number = 2; number < 8_000; number++) {
            try {
                record(log, number);
            } catch (AuditException e) {
                assertThat(e).hasMessageContaining("could not write").hasCauseInstanceOf(Throwable.class);
                return number - 2;
            }
        }
        throw new AssertionError("the disk was never full");
    }

    private static void record(SqlAuditLog log, int number) {
        log.begin(live(number));
        log.decide(live(number).id(), List.of(orphan(12), orphan(13)), List.of(intended(12, TERM)));
    }

    private static void assertKept(Store store, int runs) {
        SqlAuditReader reader = store.auditReader();
        assertThat(reader.verifyChain()).isInstanceOf(Intact.class);
        for (int number = 1; number <= runs; number++) {
            assertThat(reader.run(live(number).id())).as("run " + number).isPresent();
            assertThat(reader.verdicts(live(number).id())).as("run " + number).hasSize(2);
        }
        // what failed is there whole or not at all
        assertThat(reader.verdicts(live(runs + 1).id()).size()).isIn(0, 2);
    }

    private static void fill(Path filler) throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
