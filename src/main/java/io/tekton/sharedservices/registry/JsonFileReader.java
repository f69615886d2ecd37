package io.tekton.sharedservices.registry;

import io.tekton.sharedservices.concurrent.Stopwatch;
import io.tekton.sharedservices.json.FileFault;
import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.text.PrintableText;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads a JSON file that others write, by the rules of registry files: trusted, still, strict, or refused. Thread-safe.
 */
public final class JsonFileReader {
    private final String subject;
    private final ForeignFileReader<Reading.Read> reader;

    /** @param subject what the file is, for messages: "the configuration file" */
    public JsonFileReader(String subject, Stopwatch stopwatch) {
        this.subject = subject;
        this.reader = new ForeignFileReader<>(
                ForeignTrust.ofAnyOwner(), stopwatch, (bytes, file) -> new Reading.Read(bytes, JsonText.parse(bytes)));
    }

    /** The outcome of reading a file. */
    public sealed interface Reading {
        /** The bytes, which are the caller's own, and what they say. */
        record Read(byte[] bytes, JsonText json) implements Reading {}

        /** It is not there, and everything on the way to it is in order. */
        record Missing() implements Reading {}

        /**
         * @param message one line for people, complete in itself: it has file, line and column; no values of the file
         */
        record Unreadable(String message) implements Reading {}
    }

    /** @param file absolute */
    public Reading read(Path file) {
        try {
            Optional<Reading.Read> read = reader.read(file);
            return read.isPresent() ? read.get() : new Reading.Missing();
        } catch (FileFault fault) {
            return new Reading.Unreadable(
                    RegistryReading.Refused.of(fault, named(file), file).message());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reading.Unreadable("reading " + named(file) + " was interrupted");
        }
    }

    private String named(Path file) {
        return subject + " " + PrintableText.escaped(file.toString());
    }
}
