package io.tekton.sharedservices.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.ClientContext;
import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.concurrent.StopFlag;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A requested cleanup continues, whatever happens to its client. */
@Timeout(240)
class RequestedCleanupsTest {
    private static final CleanupOrder ORDER =
            new CleanupOrder("op", null, null, null, null, null, false, null, false, ClientContext.UNKNOWN);

    @TempDir
    private Path folder;

    private final FakeServices services = new FakeServices();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final CompletableFuture<CleanupReport> ended = new CompletableFuture<>();
    private RunningServer running;

    @BeforeEach
    void start() throws IOException {
        running = RunningServer.with(services, folder);
        services.cleanup = (order, stop, listener) -> {
            listener.progress(CleanupListener.Phase.SCANNING, 0, 0);
            begun.countDown();
            await(mayEnd);
            ended.complete(FakeServices.REPORT);
            return FakeServices.REPORT;
        };
    }

    @AfterEach
    void stop() {
        mayEnd.countDown();
        running.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(120, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("a cleanup must never be interrupted", e);
        }
    }

    private Socket begin() throws IOException {
        Socket socket = running.connect();
        RunningServer.send(
                socket,
                "POST /api/v1/cleanup HTTP/1.1\r\nHost: 127.0.0.1:" + running.port() + "\r\nAuthorization: Bearer "
                        + running.secret() + "\r\nContent-Length: 0\r\n\r\n");
        return socket;
    }

    @Test
    void progressComesWhileTheRunIsOn() throws IOException {
        try (Socket socket = begin()) {
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String line = answer.readLine();
            while (!line.contains("SCANNING")) {
                line = answer.readLine();
            }

            assertThat(line).isEqualTo("{\"event\":\"progress\",\"phase\":\"SCANNING\",\"done\":0,\"total\":0}");
            assertThat(ended).isNotDone();
        }
    }

    @Test
    void aClientThatGoesAwayEndsNothing() throws Exception {
        begin().close();
        await(begun);
        mayEnd.countDown();

        assertThat(ended.get(120, TimeUnit.SECONDS)).isEqualTo(FakeServices.REPORT);
    }

    @Test
    void aClientThatDoesNotReadHoldsNothingUp() throws Exception {
        services.cleanup = (order, stop, listener) -> {
            // Far more than the buffers of a connection hold.
            for (int i = 0; i < 1_000_000; i++) {
                listener.progress(CleanupListener.Phase.WAITING, i, 1_000_000);
            }
            ended.complete(FakeServices.REPORT);
            return FakeServices.REPORT;
        };
        try (Socket unread = begin()) {
            assertThat(ended.get(120, TimeUnit.SECONDS)).isEqualTo(FakeServices.REPORT);
            assertThat(unread.isClosed()).isFalse();
        }
    }

    @Test
    void whoAskedMayStopIt() {
        AtomicReference<StopFlag> seen = new AtomicReference<>();
        services.cleanup = (order, stop, listener) -> {
            seen.set(stop);
            listener.progress(CleanupListener.Phase.WAITING, 0, 1);
            assertThat(stop.await(Duration.ofMinutes(2))).isTrue();
            return FakeServices.REPORT;
        };
        StopFlag mine = new StopFlag();

        CleanupReport report = running.client().cleanup(ORDER, mine, (phase, done, total) -> mine.raise());

        assertThat(report).isEqualTo(FakeServices.REPORT);
        assertThat(seen.get().isRaised()).isTrue();
    }

    @Test
    void aStopWithoutACleanupIsReported() throws IOException {
        assertThat(running.posted("/api/v1/cleanup/0123456789abcdef/stop", ""))
                .startsWith("HTTP/1.1 404 ")
                .contains("urn:shared-services:problem:no-such-cleanup");
    }

    @Test
    void moreThanAFewAtOnceAreTurnedAway() throws IOException {
        CountDownLatch four = new CountDownLatch(4);
        services.cleanup = (order, stop, listener) -> {
            four.countDown();
            await(mayEnd);
            return FakeServices.REPORT;
        };
        for (int i = 0; i < 4; i++) {
            begin();
        }
        await(four);

        assertThat(running.posted("/api/v1/cleanup", ""))
                .startsWith("HTTP/1.1 503 ")
                .contains("urn:shared-services:problem:busy");
    }

    @Test
    void aServerThatStopsNotifiesTheRunAndItsClientReceivesTheReport() throws Exception {
        services.cleanup = (order, stop, listener) -> {
            begun.countDown();
            assertThat(stop.await(Duration.ofMinutes(2))).isTrue();
            return FakeServices.REPORT;
        };
        CompletableFuture<CleanupReport> heard = CompletableFuture.supplyAsync(
                () -> running.client().cleanup(ORDER, new StopFlag(), CleanupListener.NONE));
        await(begun);

        assertThat(running.server.stop(Duration.ofMinutes(2))).isTrue();
        assertThat(heard.get(120, TimeUnit.SECONDS)).isEqualTo(FakeServices.REPORT);
    }

    @Test
    void aServerThatStopsWaitsNoLongerThanItMay() throws Exception {
        begin();
        await(begun);

        assertThat(running.server.stop(Duration.ZERO)).isFalse();
    }

    @Test
    void aFailureDuringTheRunIsReportedOnTheStream() {
        services.cleanup = (order, stop, listener) -> {
            listener.progress(CleanupListener.Phase.SCANNING, 0, 0);
            throw new IllegalStateException("secret inside");
        };

        assertThatThrownBy(() -> running.client().cleanup(ORDER, new StopFlag(), CleanupListener.NONE))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.INTERNAL))
                .hasMessageNotContaining("secret");
    }

    @Test
    void aDaemonThatDiesDuringTheRunIsReportedAsSuch() {
        services.cleanup = (order, stop, listener) -> {
            listener.progress(CleanupListener.Phase.SCANNING, 0, 0);
            await(mayEnd);
            return FakeServices.REPORT;
        };

        assertThatThrownBy(() -> running.client()
                        .cleanup(ORDER, new StopFlag(), (phase, done, total) -> running.server.stop(Duration.ZERO)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("history");
    }
}
