package io.tekton.sharedservices.web.route;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked by one method on one kind of path.
 *
 * @param path its segments, with {@code *} for any one segment
 * @param access who is answered
 */
public record Route(String method, List<String> path, Access access, Handler handler) {
    /** Answers a call. */
    public interface Handler {
        void answer(Call call) throws ProblemException, IOException;
    }

    public static Route get(String path, Handler handler) {
        return new Route("GET", List.of(path.split("/")), Access.TOKEN, handler);
    }

    public static Route post(String path, Handler handler) {
        return new Route("POST", List.of(path.split("/")), Access.TOKEN, handler);
    }

    public static Route open(String path, Handler handler) {
        return get(path, handler).forEverybody();
    }

    /** The same, also for dashboard sessions. */
    public Route forSessions() {
        return new Route(method, path, Access.SESSION, handler);
    }

    public Route forEverybody() {
        return new Route(method, path, Access.OPEN, handler);
    }

    /** Whether its answer goes on for as long as the client listens; such calls count their places themselves. */
    boolean lasting() {
        return handler instanceof LastingHandler;
    }

    /** Answers with a stream. */
    public interface LastingHandler extends Handler {}

    public boolean open() {
        return access == Access.OPEN;
    }

    /** The values of the wildcards; null if the path does not match. */
    @Nullable
    List<String> match(List<String> segments) {
        if (segments.size() != path.size()) {
            return null;
        }
        List<String> wildcards = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            if (path.get(i).equals("*")) {
                wildcards.add(segments.get(i));
            } else if (!path.get(i).equals(segments.get(i))) {
                return null;
            }
        }
        return wildcards;
    }

    /** An open endpoint also answers whether it would answer. */
    boolean takes(String asked) {
        return asked.equals(method) || (open() && method.equals("GET") && asked.equals("HEAD"));
    }
}
