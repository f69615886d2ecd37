package io.tekton.sharedservices.web.route;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked by one method on one kind of path.
 *
 * @param path its segments, with {@code {name}} for any one segment
 * @param access who is answered
 * @param operation what it takes and answers
 */
public record Route(String method, List<String> path, Access access, Handler handler, Operation operation) {
    /** Answers a call. */
    public interface Handler {
        void answer(Call call) throws ProblemException, IOException;
    }

    public static Route get(String path, Handler handler) {
        return new Route("GET", List.of(path.split("/")), Access.TOKEN, handler, Operation.NOTHING);
    }

    public static Route post(String path, Handler handler) {
        return new Route("POST", List.of(path.split("/")), Access.TOKEN, handler, Operation.NOTHING);
    }

    public static Route open(String path, Handler handler) {
        return get(path, handler).forEverybody();
    }

    /** The same, also for dashboard sessions. */
    public Route forSessions() {
        return new Route(method, path, Access.SESSION, handler, operation);
    }

    /** The same, also for dashboard sessions and for status pages. */
    public Route forWalls() {
        return new Route(method, path, Access.WALL, handler, operation);
    }

    public Route forEverybody() {
        return new Route(method, path, Access.OPEN, handler, operation);
    }

    /** The same, with what it takes and answers. */
    public Route with(Operation described) {
        return new Route(method, path, access, handler, described);
    }

    /** Whether its answer goes on for as long as the client listens; such calls count their places themselves. */
    boolean lasting() {
        return handler instanceof LastingHandler;
    }

    /** Answers with a stream. */
    public interface LastingHandler extends Handler {}

    /** Whether a dashboard session is answered, too. */
    public boolean forSession() {
        return access != Access.TOKEN;
    }

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
            if (isWildcard(path.get(i))) {
                wildcards.add(segments.get(i));
            } else if (!path.get(i).equals(segments.get(i))) {
                return null;
            }
        }
        return wildcards;
    }

    private static boolean isWildcard(String segment) {
        return segment.startsWith("{");
    }

    /** An open endpoint also answers whether it would answer. */
    boolean takes(String asked) {
        return asked.equals(method) || (open() && method.equals("GET") && asked.equals("HEAD"));
    }
}
