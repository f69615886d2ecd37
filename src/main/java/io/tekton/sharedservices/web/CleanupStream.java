package io.tekton.sharedservices.web;

import io.tekton.sharedservices.api.json.AnswerCodecs;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.web.http.Exchange;
import io.tekton.sharedservices.web.route.Call;
import io.tekton.sharedservices.web.route.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reports the progress of a cleanup to its client: JSON objects, one a line ({@code application/x-ndjson}).
 * {@code begun} with the ticket, {@code grace}, any number of {@code progress} and {@code alive}, at last
 * {@code report} or {@code problem}. The thread of the cleanup puts events here and never waits; the thread of the
 * request sends them.
 */
final class CleanupStream implements CleanupListener {
    /** A request that fails at once is answered by a problem and not by a stream. */
    private static final Duration AT_ONCE = Duration.ofMillis(300);

    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

    /** Progress beyond this is dropped: nobody listens, or too slowly. */
    private static final int MOST_UNSENT = 1_000;

    private final Json json;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    CleanupStream(Json json) {
        this.json = json;
    }

    /** What the cleanup reports; the last is a report or a failure. */
    private sealed interface Event {
        record Progress(Phase phase, int done, int total) implements Event {}

        record Grace(Duration grace) implements Event {}

        record Report(CleanupReport report) implements Event {}

        record Failure(ProblemException problem) implements Event {}
    }

    @Override
    public void progress(Phase phase, int done, int total) {
        if (events.size() < MOST_UNSENT) {
            events.add(new Event.Progress(phase, done, total));
        }
    }

    @Override
    public void grace(Duration grace) {
        events.add(new Event.Grace(grace));
    }

    /** The end of the cleanup. */
    void report(CleanupReport report) {
        events.add(new Event.Report(report));
    }

    /** The end of a cleanup that failed. */
    void failure(ProblemException problem) {
        events.add(new Event.Failure(problem));
    }

    /**
     * Sends all events up to the last.
     *
     * @throws ProblemException if the cleanup fails at once
     * @throws IOException if the client has gone; the cleanup goes on
     */
    void follow(String ticket, Exchange exchange) throws ProblemException, IOException {
        try {
            Event first = next(AT_ONCE);
            if (first instanceof Event.Failure failure) {
                throw failure.problem();
            }
            Call.begin(exchange, "application/x-ndjson");
            try (OutputStream out = exchange.stream(200)) {
                send(out, json -> {
                    json.writeStringField("event", "begun");
                    json.writeStringField("ticket", ticket);
                });
                Event event = first;
                while (event == null || event instanceof Event.Progress || event instanceof Event.Grace) {
                    if (event != null) {
                        send(out, body(event));
                    }
                    event = next(SIGN_OF_LIFE);
                    if (event == null) {
                        send(out, json -> json.writeStringField("event", "alive"));
                    }
                }
                send(out, body(event));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a cleanup was followed", e);
        }
    }

    /** Null if none came in this time. */
    private @Nullable Event next(Duration atMost) throws InterruptedException {
        return events.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    private Json.Body body(Event event) {
        if (event instanceof Event.Progress progress) {
            return out -> {
                out.writeStringField("event", "progress");
                out.writeStringField("phase", progress.phase().name());
                out.writeNumberField("done", progress.done());
                out.writeNumberField("total", progress.total());
            };
        }
        if (event instanceof Event.Grace grace) {
            return out -> {
                out.writeStringField("event", "grace");
                out.writeNumberField("millis", grace.grace().toMillis());
            };
        }
        if (event instanceof Event.Report report) {
            return out -> {
                out.writeStringField("event", "report");
                json.fields(out, AnswerCodecs.REPORT, report.report());
            };
        }
        ProblemException problem = ((Event.Failure) event).problem();
        return out -> {
            out.writeStringField("event", "problem");
            problem.body().write(out);
        };
    }

    private void send(OutputStream out, Json.Body body) throws IOException {
        out.write((json.line(body) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
