package io.tekton.sharedservices.client;

import io.tekton.sharedservices.api.ApiException;
import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.json.AnswerCodecs;
import io.tekton.sharedservices.api.json.JsonObject;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.text.Causes;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One cleanup in the daemon, watched from here: a stream of JSON objects, one a line, of which the last is the report.
 */
final class RemoteCleanup {
    /** The daemon sends a line every few seconds, if only a sign of life. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private static final Duration STOP_LOOK = Duration.ofMillis(100);
    private static final int LONGEST_LINE = 256 * 1024 * 1024;

    private final ApiConnection daemon;
    private final String order;

    /** @param order as JSON */
    RemoteCleanup(ApiConnection daemon, String order) {
        this.daemon = daemon;
        this.order = order;
    }

    CleanupReport run(StopFlag stop, CleanupListener listener) {
        try (AuthenticatedCall call = daemon.send("POST", "cleanup", order, SILENCE)) {
            if (!call.isGood()) {
                throw call.problem().exception();
            }
            return follow(new BufferedInputStream(call.body()), stop, listener);
        } catch (IOException e) {
            throw new ApiException(
                    null,
                    "the daemon at " + daemon.url()
                            + " could not be heard to the end of the cleanup (" + Causes.of(e)
                            + "); a cleanup that has begun continues in the daemon; \"history\" shows its result",
                    e);
        }
    }

    private CleanupReport follow(InputStream in, StopFlag stop, CleanupListener listener) throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        try {
            while (true) {
                JsonObject event = JsonObject.read(line(in));
                switch (event.text("event")) {
                    case "begun" -> passOnStop(event.text("ticket"), stop, over);
                    case "grace" -> listener.grace(Duration.ofMillis(event.number("millis")));
                    case "progress" ->
                        listener.progress(
                                event.constant("phase", CleanupListener.Phase.class),
                                event.integer("done"),
                                event.integer("total"));
                    case "report" -> {
                        return event.as(AnswerCodecs.REPORT);
                    }
                    case "problem" -> throw RemoteProblem.of(event).exception();
                    default -> {
                        // an event of a later version, or a sign of life
                        continue;
                    }
                }
            }
        } finally {
            over.countDown();
        }
    }

    /** Lets the daemon know when the person here wants an end; the report still comes on the stream. */
    private void passOnStop(String ticket, StopFlag stop, CountDownLatch over) {
        Thread watcher = new Thread(
                () -> {
                    try {
                        while (!over.await(0, TimeUnit.SECONDS)) {
                            if (stop.await(STOP_LOOK)) {
                                send(ticket);
                                return;
                            }
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "stop-watcher");
        watcher.setDaemon(true);
        watcher.start();
    }

    private void send(String ticket) {
        try (AuthenticatedCall call = daemon.send("POST", "cleanup/" + ticket + "/stop", null, SILENCE)) {
            if (!call.isGood() && !call.problem().is(ProblemCode.NO_SUCH_CLEANUP)) {
                throw call.problem().exception();
            }
        } catch (IOException e) {
            throw new ApiException(
                    null, "the daemon did not receive the request to stop the cleanup: " + Causes.of(e), e);
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the answer ended before the report");
            }
            if (line.size() >= LONGEST_LINE) {
                throw new IOException("an event of the cleanup is too long");
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
