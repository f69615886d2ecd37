package io.tekton.sharedservices.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.testing.Immutable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What can happen to the store of a daemon that has it open, until {@link #end}. Needs root. */
interface StoreTrouble {
    /** Ways into trouble. */
    enum Kind {
        /** The state folder has another name for a while. */
        MOVED_AWAY,
        /** No descriptor can write the file, old or new. */
        IMMUTABLE,
        /**
         * As a file system that the kernel has made read-only: what is open cannot be written, and what is opened is
         * opened to be read.
         */
        READ_ONLY
    }

    static StoreTrouble of(Kind kind, Path state) throws IOException, InterruptedException {
        return switch (kind) {
            case MOVED_AWAY -> movedAway(state);
            case IMMUTABLE -> Immutable.of(state.resolve("store.mv.db"))::close;
            case READ_ONLY -> readOnly(state);
        };
    }

    private static StoreTrouble movedAway(Path state) throws IOException {
        Path elsewhere = state.resolveSibling("elsewhere");
        Files.move(state, elsewhere);
        return () -> Files.move(elsewhere, state);
    }

    /** The kernel does not remount while a file is open to be written: a second, read-only mount is over the first. */
    private static StoreTrouble readOnly(Path state) throws IOException, InterruptedException {
        Immutable immutable = Immutable.of(state.resolve("store.mv.db"));
        run("mount", "--bind", state.toString(), state.toString());
        run("mount", "-o", "remount,bind,ro", state.toString());
        return () -> {
            // lazily: the daemon may have opened files through it
            run("umount", "-l", state.toString());
            immutable.close();
        };
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                .as(String.join(" ", command))
                .isZero();
    }

    void end() throws IOException, InterruptedException;
}
