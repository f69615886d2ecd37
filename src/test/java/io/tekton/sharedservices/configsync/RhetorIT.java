package io.tekton.sharedservices.configsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.concurrent.StopFlag;
import io.tekton.sharedservices.configsync.file.SyncPlaces;
import io.tekton.sharedservices.files.FileWatch;
import io.tekton.sharedservices.files.WatchedFile;
import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.journal.Run;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.json.JsonValue;
import io.tekton.sharedservices.posix.PythonChild;
import io.tekton.sharedservices.testing.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rhetor changes the roster as fast as it can, a person edits, and syncs follow: by the watch, or in separate processes
 * that are killed at any moment. For {@code -Drhetor.seconds} at a time, 3 unless given.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere the watch looks only now and then")
class RhetorIT {
    private static final int SECONDS = Integer.getInteger("rhetor.seconds", 3);

    /** Lock, temp file, fsync, rename; then the flag, opened and written in place. */
    private static final String RHETOR = """
            import fcntl, json, os, random, sys, time
            folder, seconds, seed = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
            registry = os.path.join(folder, 'platform_ai_registry.json')
            lock = open(os.path.join(folder, '.registration.lock'), 'a')
            pick = random.Random(seed)
            names = ['apollo', 'numa', 'rhetor', 'hermes', 'scribe', 'metis']
            end, count = time.monotonic() + seconds, 0
            while time.monotonic() < end:
                count += 1
                roster = {n + pick.choice(['-ai', '-ci']): {'port': 45000 + pick.randrange(1000), 'component': n,
                          'metadata': {'pid': pick.randrange(2, 40000), 'update': count}, 'registered_at': count + i}
                          for i, n in enumerate(pick.sample(names, pick.randrange(1, 6)))}
                fcntl.flock(lock, fcntl.LOCK_EX)
                with open(registry + '.tmp', 'w') as f:
                    json.dump(roster, f)
                    f.flush()
                    os.fsync(f.fileno())
                os.rename(registry + '.tmp', registry)
                fcntl.flock(lock, fcntl.LOCK_UN)
                with open(os.path.join(folder, '.config_update_needed'), 'w') as f:
                    now = time.time()
                    f.write('{"timestamp": %r,' % now)
                    f.flush()
                    f.write(' "iso_time": "x"}')
            print(count, flush=True)
            """;

    /** Adds one note after another to what it finds in the file, and saves over it or in place. */
    private static final String PERSON = """
            import json, os, sys, time
            path, how, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
            end, count = time.monotonic() + seconds, 0
            while time.monotonic() < end:
                time.sleep(0.02)
                try:
                    with open(path) as f:
                        config = json.load(f)
                except ValueError:
                    print('torn', flush=True)
                    break
                count += 1
                config['notes'].append(count)
                config['ai_specialists']['apollo'].setdefault('notes', []).append(count)
                if how == 'rename':
                    with open(path + '.mine', 'w') as f:
                        json.dump(config, f, indent=2)
                    os.rename(path + '.mine', path)
                else:
                    with open(path, 'w') as f:
                        json.dump(config, f, indent=2)
            print(count, flush=True)
            """;

    @TempDir
    private Path temp;

    /** How the person saves, and who syncs. */
    private enum Kind {
        RENAME,
        IN_PLACE,
        /** Saved by rename; the syncs are killed. */
        KILLED
    }

    private final AtomicInteger contended = new AtomicInteger();

    @Test
    void noUpdateAndNoEditIsLost() throws Exception {
        try (Trials trials = Trials.of("no update and no edit lost", "hammers", Kind.values().length)) {
            for (int number = 0; trials.next(); number++) {
                Kind kind = Kind.values()[number % Kind.values().length];
                hammer(Files.createDirectory(temp.resolve("hammer-" + number)), kind, trials);
                trials.kept();
            }
        }
    }

