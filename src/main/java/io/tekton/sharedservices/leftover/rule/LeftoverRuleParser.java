package io.tekton.sharedservices.leftover.rule;

import io.tekton.sharedservices.settings.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a rule as people write it: words with blanks between, each a name, {@code =} and a value.
 *
 * <pre>
 * path=tmp:ci_msg_*.sock kind=socket older-than=1h
 * path=tmp:playwright_chromiumdev_profile-* kind=folder owner-pid=link:SingletonLock older-than=1d
 * </pre>
 */
public final class LeftoverRuleParser {
    static final String FORMS = "path=ROOT:PATTERN kind=socket|file|folder owner-pid=... older-than=DURATION";
    private static final Set<String> WORDS = Set.of("path", "kind", "owner-pid", "older-than");
    private static final Duration USUAL_AGE = Duration.ofDays(1);
    private static final Duration SHORTEST_AGE = Duration.ofMinutes(1);

    private LeftoverRuleParser() {}

    /**
     * @param roots the names of all roots
     * @throws IllegalArgumentException if it cannot be parsed, names nearly everything, or proves nothing
     */
    public static LeftoverRule parse(String name, String text, Set<String> roots) {
        Map<String, String> words = words(text);
        String path = required(words, "path");
        Kind kind = kind(required(words, "kind"));
        int colon = path.indexOf(':');
        String root = colon < 0 ? "" : path.substring(0, colon);
        if (!roots.contains(root)) {
            throw new IllegalArgumentException("'path=" + path + "' names no root; allowed are "
                    + String.join(", ", roots.stream().sorted().toList())
                    + ", each with a colon behind it; leftover-cleanup.root.NAME adds one");
        }
        List<NameGlob> names = new ArrayList<>();
        for (String part : path.substring(colon + 1).split("/", -1)) {
            names.add(NameGlob.of(part));
        }
        if (names.get(names.size() - 1).saysNothing()) {
            throw new IllegalArgumentException("'path=" + path + "' fits every name of its folder; allowed is a pattern"
                    + " that distinguishes leftovers from other files");
        }
        OwnerPid owner = words.containsKey("owner-pid") ? OwnerPid.parse(words.get("owner-pid")) : null;
        mustProve(kind, owner);
        Duration age = words.containsKey("older-than") ? age(words.get("older-than")) : USUAL_AGE;
        return new LeftoverRule(name, text.strip(), root, names, kind, owner, age);
    }

    private static void mustProve(Kind kind, @Nullable OwnerPid owner) {
        if (kind != Kind.SOCKET && owner == null) {
            throw new IllegalArgumentException("kind=" + kind.word()
                    + " needs owner-pid=, which says where it names its process; allowed are " + OwnerPid.FORMS);
        }
        if (owner != null && owner.isOfFolder() && kind != Kind.FOLDER) {
            throw new IllegalArgumentException("'owner-pid=" + owner + "' is for kind=folder alone");
        }
        if (kind != Kind.FILE && (owner instanceof OwnerPid.InContent || owner instanceof OwnerPid.InJson)) {
            throw new IllegalArgumentException("'owner-pid=" + owner + "' is for kind=file alone");
        }
    }

    private static Map<String, String> words(String text) {
        Map<String, String> words = new HashMap<>();
        for (String word : text.strip().split("\\s+")) {
            int equals = word.indexOf('=');
            if (equals <= 0 || equals == word.length() - 1 || !WORDS.contains(word.substring(0, equals))) {
                throw new IllegalArgumentException(
                        "'" + word + "' is not known; allowed are " + FORMS + ", or the word off alone");
            }
            if (words.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
                throw new IllegalArgumentException(
                        "'" + word.substring(0, equals) + "=' is given twice; allowed is once");
            }
        }
        return words;
    }

    private static String required(Map<String, String> words, String word) {
        String value = words.get(word);
        if (value == null) {
            throw new IllegalArgumentException("a rule needs " + word + "=; allowed are " + FORMS);
        }
        return value;
    }

    private static Kind kind(String text) {
        try {
            return Kind.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'kind=" + text + "': allowed are socket, file and folder", e);
        }
    }

    private static Duration age(String text) {
        Duration age = Durations.parse(text);
        if (age.compareTo(SHORTEST_AGE) < 0) {
            throw new IllegalArgumentException("'older-than=" + text + "': allowed is 1m or more");
        }
        return age;
    }
}
