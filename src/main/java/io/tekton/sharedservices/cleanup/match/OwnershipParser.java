package io.tekton.sharedservices.cleanup.match;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code owner=}, {@code detached=}, {@code listening=} and {@code with=} of one match rule. */
final class OwnershipParser {
    private static final String WITH = "with";
    private static final Set<String> KEYS = Set.of("owner", "detached", "listening", WITH);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");
    private static final String NEAREST = ":nearest";

    private final Set<Ownership.Named> owners = new LinkedHashSet<>();
    private final Set<String> ends = new LinkedHashSet<>();
    private boolean descendants;

    static boolean reads(String key) {
        return KEYS.contains(key);
    }

    /** @throws IllegalArgumentException if that cannot be its value, or it was given before */
    void take(String key, String value) {
        if (key.equals("owner")) {
            if (!owners.isEmpty()) {
                throw new IllegalArgumentException("owner= is given twice; separate owners with commas");
            }
            for (String part : value.split(",", -1)) {
                boolean nearest = part.endsWith(NEAREST);
                String name = nearest ? part.substring(0, part.length() - NEAREST.length()) : part;
                if (!NAME.matcher(name).matches()) {
                    throw new IllegalArgumentException(
                            "'owner=" + value + "': names of owners are needed, separated by commas, each with "
                                    + NEAREST + " behind it where the nearest owner decides");
                }
                owners.add(new Ownership.Named(name, nearest));
            }
        } else if (key.equals(WITH)) {
            if (!value.equals("descendants")) {
                throw new IllegalArgumentException(
                        "'" + key + "=" + value + "': " + WITH + "=descendants alone is known");
            }
            descendants = true;
        } else if (!value.equals("end")) {
            throw new IllegalArgumentException("'" + key + "=" + value + "': " + key + "=end alone is known");
        } else {
            ends.add(key);
        }
    }

    boolean withDescendants() {
        return descendants;
    }

    /** @throws IllegalArgumentException if something applies to other rules only */
    Ownership read() {
        List<Ownership.Named> all = new ArrayList<>(owners);
        if (all.isEmpty() && ends.contains("detached")) {
            throw new IllegalArgumentException("detached= needs owner=: without it, the registry judges");
        }
        if (all.isEmpty() && !descendants && ends.contains("listening")) {
            throw new IllegalArgumentException(
                    "listening= needs owner= or with=descendants: without them, the registry judges");
        }
        if (all.stream().map(Ownership.Named::name).distinct().count() < all.size()) {
            throw new IllegalArgumentException("owner= names an owner both with and without " + NEAREST);
        }
        return new Ownership(all, ends.contains("detached"), ends.contains("listening"));
    }
}
