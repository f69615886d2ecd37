package io.tekton.sharedservices.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Paths as people write them: {@code ~} in front is {@code $HOME}, {@code $TEKTON_ROOT} in front is that variable, no
 * other variable is replaced, and a relative path starts from a given folder.
 */
record PathText(@Nullable Path home, @Nullable Path tektonRoot) {

    /** @throws InvalidValueException if it is no path, or starts with a {@code ~} that cannot be resolved */
    Path resolve(String text, Path base) {
        try {
            if (text.isEmpty()) {
                throw new InvalidValueException("is empty", "a path");
            }
            if (text.startsWith("~")) {
                return inside("~", home, text);
            }
            return text.startsWith("$") ? inside("$TEKTON_ROOT", tektonRoot, text) : tidy(base.resolve(text));
        } catch (InvalidPathException e) {
            throw new InvalidValueException("is not a path (" + e.getReason() + ")", "a path");
        }
    }

    private static Path inside(String name, @Nullable Path folder, String text) {
        if (!text.equals(name) && !text.startsWith(name + "/")) {
            throw new InvalidValueException(
                    "starts with " + text.charAt(0) + " that has no meaning here",
                    "an absolute path, or one that starts with ~/ or $TEKTON_ROOT/; ./" + text.charAt(0)
                            + "... for a name that really starts so");
        }
        if (folder == null) {
            String variable = name.equals("~") ? "HOME" : "TEKTON_ROOT";
            throw new InvalidValueException(
                    "starts with " + name + ", but " + variable + " is not set", "an absolute path");
        }
        String rest = text.substring(name.length()).replaceFirst("^/+", "");
        return rest.isEmpty() ? folder : tidy(folder.resolve(rest));
    }

    /** Removes {@code .}; keeps {@code ..}, which may lead elsewhere than it seems where a link precedes it. */
    private static Path tidy(Path path) {
        for (Path name : path) {
            if (name.toString().equals("..")) {
                return path;
            }
        }
        return path.normalize();
    }
}
