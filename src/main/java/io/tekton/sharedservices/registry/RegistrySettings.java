package io.tekton.sharedservices.registry;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which files make up the registry and how they are read.
 *
 * @param files all of them, in the order of the setting; at least one, no path twice
 * @param whenMissing what a missing file means, unless it is optional and was never read
 * @param whenEmpty what it means that no registered process lives
 * @param maxDropPercent the share of known CI processes that a reading may not lose; 1 to 100
 * @param readBound how long to wait for all locks together; above zero
 * @param trustedUids users besides this one and root whose files, folders and links are believed
 */
public record RegistrySettings(
        List<RegistryFile> files,
        WhenMissing whenMissing,
        WhenEmpty whenEmpty,
        int maxDropPercent,
        Duration readBound,
        Set<Integer> trustedUids) {
    /** The default of {@code registry.max-drop}. */
    public static final int DEFAULT_MAX_DROP_PERCENT = 50;

    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3})%");

    /** The default of {@code registry.files}. */
    public static final String DEFAULT_FILES =
            "ai_registry/platform_ai_registry.json, aish/ci-registry/wrapped_cis.json?";

    private static final String PLATFORM_NAME = "platform_ai_registry.json";
    private static final String WRAPPED_NAME = "wrapped_cis.json";

    /** How long to wait for the registry's locks, all together. */
    public static final Duration DEFAULT_READ_BOUND = Duration.ofSeconds(5);

    public RegistrySettings {
        files = List.copyOf(files);
        trustedUids = Set.copyOf(trustedUids);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("at least one registry file must be named");
        }
        Set<Path> seen = new HashSet<>();
        for (RegistryFile file : files) {
            if (!seen.add(file.path())) {
                throw new IllegalArgumentException(
                        "the registry file \"" + file.path() + "\" is named twice; allowed is once");
            }
        }
        if (maxDropPercent < 1 || maxDropPercent > 100) {
            throw new IllegalArgumentException("registry.max-drop must be from 1% to 100%, not " + maxDropPercent);
        }
        if (readBound.isZero() || readBound.isNegative()) {
            throw new IllegalArgumentException("the registry's read bound must be above zero, not " + readBound);
        }
    }

    /**
     * With the defaults of what guards against a registry that is not true; nobody but this user and root is trusted.
     */
    public RegistrySettings(List<RegistryFile> files, WhenMissing whenMissing, Duration readBound) {
        this(files, whenMissing, WhenEmpty.REFUSE, DEFAULT_MAX_DROP_PERCENT, readBound);
    }

    /** Nobody but this user and root is trusted. */
    public RegistrySettings(
            List<RegistryFile> files,
            WhenMissing whenMissing,
            WhenEmpty whenEmpty,
            int maxDropPercent,
            Duration readBound) {
        this(files, whenMissing, whenEmpty, maxDropPercent, readBound, Set.of());
    }

    /**
     * The settings from the text of {@code registry.files}, with the default bound.
     *
     * @throws IllegalArgumentException as {@link #parseFiles}
     */
    public static RegistrySettings of(String files, Path tektonState, WhenMissing whenMissing) {
        return new RegistrySettings(parseFiles(files, tektonState), whenMissing, DEFAULT_READ_BOUND);
    }

    /** Whether a missing or an empty registry is trusted. */
    public boolean trustsEmpty() {
        return whenMissing == WhenMissing.EMPTY || whenEmpty == WhenEmpty.TRUST;
    }

    /**
     * Reads the text of {@code registry.max-drop}, such as {@code 50%}.
     *
     * @throws IllegalArgumentException if it is no whole share from 1% to 100%
     */
    public static int parseMaxDrop(String text) {
        Matcher share = PERCENT.matcher(text.strip());
        int percent = share.matches() ? Integer.parseInt(share.group(1)) : 0;
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("a whole share from 1% to 100%, such as 50%");
        }
        return percent;
    }

    /**
     * The platform registry among the files: the configuration sync reads it, and its lock and the update flag are
     * beside it. It is the first of its usual name, else the first that is not named as the wrapped CIs' is; of
     * several, a required file takes precedence over an optional one.
     */
    public Optional<RegistryFile> platformRegistry() {
        Comparator<RegistryFile> usualNameFirst = Comparator.comparing(file -> !isNamed(file, PLATFORM_NAME));
        return files.stream()
                .filter(file -> !isNamed(file, WRAPPED_NAME))
                .min(usualNameFirst.thenComparing(RegistryFile::optional));
    }

    /** The registry of the wrapped CIs among the files, by its usual name. */
    public Optional<RegistryFile> wrappedRegistry() {
        return files.stream().filter(file -> isNamed(file, WRAPPED_NAME)).findFirst();
    }

    /** The same rules for one of the files alone. */
    public RegistrySettings only(RegistryFile file) {
        return new RegistrySettings(List.of(file), whenMissing, whenEmpty, maxDropPercent, readBound, trustedUids);
    }

    private static boolean isNamed(RegistryFile file, String name) {
        return file.path().endsWith(name);
    }

    /**
     * Reads the text of {@code registry.files}: paths parted by commas, each relative to the Tekton state folder or
     * absolute; a {@code ?} at the end marks a file that may be absent as long as it was never read before.
     *
     * @param tektonState the folder that relative paths start from; absolute
     * @throws IllegalArgumentException if the list is empty, or an item is blank, no path, or named twice; the message
     *     says what is allowed
     */
    public static List<RegistryFile> parseFiles(String text, Path tektonState) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("the list is empty; allowed are paths parted by commas, at least one");
        }
        List<RegistryFile> files = new ArrayList<>();
        Set<Path> seen = new HashSet<>();
        for (String item : text.split(",", -1)) {
            RegistryFile file = parseFile(item.strip(), tektonState);
            if (!seen.add(file.path())) {
                throw new IllegalArgumentException(
                        "\"" + item.strip() + "\" is named twice; allowed is each file once");
            }
            files.add(file);
        }
        return List.copyOf(files);
    }

    private static RegistryFile parseFile(String item, Path tektonState) {
        boolean optional = item.endsWith("?");
        String path = optional ? item.substring(0, item.length() - 1).strip() : item;
        if (path.isEmpty()) {
            throw new IllegalArgumentException(
                    "an item of the list is blank; allowed are paths parted by single commas, a \"?\" only behind "
                            + "a path");
        }
        if (path.endsWith("?") || path.startsWith("~")) {
            throw new IllegalArgumentException(
                    "\"" + item + "\" is not allowed; allowed is a path relative to the Tekton state"
                            + " folder or an absolute one (no \"~\"), with at most one \"?\" behind it");
        }
        try {
            return new RegistryFile(tektonState.resolve(path), optional);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "an item of the list is no path (" + e.getReason() + "); allowed are paths parted by commas", e);
        }
    }
}
