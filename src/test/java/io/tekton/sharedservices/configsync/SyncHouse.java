package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.cleanup.PendingWrites;
import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.file.ConfigSyncSettings;
import io.tekton.sharedservices.configsync.file.Failpoints;
import io.tekton.sharedservices.configsync.file.FileExchanger;
import io.tekton.sharedservices.configsync.file.SyncPlaces;
import io.tekton.sharedservices.configsync.file.Writers;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.posix.FileExchange;
import io.tekton.sharedservices.posix.OpenWriters;
import io.tekton.sharedservices.redaction.Redaction;
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
public final class SyncHouse {
    static final Instant NOW = Instant.parse("2026-03-04T05:06:07.123456Z");
    public static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    static final UndoRequest UNDO = new UndoRequest("a test", null, false);

    public final SyncPlaces places;
    public final RememberedRuns record = new RememberedRuns();

    private ConfigSyncSettings settings;
    private Clock clock = CLOCK;
    private Writers writers = OpenWriters::of;
    private FileExchanger exchanging = FileExchange::exchange;
    private Failpoints steps = Failpoints.unwatched();
    private final SettableWitness witness = new SettableWitness();
    private Duration uptime = Duration.ofHours(1);

    public SyncHouse(Path root) {
        this(root, false);
    }

    public SyncHouse(Path root, boolean dryRun) {
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
    public SyncHouse withSamples() throws IOException {
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

    public SyncHouse with(FileExchanger exchanging) {
        this.exchanging = exchanging;
        return this;
    }

    /** In place of the kernel's word on who has a file open. */
    public SyncHouse with(Writers writers) {
        this.writers = writers;
        return this;
    }

    public SyncHouse with(Clock clock) {
        this.clock = clock;
        return this;
    }

    SyncHouse replacing(ConfigSyncSettings.Replace replace) {
        settings = new ConfigSyncSettings(settings.configFile(), settings.dryRun(), settings.drift(), replace);
        return this;
    }

    public SyncHouse watchedBy(Failpoints steps) {
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

    public static String sampleText(String name) {
        try {
            return new String(sample(name), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public SyncHouse raiseFlag() throws IOException {
        Files.writeString(
                places.flag(), "{\"timestamp\": 1751562224.27, \"iso_time\": \"2025-07-03T17:03:44.278209\"}");
        return this;
    }

    /** A separate process, as far as its memory is concerned. */
    public ConfigSync sync() {
        return new ConfigSync(
                "host-1",
                settings,
                new Redaction(List.of()),
                places,
                record,
                record,
                new PendingWrites(),
                witness,
                () -> new BootTime("boot-1", uptime),
                clock,
                ZoneId.of("UTC"),
                exchanging,
                writers,
                steps);
    }

    public SyncReport run() {
        return run(false);
    }

    SyncReport force() {
        return run(true);
    }

    private SyncReport run(boolean force) {
        return sync().run(new SyncRequest(Trigger.FLAG, "a test", false, force), new StopFlag());
    }

    public String config() {
        return text(places.config());
    }

    public static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
