package io.tekton.sharedservices.cli.view;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that knows why it could not be written: {@link System#out} only knows that. As with any
 * {@link PrintStream}, a command goes on without it; once something is lost, nothing is written behind it.
 */
public final class StandardOutput extends PrintStream {
    private final Sink sink;

    private final Path descriptor;

    /**
     * Writes UTF-8, as the options of the JVM have it for all streams, and each line at once.
     *
     * @param descriptor the link that says what {@code out} is, {@code proc(5)}; need not exist
     */
    public StandardOutput(OutputStream out, Path descriptor) {
        this(new Sink(out), descriptor);
    }

    private StandardOutput(Sink sink, Path descriptor) {
        super(sink, true, StandardCharsets.UTF_8);
        this.sink = sink;
        this.descriptor = descriptor;
    }

    public static StandardOutput ofThisProcess() {
        return new StandardOutput(new FileOutputStream(FileDescriptor.out), Path.of("/proc/self/fd/1"));
    }

    /** In one piece: a line of {@code audit --follow} is not to be read by halves. */
    @Override
    public void println(@Nullable String text) {
        print(text + System.lineSeparator());
    }

    /**
     * Why a part of the output is lost. Empty if none is, or if the reader did not want more of it ({@code | head}).
     */
    public Optional<IOException> loss() {
        flush();
        IOException failure = sink.failure;
        return failure == null || isReaderGone(failure) ? Optional.empty() : Optional.of(failure);
    }

    /** A write to a pipe or a socket fails for no other reason; the text of {@code EPIPE} is in the user's language. */
    private boolean isReaderGone(IOException failure) {
        if (String.valueOf(failure.getMessage()).contains("Broken pipe")) {
            return true;
        }
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("pipe:") || target.startsWith("socket:");
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /** Keeps the first failure, and fails with it from then on. */
    private static final class Sink extends OutputStream {
        private final OutputStream out;
        private volatile @Nullable IOException failure;

        Sink(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (failure != null) {
                throw failure;
            }
            try {
                out.write(bytes, from, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
