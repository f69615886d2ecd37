package io.tekton.sharedservices.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The build runs several test classes at a time, each in a JVM; this lets those that are {@link Alone} run beside no
 * other. JUnit finds it by {@code META-INF/services}.
 */
public final class Turns implements BeforeAllCallback {
    private static final ExtensionContext.Namespace TURNS = ExtensionContext.Namespace.create(Turns.class);

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        boolean nested = context.getRequiredTestClass().getEnclosingClass() != null;
        if (!nested) {
            boolean alone = context.getRequiredTestClass().isAnnotationPresent(Alone.class);
            context.getStore(TURNS).put(Turns.class, Turn.take(Path.of("target", "test-turns"), alone));
        }
    }

    /**
     * Two bytes of a file that all test JVMs of the build lock; JUnit closes this at the end of the class, and with it
     * the locks.
     */
    private record Turn(FileChannel file) implements AutoCloseable {
        private static final long TURN = 0;
        private static final long QUEUE = 1;

        /** Waits behind all that came before, so that one that is alone does not wait until nothing else is left. */
        static Turn take(Path path, boolean alone) throws IOException {
            Files.createDirectories(path.toAbsolutePath().getParent());
            FileChannel file = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock queue = file.lock(QUEUE, 1, false);
            file.lock(TURN, 1, !alone);
            queue.release();
            return new Turn(file);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
