package io.tekton.sharedservices.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.config.LogFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class LogConfigurationTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d)";

    @TempDir
    private Path folder;

    private final LoggerContext context = new LoggerContext("test");

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void tellsTimeLevelLoggerAndMessage() throws IOException {
        begin(LogFormat.TEXT);

        context.getLogger("io.tekton.sharedservices.audit").warn("run {} is on record", 7);
        context.getLogger("daemon").error("no room");
        context.getLogger("daemon").debug("nobody wants to know");

        List<String> lines = everything().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).matches(TIME + " WARN  \\[audit] run 7 is on record");
        assertThat(lines.get(1)).matches(TIME + " ERROR \\[daemon] no room");
        assertThat(OffsetDateTime.parse(lines.get(0).substring(0, lines.get(0).indexOf(' ')))
                        .getOffset())
                .isEqualTo(java.time.ZoneId.systemDefault().getRules().getOffset(Instant.now()));
    }

    @Test
    void putsEveryLineOfACleanupIntoAFileOfItsOwnAsWell() throws IOException {
        begin(LogFormat.TEXT);

        context.getLogger("orphan-cleanup").info("one");
        context.getLogger("daemon").info("two");

        assertThat(everything()).contains("one").contains("two");
        assertThat(Files.readString(folder.resolve(Logging.CLEANUPS)))
                .contains("one")
                .doesNotContain("two");
        assertThat(Files.getPosixFilePermissions(folder.resolve(Logging.EVERYTHING)))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void letsNoMessageForgeALineOrHideText() throws IOException {
        begin(LogFormat.TEXT);

        context.getLogger("daemon").info("a\nb\r\u001b[2K\u202ec\u2028d\ue000\ud800e zw\u00f6lf \ud83d\ude00");

        assertThat(everything().lines()).singleElement().asString().endsWith("a?b??[2K?c?d??e zw\u00f6lf \ud83d\ude00");
    }

    @Test
    void showsWhereAFailureCameFrom() throws IOException {
        begin(LogFormat.TEXT);

        context.getLogger("daemon").error("broken", new IllegalStateException("outer", new IOException("inner")));

        assertThat(everything())
                .containsSubsequence(
                        "[daemon] broken\n",
                        "java.lang.IllegalStateException: outer\n\tat ",
                        "Caused by: java.io.IOException: inner");
    }

    @Test
    void letsOnlyTheWarningsOfLibrariesThrough() throws IOException {
        begin(LogFormat.TEXT);

        for (String library : List.of("com.zaxxer.hikari.pool", "org.flywaydb.core", "org.quartz.core")) {
            Logger logger = context.getLogger(library);
            logger.info("chatter");
            logger.warn("trouble");
        }

        assertThat(everything()).doesNotContain("chatter");
        assertThat(everything().lines()).hasSize(3);
    }

    @Test
    void rollsAFullLogOverAndLetsThoseOfThreeMonthsAgoGo() throws Exception {
        Path old = rolled(Logging.EVERYTHING + ".2026-08-27.1.gz", Duration.ofDays(91));
        Path kept = rolled(Logging.EVERYTHING + ".2026-08-29.1.gz", Duration.ofDays(89));
        Path another = rolled(Logging.CLEANUPS + ".2026-08-27.1.gz", Duration.ofDays(91));
        Path foreign = rolled("notes.gz", Duration.ofDays(900));
        begin(LogFormat.TEXT);

        String megabyte = "x".repeat(1024 * 1024);
        for (int i = 0; i < 11; i++) {
            context.getLogger("daemon").info(megabyte);
        }

        while (Files.exists(old)) {
            Thread.onSpinWait();
        }
        assertThat(kept).exists();
        assertThat(another).exists();
        assertThat(foreign).exists();
        assertThat(Files.size(folder.resolve(Logging.EVERYTHING))).isLessThan(5L * 1024 * 1024);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.matches("shared-services\\.log\\.\\d{4}-\\d\\d-\\d\\d\\.1\\.gz")
                            && !name.contains("2026-08"));
        }
    }

    @Test
    void writesNothingWhereThereIsNoFolder() throws IOException {
        context.start(new LogConfiguration(null, LogFormat.TEXT, false, Clock.fixed(NOW, ZoneOffset.UTC)));

        context.getLogger("daemon").error("unheard");

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    private void begin(LogFormat format) {
        context.start(new LogConfiguration(folder, format, false, Clock.fixed(NOW, ZoneOffset.UTC)));
    }

    private String everything() throws IOException {
        return Files.readString(folder.resolve(Logging.EVERYTHING));
    }

    private Path rolled(String name, Duration age) throws IOException {
        Path file = Files.createFile(folder.resolve(name));
        Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
        return file;
    }
}
