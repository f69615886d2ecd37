package io.tekton.sharedservices.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.testing.Neighbour;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.SampleProcesses;
import io.tekton.sharedservices.testing.Trials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Distortions of a true registry over living processes. None that was registered is ever signalled, for every
 * distortion that loses registry.max-drop or is over within the minimum age; and every real orphan beside a true
 * registry is ended within two runs.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "real processes of any argv need /proc")
@Tag(Rounds.LONG_FORM)
class DistortedRegistryIT {
    private static final int ROUNDS = Integer.getInteger("distortions", Rounds.of(Kind.values().length, 112));
    private static final int SIZE = 8;
    private static final int NOBODY = 65534;
    private static final Duration MIN_AGE = Duration.ofSeconds(10);

    /** What happens to the registry; {@code loses} says whether it always loses the share that the guard watches. */
    private enum Kind {
        LOST_AT_ONCE(true),
        LOST_A_FEW(false),
        LOST_STEPWISE(true),
        EMPTIED(true),
        NESTED(true),
        RESTORED(true),
        OTHER_HOST(true),
        PIDS_SWAPPED(false),
        PIDS_OF_STRANGERS(true),
        IDS_SWAPPED(false),
        FIRST_RUN_EMPTY(true),
        FIRST_RUN_RESTORED(true),
        FLAPPING(true),
        WRONG_OWNER(true),
        HALF_A_WRITE(true),
        MISSING(true);

        private final boolean loses;

        Kind(boolean loses) {
            this.loses = loses;
        }
    }

    @TempDir
    Path temp;

    private Installation tekton;
    private SampleProcesses zoo;
    private final Map<String, Integer> registered = new LinkedHashMap<>();
    private final Map<Integer, Long> orphans = new LinkedHashMap<>();
    private int dead;

    @BeforeEach
    void open() {
        tekton = new Installation(temp);
        zoo = new SampleProcesses();
        for (int i = 0; i < SIZE; i++) {
            String id = "ci" + i + "-ai";
            registered.put(id, zoo.child(tekton.argv("--ai-id", id), Map.of()));
        }
        dead = zoo.child(List.of("dead"), Map.of());
        zoo.end(dead);
    }

    @AfterEach
    void close() {
        zoo.close();
    }

    @Test
    void endsNoneOfTheRegisteredAndEveryRealOrphan() {
        Map<Kind, Integer> tried = new EnumMap<>(Kind.class);
        int ended = 0;
        try (Trials trials = Trials.of("an untrue registry ends nobody", "distortions", ROUNDS)) {
            for (int round = 0; trials.next(); round++) {
                Kind kind = Kind.values()[round % Kind.values().length];
                String where = trials.which() + ", " + kind;
                orphans.put(zoo.child(tekton.argv("--ai-id", "orphan" + round), Map.of()), System.nanoTime());

                distort(kind, trials.random(), where);

                ended += endsTheOrphans(where);
                assertThat(registered.values()).as(where).allMatch(Installation::lives);
                tried.merge(kind, 1, Integer::sum);
                trials.kept();
            }
            trials.also("orphans beside them ended", ended);
        }
        System.out.println("DistortedRegistryIT: " + tried);
        assertThat(ended).as("orphans that were ended").isPositive();
    }

    /** A true reading, then distorted ones. */
    private void distort(Kind kind, Random random, String where) {
        if (kind == Kind.FIRST_RUN_EMPTY || kind == Kind.FIRST_RUN_RESTORED) {
            forget();
        } else {
            register(registered);
            run(1, i -> {}, where);
        }
        long began = System.nanoTime();
        List<String> texts = texts(kind, random);
        run(texts.size(), i -> write(kind, texts.get(i)), where);
        boolean brief = Duration.ofNanos(System.nanoTime() - began).compareTo(MIN_AGE) < 0;
        repair(kind);
        if (!kind.loses && !brief) {
            register(registered); // a slow machine: what was lost for longer than the minimum age may be gone
            assertThat(kind).as(where).isNotEqualTo(Kind.LOST_A_FEW);
        }
    }

