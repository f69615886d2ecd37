package io.tekton.sharedservices.web.dashboard;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.cleanup.OrphanCleanup;
import io.tekton.sharedservices.journal.query.TrendQuery;
import io.tekton.sharedservices.journal.query.TrendStep;
import io.tekton.sharedservices.json.RecordCodec;
import io.tekton.sharedservices.metrics.CleanupProgress;
import io.tekton.sharedservices.metrics.DashboardQueries;
import io.tekton.sharedservices.schedule.Firings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the jobs did over time, and when they run next. Each part is read before any of the answer is written. */
public final class Outlook {
    private static final RecordCodec<TrendStep> TREND_STEP = RecordCodec.of(TrendStep.class);
    private static final Duration AHEAD = Duration.ofHours(24);

    private final DashboardQueries insight;
    private final Json json;
    private final Clock clock;
    private final ZoneId zone;

    /** @param zone whose midnight begins a day */
    public Outlook(DashboardQueries insight, Json json, Clock clock, ZoneId zone) {
        this.insight = insight;
        this.json = json;
        this.clock = clock;
        this.zone = zone;
    }

    /** The cleanups of this range, in steps. */
    Counted trend(TrendRange range) {
        TrendQuery query = range.until(clock.instant(), OrphanCleanup.JOB, zone);
        return new Counted(range, query, insight.trend(query));
    }

    /** The coming 24 hours of each job. */
    Planned plan() {
        Instant until = clock.instant().plus(AHEAD);
        return new Planned(until, insight.plan(until), insight.intervals());
    }

    /** How far the cleanup is that runs now; empty while none runs. */
    Optional<CleanupProgress.Step> progress() {
        return insight.progress();
    }

    /** When the next live cleanup may begin; null if it may now. */
    @Nullable
    Instant liveNotBefore() {
        Duration left = insight.hourLeft();
        return left.isZero() ? null : clock.instant().plus(left);
    }

    /** A trend that was read. */
    final class Counted {
        private final TrendRange range;
        private final TrendQuery query;
        private final List<TrendStep> steps;

        private Counted(TrendRange range, TrendQuery query, List<TrendStep> steps) {
            this.range = range;
            this.query = query;
            this.steps = steps;
        }

        /** Writes its fields into the open object. */
        void write(JsonGenerator out) throws IOException {
            out.writeStringField("range", range.word());
            out.writeStringField("job", query.job());
            json.time(out, "since", query.since());
            json.time(out, "until", query.until());
            out.writeNumberField("stepSeconds", query.step().toSeconds());
            json.list(out, "steps", TREND_STEP, steps);
        }
    }

    /** A plan that was read. */
    final class Planned {
        private final Instant until;
        private final Map<String, Firings> plan;
        private final Map<String, Duration> intervals;

        private Planned(Instant until, Map<String, Firings> plan, Map<String, Duration> intervals) {
            this.until = until;
            this.plan = plan;
            this.intervals = intervals;
        }

        /** Writes its fields into the open object. */
        void write(JsonGenerator out) throws IOException {
            json.time(out, "until", until);
            out.writeArrayFieldStart("jobs");
            for (Map.Entry<String, Firings> job : plan.entrySet()) {
                out.writeStartObject();
                out.writeStringField("job", job.getKey());
                json.texts(
                        out,
                        "firings",
                        job.getValue().at().stream().map(json::time).toList());
                out.writeBooleanField("more", job.getValue().more());
                out.writeBooleanField("dryRun", insight.isDry(job.getKey()));
                out.writeNumberField(
                        "intervalSeconds",
                        intervals.getOrDefault(job.getKey(), Duration.ZERO).toSeconds());
                out.writeEndObject();
            }
            out.writeEndArray();
        }
    }
}
