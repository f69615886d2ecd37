package io.tekton.sharedservices.web;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.SharedServices;
import io.tekton.sharedservices.config.MetricsAccess;
import io.tekton.sharedservices.metrics.CachedStatus;
import io.tekton.sharedservices.metrics.DashboardQueries;
import io.tekton.sharedservices.metrics.MetricSources;
import io.tekton.sharedservices.metrics.Metrics;
import io.tekton.sharedservices.web.route.Call;
import io.tekton.sharedservices.web.route.Operation;
import io.tekton.sharedservices.web.route.ProblemException;
import io.tekton.sharedservices.web.route.Route;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /metrics}, as scrapers expect it: numbers, with no pid and no command line among them. Without the token it
 * reports everything but when a job is due next, or nothing, depending on {@code web.metrics}. The client library is
 * loaded at the first request: a daemon that nobody scrapes does without.
 */
final class MetricsEndpoint {
    private final SharedServices services;
    private final DashboardQueries insight;
    private final Metrics tally;
    private final Clock clock;
    private final MetricsAccess access;
    private final Object making = new Object();
    private @Nullable PrometheusRegistry registry;

    MetricsEndpoint(
            SharedServices services, DashboardQueries insight, Metrics tally, Clock clock, MetricsAccess access) {
        this.services = services;
        this.insight = insight;
        this.tally = tally;
        this.clock = clock;
        this.access = access;
    }

    List<Route> routes() {
        return List.of(Route.open("metrics", this::metrics)
                .with(Operation.text(
                        "Reads the metrics, in the format of Prometheus or OpenMetrics.",
                        "text/plain",
                        "application/openmetrics-text",
                        "application/vnd.google.protobuf")));
    }

    private PrometheusRegistry registry() {
        synchronized (making) {
            PrometheusRegistry made = registry;
            if (made == null) {
                made = new MetricSources(tally, new CachedStatus(services, insight, clock)).registry();
                registry = made;
            }
            return made;
        }
    }

    private MetricSnapshots scrape(boolean known) {
        return known ? registry().scrape() : registry().scrape(name -> !MetricSources.OWNERS_ALONE.contains(name));
    }

    private void metrics(Call call) throws ProblemException, IOException {
        boolean known = call.caller().known();
        if (access == MetricsAccess.TOKEN && !known) {
            throw new ProblemException(
                    ProblemCode.UNAUTHORIZED,
                    "web.metrics = token: send the header Authorization: Bearer TOKEN with the token of the state "
                            + "folder");
        }
        // Scrapers may send additional parameters, which have no effect.
        String accepted = call.exchange().request().headers().first("Accept");
        ExpositionFormatWriter writer = ExpositionFormats.init().findWriter(accepted);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        writer.write(body, scrape(known));
        Call.begin(call.exchange(), writer.getContentType());
        call.exchange().send(200, body.toByteArray());
    }
}
