package io.tekton.sharedservices.web.dashboard;

import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.metrics.Changes;
import io.tekton.sharedservices.web.route.Call;
import io.tekton.sharedservices.web.route.Logins;
import io.tekton.sharedservices.web.route.Operation;
import io.tekton.sharedservices.web.route.ProblemException;
import io.tekton.sharedservices.web.route.Route;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Notifies open pages of changes, as server-sent events: {@code change}, and {@code beat} while nothing changes. So a
 * page can distinguish silence from a broken connection. The page asks for what it shows.
 */
public final class LiveEndpoint {
    /** A page says that all is well only on what it knows for less than 5 s. */
    private static final Duration BEAT = Duration.ofSeconds(2);

    /** At most one word in this time, however much happens. */
    private static final Duration BREATH = Duration.ofMillis(500);

    /** Each of them has a thread. */
    public static final int MOST_STREAMS = 16;

    private final Changes changes;
    private final Logins logins;
    private final Semaphore places = new Semaphore(MOST_STREAMS);

    public LiveEndpoint(Changes changes, Logins logins) {
        this.changes = changes;
        this.logins = logins;
    }

    public List<Route> routes() {
        Route.LastingHandler live = this::live;
        return List.of(Route.get("api/v1/live", live)
                .forWalls()
                .with(Operation.text(
                        "Streams server-sent events: hello, change when something has changed, beat every 2 s.",
                        "text/event-stream")));
    }

    private void live(Call call) throws ProblemException, IOException {
        call.parameters();
        if (!places.tryAcquire()) {
            throw new ProblemException(
                    ProblemCode.BUSY, MOST_STREAMS + " pages are listening already; close one of them");
        }
        try {
            follow(call);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a page was listening", e);
        } finally {
            places.release();
        }
    }

    private void follow(Call call) throws IOException, InterruptedException {
        Call.begin(call.exchange(), "text/event-stream; charset=utf-8");
        try (OutputStream out = call.exchange().stream(200)) {
            long seen = changes.await(Long.MIN_VALUE, Duration.ZERO);
            say(out, "hello");
            while (seen != Changes.OVER && mayGoOn(call)) {
                long now = changes.await(seen, BEAT);
                if (now == Changes.OVER) {
                    return;
                }
                say(out, now == seen ? "beat" : "change");
                if (now != seen) {
                    changes.rest(BREATH);
                }
                seen = now;
            }
        }
    }

    private boolean mayGoOn(Call call) {
        return call.caller().session().map(logins::goesOn).orElse(true);
    }

    private static void say(OutputStream out, String event) throws IOException {
        out.write(("event: " + event + "\ndata: {}\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
