package io.tekton.sharedservices.web;

import com.sun.net.httpserver.HttpExchange;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tekton.sharedservices.api.Services;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /metrics}, for everybody, as scrapers expect it. What it tells are numbers, with no pid and no command line among them. The client library is loaded
 * when it is first asked for: a daemon that nobody scrapes does without.
 */
final class MetricsEndpoint {
    private final Services services;
    private final Insight insight;
    private final Tally tally;
    private final Clock clock;
    private final Object making = new Object();
    private @Nullable PrometheusRegistry registry;

    MetricsEndpoint(Services services, Insight insight, Tally tally, Clock clock) {
        this.services = services;
        this.insight = insight;
        this.tally = tally;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(Route.open("metrics", this::metrics));
    }

    private PrometheusRegistry registry() {
        synchronized (making) {
            PrometheusRegistry made = registry;
            if (made == null) {
                made = new MetricSources(tally, new Standing(services, insight, clock)).registry();
                registry = made;
            }
            return made;
        }
    }

    private void metrics(Call call) throws ProblemException, IOException {
        HttpExchange exchange = call.exchange();
        // Scrapers may send parameters of their own, which choose nothing here.
        String accepted = exchange.getRequestHeaders().getFirst("Accept");
        ExpositionFormatWriter writer = ExpositionFormats.init().findWriter(accepted);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        writer.write(body, registry().scrape());
        Call.begin(exchange, writer.getContentType());
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(200, head ? -1 : body.size());
        if (!head) {
            try (OutputStream out = exchange.getResponseBody()) {
                body.writeTo(out);
            }
        }
    }
}
