package io.tekton.sharedservices.settings;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 512m} or {@code 2g}, in binary units. */
public final class ByteSize {
    public static final String NONE = "none";

    private static final String ALLOWED = "a whole number with m or g from 16m to 1024g, such as 512m or 2g; or none";
    private static final Pattern SHAPE = Pattern.compile("([0-9]{1,7})([mg])");
    private static final long MEBI = 1L << 20;
    private static final long GIBI = 1L << 30;

    private ByteSize() {}

    /**
     * Empty for {@code none}.
     *
     * @throws InvalidValueException if it is no size, or one out of range
     */
    public static OptionalLong parseOrNone(String text) {
        if (text.equals(NONE)) {
            return OptionalLong.empty();
        }
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidValueException("is not a size", ALLOWED);
        }
        long bytes = Long.parseLong(matcher.group(1)) * (matcher.group(2).equals("m") ? MEBI : GIBI);
        if (bytes < 16 * MEBI || bytes > 1024 * GIBI) {
            throw new InvalidValueException(bytes < 16 * MEBI ? "is too small" : "is too large", ALLOWED);
        }
        return OptionalLong.of(bytes);
    }
}