    private void hammer(Path folder, Kind kind, Trials trials) throws Exception {
        SyncHouse house = new SyncHouse(folder).withSamples();
        Files.writeString(house.places.config(), house.config().replaceFirst("\\{", "{\"notes\": [],"));
        ConfigSync sync = house.sync();
        int updates;
        int edits;
        int kills = 0;
        String how = kind == Kind.IN_PLACE ? "in place" : "rename";
        try (Following following = kind == Kind.KILLED ? null : new Following(sync, house.places);
                PythonChild rhetor = PythonChild.start(
                        RHETOR,
                        house.places.registry().getParent(),
                        SECONDS,
                        trials.random().nextLong());
                PythonChild person = PythonChild.start(PERSON, house.places.config(), how, SECONDS)) {
            if (following == null) {
                kills = syncAndKill(folder, trials.random());
            } else if (kind == Kind.RENAME) {
                readForAsLong(house);
            }
            updates = Integer.parseInt(rhetor.line());
            edits = Integer.parseInt(person.line());
        }
        for (int i = 0; i < 10 && (sync.isCalledFor() || sync.drift().isDrift()); i++) {
            follow(sync);
        }

        String what = "%s: %d updates, %d edits, %d kills, %d runs, %d of them contended, %s"
                .formatted(kind, updates, edits, kills, house.record.all().size(), contended.get(), trials.which());
        assertThat(sync.isCalledFor()).as(what).isFalse();
        assertThat(changesLeft(house)).as(what).isEmpty();
        List<String> all =
                IntStream.rangeClosed(1, edits).mapToObj(Integer::toString).toList();
        assertThat(all).as(what).isNotEmpty();
        JsonValue.Object root = JsonText.of(house.config()).root();
        assertThat(texts(root.get("notes"))).as(what).isEqualTo(all);
        JsonValue.Object apollo = (JsonValue.Object) ((JsonValue.Object) root.get("ai_specialists")).get("apollo");
        assertThat(texts(apollo.get("notes"))).as(what).isEqualTo(all);
        assertThat(house.config()).as(what).contains("Reads code.");
        trials.also("updates", updates);
        trials.also("edits", edits);
        trials.also("SIGKILLs of a sync", kills);
    }

    /** Syncs in separate processes, each killed at a random moment. @return how many were killed */
    private static int syncAndKill(Path folder, Random random) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        int kills = 0;
        while (System.nanoTime() < end) {
            SyncChild.followingUntilKilled(folder, random.nextInt(200_000_000));
            kills++;
        }
        return kills;
    }

    /** Syncs by the watch, in this process, until it is closed. */
    private final class Following implements AutoCloseable {
        private final Semaphore called = new Semaphore(0);
        private final AtomicBoolean over = new AtomicBoolean();
        private final CompletableFuture<Void> syncing;
        private final FileWatch watch;

        Following(ConfigSync sync, SyncPlaces places) throws IOException {
            watch = new FileWatch(
                    List.of(
                            new WatchedFile(places.flag(), called::release),
                            new WatchedFile(places.config(), called::release)),
                    warning -> {},
                    FileWatch.USUAL_SCAN);
            watch.start();
            syncing = CompletableFuture.runAsync(() -> {
                while (!over.get()) {
                    if (tryAcquire(called)) {
                        follow(sync);
                    }
                }
            });
        }

        @Override
        public void close() {
            watch.close();
            over.set(true);
            syncing.orTimeout(240, TimeUnit.SECONDS).join();
        }
    }

    private static boolean tryAcquire(Semaphore called) {
        try {
            boolean acquired = called.tryAcquire(50, TimeUnit.MILLISECONDS);
            called.drainPermits();
            return acquired;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As the daemon does. */
    private void follow(ConfigSync sync) {
        Run run = SyncChild.follow(sync);
        if (run != null && run.outcome() == RunOutcome.FAILED) {
            assertThat(run.reason()).as("%s", run).isIn("config-contended", "config-unreadable");
            contended.incrementAndGet();
        }
    }

    /** What a reader finds at any moment is a whole configuration. */
    private static void readForAsLong(SyncHouse house) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (System.nanoTime() < end) {
            assertThat(JsonText.of(house.config()).root().members()).isNotEmpty();
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private static List<ConfigChange> changesLeft(SyncHouse house) {
        return house.sync()
                .run(new SyncRequest(Trigger.MANUAL, "a test", true, true), new StopFlag())
                .plan()
                .changes();
    }

    private static List<String> texts(JsonValue array) {
        return ((JsonValue.Array) array)
                .elements().stream()
                        .map(element -> ((JsonValue.Scalar) element).text())
                        .toList();
    }
}
