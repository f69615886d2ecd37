package io.tekton.sharedservices.settings;

import java.nio.file.Path;

/**
 * Where a setting comes from. Ordered as problems are listed: the file by line, then variables, options and presets.
 */
public sealed interface Origin {

    /**
     * As people read it: {@code FILE:LINE}, the variable's name, {@code option --min-age}, {@code preset codex},
     * {@code default}.
     */
    String text();

    /** File and line first, then variables, options, presets, and defaults last. */
    static int compare(Origin one, Origin other) {
        int byRank = Integer.compare(one.rank(), other.rank());
        return byRank != 0 ? byRank : Integer.compare(one.line(), other.line());
    }

    private int rank() {
        if (this instanceof InFile) {
            return 0;
        }
        return this instanceof Variable ? 1 : this instanceof Option ? 2 : this instanceof Preset ? 3 : 4;
    }

    private int line() {
        return this instanceof InFile file ? file.number() : 0;
    }

    /** Nobody gave it: the value that the program has by itself. */
    record Default() implements Origin {
        @Override
        public String text() {
            return "default";
        }
    }

    /** @param number of the line on which the setting starts, from 1; 0 means the file as a whole */
    record InFile(Path file, int number) implements Origin {
        @Override
        public String text() {
            return number == 0 ? file.toString() : file + ":" + number;
        }
    }

    /** @param name of the environment variable */
    record Variable(String name) implements Origin {
        @Override
        public String text() {
            return name;
        }
    }

    /** @param name of the command line option, with its dashes */
    record Option(String name) implements Origin {
        @Override
        public String text() {
            return "option " + name;
        }
    }

    /** @param name of a set of settings that the program brings, and that somebody named */
    record Preset(String name) implements Origin {
        @Override
        public String text() {
            return "preset " + name;
        }
    }
}
