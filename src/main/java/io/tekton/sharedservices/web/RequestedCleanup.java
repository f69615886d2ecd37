package io.tekton.sharedservices.web;

import io.tekton.sharedservices.api.CleanupOrder;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.cleanup.CleanupListener;
import io.tekton.sharedservices.cleanup.CleanupReport;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.web.route.ExceptionMapper;
import io.tekton.sharedservices.web.route.ProblemException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One requested cleanup, and its messages. */
final class RequestedCleanup implements CleanupListener {
    /** Progress beyond this is dropped: nobody listens, or too slowly. */
    private static final int MOST_UNHEARD = 1_000;

    private final String ticket;
    private final SharedServices services;
    private final CleanupOrder order;
    private final StopFlag stop = new StopFlag();
    private final BlockingQueue<News> news = new LinkedBlockingQueue<>();

    RequestedCleanup(String ticket, SharedServices services, CleanupOrder order) {
        this.ticket = ticket;
        this.services = services;
        this.order = order;
    }

    /** Its messages; the last is a report or a failure. */
    sealed interface News {
        record Progress(Phase phase, int done, int total) implements News {}

        record Grace(Duration grace) implements News {}

        record Report(CleanupReport report) implements News {}

        record Failure(ProblemException problem) implements News {}
    }

    String ticket() {
        return ticket;
    }

    void stop() {
        stop.raise();
    }

    /** Runs to the end, whatever comes. */
    void run() {
        try {
            news.add(new News.Report(services.cleanup(order, stop, this)));
        } catch (RuntimeException | Error e) {
            news.add(new News.Failure(ExceptionMapper.problem(e, "a cleanup on request of " + order.actor())));
        }
    }

    @Override
    public void grace(Duration grace) {
        news.add(new News.Grace(grace));
    }

    @Override
    public void progress(Phase phase, int done, int total) {
        if (news.size() < MOST_UNHEARD) {
            news.add(new News.Progress(phase, done, total));
        }
    }

    /** The next message; null if none came in this time. */
    @Nullable
    News await(Duration atMost) throws InterruptedException {
        return news.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }
}
