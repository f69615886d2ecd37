package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.audit.Trigger;
import io.tekton.sharedservices.cleanup.Redaction;
import io.tekton.sharedservices.cleanup.StopFlag;
import io.tekton.sharedservices.cleanup.UnwrittenEnds;
import io.tekton.sharedservices.posix.FileExchange;
import io.tekton.sharedservices.posix.OpenWriters;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** A Tekton installation in a folder of the test's, and syncs on it. */
final class SyncHouse {
    static final Instant NOW = Instant.parse("2026-03-04T05:06:07.123456Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    static final UndoRequest UNDO = new UndoRequest("a test", null, false);

    final SyncPlaces places;
    final RememberedRuns record = new RememberedRuns();

    private ConfigSyncSettings settings;
    private Clock clock = CLOCK;
    private Writers writers = OpenWriters::of;
    private Exchanging exchanging = FileExchange::exchange;
    private SyncSteps steps = SyncSteps.unwatched();
    private final SettableWitness witness = new SettableWitness();
    private Duration uptime = Duration.ofHours(1);

    SyncHouse(Path root) {
        this(root, false);
    }

    SyncHouse(Path root, boolean dryRun) {
        try {
            Path folder = root.toRealPath();
            Files.createDirectories(folder.resolve(".tekton/ai_registry"));
            Files.createDirectories(folder.resolve("config"));
            places = SyncPlaces.of(
                    folder.resolve(".tekton"),
                    folder.resolve(".tekton/shared-services"),
                    folder.resolve("config/tekton_ai_config.json"));
            settings = new ConfigSyncSettings(Optional.of(places.config()), dryRun, ConfigSyncSettings.Drift.REPAIR);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The samples, and no flag. */
    SyncHouse withSamples() throws IOException {
        Files.write(places.registry(), sample("platform_ai_registry.json"));
        Files.write(places.config(), sample("tekton_ai_config.json"));
        return this;
    }

    /** What is known of the registry's processes; nothing unless a test sets it. */
    SettableWitness witness() {
        return witness;
    }

    /** Time that passes for every sync of this house. */
    void pass(Duration time) {
        uptime = uptime.plus(time);
    }

    SyncHouse with(Exchanging exchanging) {
        this.exchanging = exchanging;
        return this;
    }

    /** In place of the kernel's word on who has a file open. */
    SyncHouse with(Writers writers) {
        this.writers = writers;
        return this;
    }

    SyncHouse with(Clock clock) {
        this.clock = clock;
        return this;
    }

    SyncHouse replacing(ConfigSyncSettings.Replace replace) {
        settings = new ConfigSyncSettings(settings.configFile(), settings.dryRun(), settings.drift(), replace);
        return this;
    }

    SyncHouse watchedBy(SyncSteps steps) {
        this.steps = steps;
        return this;
    }

    static byte[] sample(String name) throws IOException {
        try (InputStream in = SyncHouse.class.getResourceAsStream("/samples/" + name)) {
            if (in == null) {
                throw new IOException("no sample " + name);
            }
            return in.readAllBytes();
        }
    }

    static String sampleText(String name) {
        try {
            return new String(sample(name), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SyncHouse raiseFlag() throws IOException {
        Files.writeString(
                places.flag(), "{\"timestamp\": 1751562224.27, \"iso_time\": \"2025-07-03T17:03:44.278209\"}");
        return this;
    }

    /** A process of its own, as far as what it remembers goes. */
    ConfigSync sync() {
        return new ConfigSync(
                "host-1",
                settings,
                new Redaction(List.of()),
                places,
                record,
                record,
                new UnwrittenEnds(),
                witness,
                () -> new BootTime("boot-1", uptime),
                clock,
                ZoneId.of("UTC"),
                exchanging,
                writers,
                steps);
    }

    SyncReport run() {
        return run(false);
    }

    SyncReport force() {
        return run(true);
    }

    private SyncReport run(boolean force) {
        return sync().run(new SyncRequest(Trigger.FLAG, "a test", false, force), new StopFlag());
    }

    String config() {
        return text(places.config());
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
