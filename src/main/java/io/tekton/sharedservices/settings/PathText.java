package io.tekton.sharedservices.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Paths as people write them: {@code ~} is {@code $HOME}, a relative one counts from a given folder. */
record PathText(@Nullable Path home) {

    /** @throws InvalidValueException if it is no path, or starts with a {@code ~} that cannot be resolved */
    Path resolve(String text, Path base) {
        try {
            if (text.equals("~") || text.startsWith("~/")) {
                if (home == null) {
                    throw new InvalidValueException("starts with ~, but HOME is not set", "an absolute path");
                }
                return tidy(text.length() <= 2 ? home : home.resolve(text.substring(2)));
            }
            if (text.startsWith("~")) {
                throw new InvalidValueException(
                        "names another user's home folder", "an absolute path, ~/... for the own home, or ./~...");
            }
            return tidy(base.resolve(text));
        } catch (InvalidPathException e) {
            throw new InvalidValueException("is not a path (" + e.getReason() + ")", "a path");
        }
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
