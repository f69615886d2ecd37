package io.tekton.sharedservices.golden;

import io.tekton.sharedservices.golden.Http.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks a daemon and records what it answers, in the file of the route. */
final class Exchanges {
    /** Whose values are of the moment. */
    private static final Set<String> OF_THE_MOMENT = Set.of("date", "content-length", "etag");

    private final Http http;
    private final Recordings recordings;
    private final String token;
    private final List<Exchange> all = new ArrayList<>();

    /** A request, such as {@code GET /livez}, and what came back. */
    record Exchange(String request, Answer answer) {}

    Exchanges(Http http, Recordings recordings, String token) {
        this.http = http;
        this.recordings = recordings;
        this.token = "Authorization: Bearer " + token;
    }

    /** With the token. */
    Answer get(String route, String target) {
        return ask(route, "GET " + target, null, List.of(token));
    }

    Answer post(String route, String target, String body) {
        return ask(route, "POST " + target, body, List.of(token));
    }

    /**
     * @param route as its golden file is called
     * @param headers all that are sent beside the usual ones
     */
    Answer ask(String route, String request, @Nullable String body, List<String> headers) {
        Answer answer = http.ask(request, body, headers);
        record(route, request, body, headers, answer);
        all.add(new Exchange(request, answer));
        return answer;
    }

    /** In their order, without the event stream. */
    List<Exchange> all() {
        return List.copyOf(all);
    }

    Answer wrongType(String route, String request, String body) {
        return ask(route, request, body, List.of(token, "Content-Type: text/plain"));
    }

    /** The beginning of the event stream, which has no end of its own. */
    void live() {
        String begun = http.begun("GET /api/v1/live", token);
        List<String> lines = begun.lines()
                .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith("date:"))
                .toList();
        recordings.of("GET_api_v1_live").add("> GET /api/v1/live\n" + String.join("\n", lines) + "\n", "");
    }

    /** The API's description: how all else must be is checked against it, so it is no golden file itself. */
    void description() {
        String request = "GET /api/v1/openapi.json";
        Answer answer = http.ask(request, null, List.of(token));
        record(
                "GET_api_v1_openapi.json",
                request,
                null,
                List.of(token),
                new Answer(answer.status(), answer.headers(), ""));
        all.add(new Exchange(request, answer));
    }

    private void record(String route, String request, @Nullable String body, List<String> headers, Answer answer) {
        Steady steady = recordings.of(route).steady();
        List<String> shown = new ArrayList<>(List.of(request));
        headers.forEach(header -> shown.add(header.replaceAll("(Bearer|Session) [0-9a-f]{16,}", "$1 <secret>")));
        if (body != null) {
            shown.add(body.length() > 1000 ? "<" + body.length() + " bytes>" : body);
        }
        String title = shown.stream()
                        .map(steady::value)
                        .collect(Collectors.joining("\n"))
                        .replaceAll("(explain/|pid=)\\d+", "$1<pid>")
                + "\n";
        StringBuilder programs =
                new StringBuilder(title.replaceAll("(?m)^", "> ").replaceAll("> $", ""));
        StringBuilder people = new StringBuilder();
        programs.append("status ").append(answer.status()).append('\n');
        answer.headers().forEach((name, value) -> {
            if (!name.equals("transfer-encoding") || !value.isEmpty()) {
                programs.append(name)
                        .append(": ")
                        .append(OF_THE_MOMENT.contains(name) ? "<" + name + ">" : steady.value(value))
                        .append('\n');
            }
        });
        body(answer, steady, programs, people);
        recordings
                .of(route)
                .add(
                        programs.toString(),
                        people.isEmpty() ? "" : title.replaceAll("(?m)^", "> ").replaceAll("> $", "") + people);
    }

    /** Of a stream, what does not depend on the time that it took. */
    private static List<String> documents(String type, String body) {
        return type.contains("ndjson")
                ? body.lines()
                        .filter(line ->
                                !line.startsWith("{\"event\":\"progress\"") && !line.equals("{\"event\":\"alive\"}"))
                        .toList()
                : List.of(body);
    }

    private static void body(Answer answer, Steady steady, StringBuilder programs, StringBuilder people) {
        String type = answer.headers().getOrDefault("content-type", "");
        if (answer.body().isEmpty()) {
            return;
        }
        if (type.contains("json")) {
            for (String document : documents(type, answer.body())) {
                SteadyJson json = SteadyJson.of(document, steady, Set.of("secret", "path", "proof", "ticket"));
                programs.append(json.contract());
                people.append(json.wording());
            }
        } else if (type.startsWith("text/csv")) {
            programs.append(SteadyCsv.of(answer.body(), steady));
        } else if (type.contains("version=0.0.4") || type.contains("openmetrics")) {
            SteadyMetrics metrics = SteadyMetrics.of(answer.body());
            programs.append(metrics.contract());
            people.append(metrics.wording());
        } else if (type.startsWith("text/plain")) {
            programs.append(steady.value(answer.body()));
        } else {
            programs.append("<a file>\n");
        }
    }
}
