package io.tekton.sharedservices.web;

import io.tekton.sharedservices.api.json.AnswerJson;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.web.RequestedCleanup.News;
import io.tekton.sharedservices.web.http.Exchange;
import io.tekton.sharedservices.web.route.Call;
import io.tekton.sharedservices.web.route.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reports the progress of a cleanup to its client: JSON objects, one a line ({@code application/x-ndjson}).
 * {@code begun} with the ticket, {@code grace}, any number of {@code progress} and {@code alive}, at last
 * {@code report} or {@code problem}.
 */
final class CleanupStream {
    /** A request that fails at once is answered by a problem and not by a stream. */
    private static final Duration AT_ONCE = Duration.ofMillis(300);

    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

    private final Json json;
    private final AnswerJson answers;

    CleanupStream(Json json) {
        this.json = json;
        this.answers = new AnswerJson(json);
    }

    /** @throws IOException if the client has gone; the cleanup goes on */
    void follow(RequestedCleanup cleanup, Exchange exchange) throws ProblemException, IOException {
        try {
            News first = cleanup.await(AT_ONCE);
            if (first instanceof News.Failure failure) {
                throw failure.problem();
            }
            Call.begin(exchange, "application/x-ndjson");
            try (OutputStream out = exchange.stream(200)) {
                send(out, json -> {
                    json.writeStringField("event", "begun");
                    json.writeStringField("ticket", cleanup.ticket());
                });
                News news = first;
                while (news == null || news instanceof News.Progress || news instanceof News.Grace) {
                    if (news != null) {
                        send(out, body(news));
                    }
                    news = cleanup.await(SIGN_OF_LIFE);
                    if (news == null) {
                        send(out, body(null));
                    }
                }
                send(out, body(news));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a cleanup was followed", e);
        }
    }

    private Json.Body body(@Nullable News news) {
        if (news instanceof News.Progress progress) {
            return out -> {
                out.writeStringField("event", "progress");
                out.writeStringField("phase", progress.phase().name());
                out.writeNumberField("done", progress.done());
                out.writeNumberField("total", progress.total());
            };
        }
        if (news instanceof News.Grace grace) {
            return out -> {
                out.writeStringField("event", "grace");
                out.writeNumberField("millis", grace.grace().toMillis());
            };
        }
        if (news instanceof News.Report report) {
            return out -> {
                out.writeStringField("event", "report");
                answers.report(out, report.report());
            };
        }
        if (news instanceof News.Failure failure) {
            return out -> {
                out.writeStringField("event", "problem");
                failure.problem().body().write(out);
            };
        }
        return out -> out.writeStringField("event", "alive");
    }

    private void send(OutputStream out, Json.Body body) throws IOException {
        out.write((json.line(body) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
