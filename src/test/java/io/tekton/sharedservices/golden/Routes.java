package io.tekton.sharedservices.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The routes that the daemon has, by the product's own sources: no answer lists them, and a stranger does not learn
 * which there are.
 */
final class Routes {
    private static final Pattern ROUTE = Pattern.compile("Route\\s*\\.(get|post|open)\\(\\s*\"([^\"]*)\"");

    private Routes() {}

    /** The names of their golden files. */
    static Set<String> all() {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                for (Matcher route = ROUTE.matcher(Files.readString(file)); route.find(); ) {
                    String method = route.group(1).equals("post") ? "POST" : "GET";
                    names.add(name(method, route.group(2)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (names.size() < 39) {
            throw new AssertionError("the routes are not read any more; found were " + names);
        }
        return names;
    }

    static String name(String method, String path) {
        return method + "_"
                + (path.isEmpty()
                        ? "page"
                        : path.replaceAll("[{][a-z]+[}]", "X").replace('/', '_').toLowerCase(Locale.ROOT));
    }
}
