package io.tekton.sharedservices.leftover.job;

import static io.tekton.sharedservices.leftover.job.LeftoverHouse.TWO_HOURS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.leftover.LeftoverAction;
import io.tekton.sharedservices.journal.leftover.LeftoverAction.Result;
import io.tekton.sharedservices.leftover.rule.Prune;
import io.tekton.sharedservices.process.PythonProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Writers as the platform's: under the lock, in place. Entries are pruned meanwhile, and no living one is lost. */
@EnabledOnOs(OS.LINUX)
class HammeredRegistryIT {
    private static final int RUNS = 12;

    /** Adds a living entry and a dead one each time, and notes the living one once it is written. */
    private static final String WRITER = """
        import fcntl, json
        registry, lock, done, me, dead = sys.argv[1:]
        stop = threading.Event()
        def write():
            number = 0
            while not stop.is_set():
                number += 1
                with open(lock) as held:
                    fcntl.flock(held, fcntl.LOCK_EX)
                    with open(registry, 'r+') as f:
                        entries = json.load(f)
                        entries['zq-%s-%d' % (me, number)] = {'pid': os.getpid()}
                        entries['zz-%s-%d' % (me, number)] = {'pid': int(dead)}
                        f.seek(0)
                        f.truncate()
                        json.dump(entries, f, indent=2)
                    with open(done, 'a') as f:
                        f.write('"zq-%s-%d"\\n' % (me, number))
        writer = threading.Thread(target=write)
        writer.start()
        ready()
        while os.read(0, 4096):
            pass
        stop.set()
        writer.join()
        """;

    @TempDir
    private Path temp;

    @Test
    void noLivingEntryIsLost() throws Exception {
        Path folder = temp.toRealPath();
        int pruned = 0;
        Path done = folder.resolve("done");
        try (LeftoverHouse house = new LeftoverHouse(folder, TWO_HOURS)) {
            house.prune = Prune.PRUNE;
            house.max = 100_000;
            Path lock = Files.createFile(house.registry.resolveSibling("registry.lock"));
            Files.writeString(house.registry, "{}");
            Files.createFile(done);
            String dead = Integer.toString(LeftoverHouse.ended());
            try (PythonProcess one = writer(house, lock, done, "one", dead);
                    PythonProcess two = writer(house, lock, done, "two", dead)) {
                assertThat(one.pid()).isNotEqualTo(two.pid());
                for (int i = 0; i < RUNS; i++) {
                    for (LeftoverAction action : house.actions(house.run())) {
                        assertThat(action.place()).startsWith("zz-");
                        pruned += action.result() == Result.DONE ? 1 : 0;
                    }
                }
            }
            String registry = Files.readString(house.registry);
            assertThat(Files.readAllLines(done)).isNotEmpty().allMatch(registry::contains);
        }
        assertThat(pruned).as("entries that were pruned meanwhile").isPositive();
    }

    private static PythonProcess writer(LeftoverHouse house, Path lock, Path done, String name, String dead) {
        return PythonProcess.run(WRITER, house.registry.toString(), lock.toString(), done.toString(), name, dead);
    }
}
