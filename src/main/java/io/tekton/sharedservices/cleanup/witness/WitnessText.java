package io.tekton.sharedservices.cleanup.witness;

import io.tekton.sharedservices.cleanup.owner.SeenBelow;
import io.tekton.sharedservices.cleanup.owner.SeenOwner;
import io.tekton.sharedservices.cleanup.owner.WitnessScope;
import io.tekton.sharedservices.cleanup.owner.Witnesses;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Witnesses as lines of text; the last line holds their number, so that a part of a file is no file. */
final class WitnessText {
    private static final String FIRST = "witnesses 1";
    private static final String NOTHING = "-";

    private WitnessText() {}

    static String of(Witnesses witnesses) {
        StringBuilder text = new StringBuilder(FIRST).append('\n');
        WitnessScope scope = witnesses.scope();
        line(text, "scope", name(scope.bootId()), name(scope.pidNamespace()), name(scope.timeNamespace()));
        Comparator<ProcessIdentity> byPid =
                Comparator.comparingInt(ProcessIdentity::pid).thenComparingLong(ProcessIdentity::startTicks);
        witnesses.owners().values().stream()
                .sorted(Comparator.comparing(SeenOwner::identity, byPid))
                .forEach(owner -> owner(text, owner));
        witnesses.below().values().stream()
                .sorted(Comparator.comparing(SeenBelow::identity, byPid))
                .forEach(seen -> below(text, seen));
        int lines = 2 + witnesses.owners().size() + witnesses.below().size();
        return text.append("end ").append(lines).append('\n').toString();
    }

    private static void owner(StringBuilder text, SeenOwner owner) {
        Duration ended = owner.endedAt();
        line(
                text,
                "owner",
                identity(owner.identity()),
                Integer.toString(owner.session()),
                ended == null ? NOTHING : Long.toString(ended.toMillis()),
                owner.names().stream().map(WitnessText::name).collect(Collectors.joining(",")));
    }

    private static void below(StringBuilder text, SeenBelow seen) {
        String ties = seen.ties().entrySet().stream()
                .map(tie ->
                        identity(tie.getKey()) + "/" + identity(tie.getValue().parent()) + "/"
                                + tie.getValue().left())
                .sorted()
                .collect(Collectors.joining(","));
        line(
                text,
                "below",
                identity(seen.identity()),
                identity(seen.nearest()),
                Integer.toString(seen.sightings()),
                ties);
    }

    private static void line(StringBuilder text, String... words) {
        text.append(String.join(" ", words)).append('\n');
    }

    /** @throws IllegalArgumentException if it is none */
    static Witnesses parse(String text) {
        List<String> lines = Arrays.asList(text.split("\n", -1));
        int last = lines.size() - 2;
        if (last < 2
                || !lines.get(0).equals(FIRST)
                || !lines.get(last).equals("end " + last)
                || !lines.get(last + 1).isEmpty()) {
            throw new IllegalArgumentException("it is no whole list of witnesses");
        }
        String[] where = words(lines.get(1), "scope", 4);
        WitnessScope scope = new WitnessScope(text(where[1]), text(where[2]), text(where[3]));
        Map<ProcessIdentity, SeenOwner> owners = new HashMap<>();
        Map<ProcessIdentity, SeenBelow> below = new HashMap<>();
        for (String line : lines.subList(2, last)) {
            if (line.startsWith("owner ")) {
                SeenOwner owner = owner(words(line, "owner", 5), scope);
                owners.put(owner.identity(), owner);
            } else {
                SeenBelow seen = below(words(line, "below", 5), scope);
                below.put(seen.identity(), seen);
            }
        }
        return new Witnesses(scope, owners, below);
    }

    private static SeenOwner owner(String[] words, WitnessScope scope) {
        Set<String> names =
                Arrays.stream(words[4].split(",", -1)).map(WitnessText::text).collect(Collectors.toSet());
        return new SeenOwner(
                identity(words[1], scope),
                names,
                Integer.parseInt(words[2]),
                words[3].equals(NOTHING) ? null : Duration.ofMillis(Long.parseLong(words[3])));
    }

    private static SeenBelow below(String[] words, WitnessScope scope) {
        Map<ProcessIdentity, SeenBelow.Tie> ties = new HashMap<>();
        for (String tie : words[4].split(",", -1)) {
            String[] parts = tie.split("/", -1);
            if (parts.length != 3 || !(parts[2].equals("true") || parts[2].equals("false"))) {
                throw new IllegalArgumentException("it has an unknown tie");
            }
            ties.put(
                    identity(parts[0], scope),
                    new SeenBelow.Tie(identity(parts[1], scope), Boolean.parseBoolean(parts[2])));
        }
        return new SeenBelow(identity(words[1], scope), identity(words[2], scope), Integer.parseInt(words[3]), ties);
    }

    private static String[] words(String line, String first, int count) {
        String[] words = line.split(" ", -1);
        if (words.length != count || !words[0].equals(first)) {
            throw new IllegalArgumentException("it has an unknown line");
        }
        return words;
    }

    private static String identity(ProcessIdentity identity) {
        return identity.pid() + ":" + identity.startTicks();
    }

    private static ProcessIdentity identity(String text, WitnessScope scope) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("it has an unknown process");
        }
        return new ProcessIdentity(
                scope.bootId(), Integer.parseInt(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
    }

    private static String name(String text) {
        return text.isEmpty() ? NOTHING : URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String text(String name) {
        return name.equals(NOTHING) ? "" : URLDecoder.decode(name, StandardCharsets.UTF_8);
    }
}
