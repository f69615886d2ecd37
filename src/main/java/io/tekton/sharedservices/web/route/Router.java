package io.tekton.sharedservices.web.route;

import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.api.json.Json;
import io.tekton.sharedservices.text.Causes;
import io.tekton.sharedservices.web.http.Exchange;
import io.tekton.sharedservices.web.http.Request;
import io.tekton.sharedservices.web.http.RequestHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Takes every request: checks the client, finds the route, and turns failures into problems. */
public final class Router implements RequestHandler {
    private static final Logger LOG = LogManager.getLogger(Router.class);
    private static final Pattern SLASH = Pattern.compile("/");

    /** How many requests may be worked on at once; more than a person's commands ever come to. */
    public static final int MOST_AT_ONCE = 16;

    private final Authenticator gate;
    private final List<Route> routes;
    private final Json json;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    public Router(Authenticator gate, List<Route> routes, Json json) {
        this.gate = gate;
        this.routes = List.copyOf(routes);
        this.json = json;
    }

    @Override
    public void handle(Exchange exchange) {
        try (exchange) {
            try {
                route(exchange);
            } catch (ProblemException e) {
                refuse(exchange, e);
            } catch (IOException | RuntimeException | Error e) {
                if (e instanceof IOException lost && exchange.isBegun()) {
                    throw lost;
                }
                // Before an answer has begun nothing was sent, so this is no client that went away.
                refuse(exchange, ExceptionMapper.problem(e, asked(exchange.request())));
            }
        } catch (IOException e) {
            // The client went away or was cut off: nobody receives an answer.
            LOG.debug("a request was not answered: {}", Causes.of(e));
        }
    }

    private static String asked(Request request) {
        return request.method() + " " + request.target().getPath();
    }

    private void route(Exchange exchange) throws ProblemException, IOException {
        gate.checkSite(exchange);
        List<String> segments = segments(exchange.request().target().getRawPath());
        Route route = null;
        List<String> wildcards = List.of();
        TreeSet<String> methods = new TreeSet<>();
        boolean open = false;
        for (Route candidate : routes) {
            List<String> found = candidate.match(segments);
            if (found != null) {
                methods.add(candidate.method());
                open |= candidate.open();
                if (candidate.takes(exchange.request().method())) {
                    route = candidate;
                    wildcards = found;
                }
            }
        }
        Principal caller = Principal.STRANGER;
        if (!(route == null ? open : route.open())
                || gate.vouches(exchange.request().headers())) {
            // Strangers do not learn what there is.
            caller = gate.caller(exchange);
        }
        if (methods.isEmpty()) {
            throw new ProblemException(ProblemCode.NO_SUCH_ENDPOINT, "docs/api.md lists them");
        }
        if (route == null) {
            exchange.headers().set("Allow", String.join(", ", methods));
            throw new ProblemException(ProblemCode.METHOD_NOT_ALLOWED, "allowed here: " + String.join(", ", methods));
        }
        if (route.access() == Access.TOKEN && caller.session().isPresent()) {
            throw new ProblemException(
                    ProblemCode.NOT_FOR_SESSIONS, "a dashboard session may not do this; the access token may");
        }
        if (caller.wall() && !route.open() && route.access() != Access.WALL) {
            throw new ProblemException(
                    ProblemCode.NOT_FOR_SESSIONS, "a status page may only read /api/v1/wall and /api/v1/live");
        }
        if (route.method().equals("GET")) {
            refuseBody(exchange);
        }
        Call.checkLength(exchange);
        work(route, new Call(exchange, route.operation(), wildcards, caller));
    }

    /** Waits until no request is in progress, at most for this long. */
    public void awaitQuiet(Duration atMost) {
        try {
            if (places.tryAcquire(MOST_AT_ONCE, atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                places.release(MOST_AT_ONCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(Route route, Call call) throws ProblemException, IOException {
        if (route.open() || route.lasting()) {
            route.handler().answer(call);
            return;
        }
        if (!places.tryAcquire()) {
            throw new ProblemException(ProblemCode.BUSY, "ask again when one of " + MOST_AT_ONCE + " requests is over");
        }
        try {
            route.handler().answer(call);
        } finally {
            places.release();
        }
    }

    private static List<String> segments(String path) throws ProblemException {
        List<String> segments = new ArrayList<>();
        for (String segment : SLASH.split(path.substring(path.startsWith("/") ? 1 : 0), -1)) {
            segments.add(Parameters.decoded(segment.replace("+", "%2B")));
        }
        return segments;
    }

    private static void refuseBody(Exchange exchange) throws ProblemException {
        String length = exchange.request().headers().first("Content-Length");
        if ((length != null && !length.equals("0"))
                || exchange.request().headers().has("Transfer-Encoding")) {
            throw new ProblemException(ProblemCode.BAD_BODY, "a GET takes no body");
        }
    }

    @Override
    public void refuse(Exchange exchange, ProblemCode code, String detail) {
        try (exchange) {
            refuse(exchange, new ProblemException(code, detail));
        } catch (IOException e) {
            LOG.debug("a request was not refused: {}", Causes.of(e));
        }
    }

    private void refuse(Exchange exchange, ProblemException problem) throws IOException {
        if (exchange.isBegun()) {
            // The answer was begun already; cutting it off shows that it is not whole.
            return;
        }
        if (problem.code() == ProblemCode.UNAUTHORIZED) {
            exchange.headers().set("WWW-Authenticate", "Bearer");
        }
        // What is left of the request is not read.
        exchange.headers().set("Connection", "close");
        Call.send(exchange, problem.code().status(), "application/problem+json", json.document(problem.body()) + "\n");
    }
}
