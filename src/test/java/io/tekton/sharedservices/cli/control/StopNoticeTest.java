package io.tekton.sharedservices.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupListener.Phase;
import io.tekton.sharedservices.cli.view.Terminal;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.text.HostZone;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopNoticeTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();
    private final StopFlag stop = new StopFlag();

    private StopNotice notice() {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        Terminal terminal = Terminal.of(stream, stream, "", "80", Map.of(), HostZone.of(ZoneOffset.UTC));
        return new StopNotice(terminal, CleanupListener.NONE, Duration.ofSeconds(30), nanos::get).on(stop);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "SCANNING, 0, none will be, 10s",
        "CONFIRMING, 59000, none will be, 10s",
        "TERMINATING, 1000, no further process is signalled, 40s",
        "WAITING, 0, no SIGKILL follows, 30s",
        "WAITING, 12001, no SIGKILL follows, 18s",
        "WAITING, 99000, no SIGKILL follows, 0s",
        "KILLING, 1000, no further process is signalled, 4s",
    })
    void saysAtOnceWhatHappensAndHowLongItTakes(Phase phase, long millis, String what, String atMost) {
        StopNotice notice = notice();
        notice.progress(phase, 0, 2);
        pass(Duration.ofMillis(millis));
        notice.progress(phase, 1, 2);

        stop.raise();
        stop.raise();

        assertThat(said()).startsWith("shared-services: stopping: ").contains(what, "at most " + atMost);
        assertThat(said().lines()).hasSize(1);
    }

    @Test
    void countsByTheGraceOfTheRunWhereThatIsAnother() {
        StopNotice notice = notice();
        notice.grace(Duration.ofMinutes(2));
        notice.progress(Phase.WAITING, 0, 2);

        stop.raise();

        assertThat(said()).contains("at most 2m");
    }

    @Test
    void saysNothingWithoutAStopNorBehindTheEnd() {
        StopNotice notice = notice();
        notice.progress(Phase.WAITING, 0, 2);
        assertThat(said()).isEmpty();

        notice.over();
        stop.raise();

        assertThat(said()).isEmpty();
    }

    @Test
    void saysItAlsoWhereTheStopCameFirst() {
        stop.raise();

        notice();

        assertThat(said()).contains("none will be");
    }
}