    private List<String> texts(Kind kind, Random random) {
        List<String> ids = new ArrayList<>(registered.keySet());
        Collections.shuffle(ids, random);
        return switch (kind) {
            case LOST_AT_ONCE, FLAPPING -> List.of(text(only(ids, random.nextInt(SIZE / 2 + 1))));
            case LOST_A_FEW -> List.of(text(only(ids, SIZE / 2 + 1 + random.nextInt(SIZE / 2 - 1))));
            case LOST_STEPWISE ->
                List.of(text(only(ids, 6)), text(only(ids, 5)), text(only(ids, 3)), text(only(ids, 1)));
            case EMPTIED, FIRST_RUN_EMPTY -> List.of("{}", "{}");
            case NESTED -> List.of("{\"registrations\": " + text(registered) + "}");
            case RESTORED, FIRST_RUN_RESTORED -> List.of(text(with(ids, dead)), text(with(ids, dead)));
            case OTHER_HOST ->
                List.of("{\"other-ai\": {\"port\": 1, \"component\": \"other\", \"metadata\": {\"pid\": " + dead
                        + "}}}");
            case PIDS_SWAPPED -> List.of(text(swapped(ids)));
            case PIDS_OF_STRANGERS -> List.of(text(with(ids, Neighbour.pid())));
            case IDS_SWAPPED -> List.of(text(renamed()));
            case WRONG_OWNER -> List.of(text(only(ids, 1)));
            case HALF_A_WRITE -> List.of(text(only(new ArrayList<>(registered.keySet()), SIZE / 2)));
            case MISSING -> List.of("");
        };
    }

    private void write(Kind kind, String text) {
        try {
            if (kind == Kind.MISSING) {
                Files.deleteIfExists(tekton.registry);
                return;
            }
            tekton.register(text);
            if (kind == Kind.WRONG_OWNER && Installation.isRoot()) {
                Files.setAttribute(tekton.registry, "unix:uid", NOBODY);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void repair(Kind kind) {
        if (kind == Kind.FLAPPING) {
            for (int i = 0; i < 3; i++) {
                register(registered);
                run(1, n -> {}, "flapping");
                tekton.register("{}");
                run(1, n -> {}, "flapping");
            }
        }
        register(registered);
    }

    private void forget() {
        try (Stream<Path> files = Files.list(tekton.stateFolder)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("registrations-"))
                    .toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Two runs by a true registry; every orphan that was old enough for the first is gone. */
    private int endsTheOrphans(String where) {
        long now = System.nanoTime();
        List<Integer> due = orphans.entrySet().stream()
                .filter(orphan -> Duration.ofNanos(now - orphan.getValue()).compareTo(MIN_AGE.plusMillis(50)) > 0)
                .map(Map.Entry::getKey)
                .toList();
        run(2, i -> register(registered), where);
        assertThat(due).as(where).noneMatch(Installation::lives);
        due.forEach(orphans::remove);
        return due.size();
    }

    private void run(int times, java.util.function.IntConsumer before, String where) {
        Set<Integer> untouchable = Set.copyOf(registered.values());
        tekton.cleanup()
                .set("min-age", MIN_AGE.toSeconds() + "s")
                .set("grace", "2s")
                .withoutRereadPause()
                .runMany(times, before::accept, outcome -> {
                    for (Termination one : outcome.terminations()) {
                        RecordedVerdict verdict = one.verdict();
                        assertThat(untouchable.contains(verdict.identity().pid())
                                        && !one.signals().isEmpty())
                                .as("%s: %s was signalled: %s", where, verdict.identity(), verdict.explanation())
                                .isFalse();
                    }
                });
    }

    private void register(Map<String, Integer> entries) {
        tekton.register(text(entries));
    }

    private Map<String, Integer> only(List<String> ids, int size) {
        Map<String, Integer> some = new LinkedHashMap<>();
        ids.stream().limit(size).forEach(id -> some.put(id, registered.get(id)));
        return some;
    }

    private Map<String, Integer> with(List<String> ids, int pid) {
        return ids.stream().collect(Collectors.toMap(id -> id, id -> pid));
    }

    private Map<String, Integer> swapped(List<String> shuffled) {
        Map<String, Integer> swapped = new LinkedHashMap<>();
        int i = 0;
        for (String id : registered.keySet()) {
            swapped.put(id, registered.get(shuffled.get(i++)));
        }
        return swapped;
    }

    private Map<String, Integer> renamed() {
        Map<String, Integer> renamed = new LinkedHashMap<>();
        registered.forEach((id, pid) -> renamed.put("re" + id, pid));
        return renamed;
    }

    private static String text(Map<String, Integer> entries) {
        return entries.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\": {\"port\": 1, \"component\": \"" + entry.getKey()
                        + "\", \"metadata\": {\"pid\": " + entry.getValue() + "}}")
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
