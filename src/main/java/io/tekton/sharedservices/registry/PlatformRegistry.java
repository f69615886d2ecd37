package io.tekton.sharedservices.registry;

import io.tekton.sharedservices.concurrent.Stopwatch;
import io.tekton.sharedservices.json.FileFault;
import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.json.JsonValue;
import io.tekton.sharedservices.registry.RegistryReading.Refused;
import io.tekton.sharedservices.text.PrintableText;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The platform registry alone, with what its entries say beyond who is meant to run. Read under the shared lock and by
 * the same rules as {@link RegistryReader} reads it; a missing file is always refused. Thread-safe.
 */
public final class PlatformRegistry {
    private static final int LONGEST_SHOWN = 80;

    private final Path file;
    private final Duration readBound;
    private final RegistryLocks locks;
    private final ForeignFileReader<List<PlatformEntry>> reader;

    /**
     * @param file absolute
     * @param readBound how long to wait for the lock
     * @param trustedUids users besides this one and root whose files, folders and links are believed
     */
    public PlatformRegistry(Path file, Duration readBound, Set<Integer> trustedUids, Stopwatch stopwatch) {
        ForeignTrust trust = ForeignTrust.ofOwners(trustedUids);
        this.file = file;
        this.readBound = readBound;
        this.locks = new RegistryLocks(trust, stopwatch);
        this.reader = new ForeignFileReader<>(trust, stopwatch, PlatformRegistry::parse);
    }

    /** All entries, or the reason why they cannot be read. */
    public sealed interface Reading {
        /** @param entries in the order of the file */
        record Read(List<PlatformEntry> entries) implements Reading {
            public Read {
                entries = List.copyOf(entries);
            }
        }

        record NotRead(Refused refused) implements Reading {}
    }

    /** Reads under the shared lock and lets go of it. */
    public Reading read() {
        RegistryLocks.Taken taken = locks.takeShared(List.of(new RegistryFile(file, false)), readBound);
        Refused busy = taken.refused();
        if (busy != null) {
            return new Reading.NotRead(busy);
        }
        try {
            Optional<List<PlatformEntry>> entries = reader.read(file);
            if (entries.isPresent()) {
                return new Reading.Read(entries.get());
            }
            String message = RegistryReader.named(file) + " is missing";
            return new Reading.NotRead(new Refused(RegistryReading.MISSING, message, file, null, null));
        } catch (FileFault fault) {
            return new Reading.NotRead(RegistryReading.Refused.of(fault, RegistryReader.named(file), file));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reading.NotRead(
                    new Refused(RegistryReading.UNREADABLE, "reading the registry was interrupted", null, null, null));
        } finally {
            RegistryLocks.release(taken.locks());
        }
    }

    /** The parser of registrations says what an entry may be; the text is walked once more for what it leaves out. */
    static List<PlatformEntry> parse(byte[] bytes, Path file) throws FileFault {
        List<Registration> registrations = new RegistryParser().parse(bytes, file);
        JsonText text = JsonText.parse(bytes);
        List<PlatformEntry> entries = new ArrayList<>(registrations.size());
        for (int i = 0; i < registrations.size(); i++) {
            JsonValue.Member member = text.root().members().get(i);
            Registration registration = registrations.get(i);
            String entry = "entry \"" + PrintableText.escaped(registration.id(), LONGEST_SHOWN) + '"';
            if (registration.effectiveComponent().isBlank()) {
                throw at(
                        text,
                        member.start(),
                        "has in " + entry + " no component; allowed is one, or an id that names it");
            }
            JsonValue.Object value = (JsonValue.Object) member.value();
            JsonValue metadata = value.get("metadata");
            entries.add(new PlatformEntry(
                    registration,
                    port(text, value.get("port"), entry),
                    metadata instanceof JsonValue.Object object ? object : null));
        }
        return entries;
    }

    private static @Nullable Integer port(JsonText text, @Nullable JsonValue port, String entry) throws FileFault {
        if (port == null || (port instanceof JsonValue.Scalar scalar && scalar.type() == JsonValue.Type.NULL)) {
            return null;
        }
        String allowed = "; allowed is a whole number from 0 to 65535";
        if (!(port instanceof JsonValue.Scalar number) || number.type() != JsonValue.Type.NUMBER) {
            throw at(text, port.start(), "has " + port.kind() + " as " + entry + ", \"port\"" + allowed);
        }
        try {
            // a float of the same value is the same port
            int value = new BigDecimal(number.raw()).intValueExact();
            if (value >= 0 && value <= 65_535) {
                return value;
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw at(text, port.start(), "has in " + entry + ", \"port\", no port" + allowed);
        }
        throw at(text, port.start(), "has in " + entry + ", \"port\", no port" + allowed);
    }

    private static FileFault at(JsonText text, int offset, String problem) {
        JsonText.Place place = text.place(offset);
        return FileFault.at(place.line(), place.column(), problem);
    }
}
