package io.tekton.sharedservices.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.posix.PythonChild;
import io.tekton.sharedservices.registry.RegistryReading.Read;
import io.tekton.sharedservices.testing.Rounds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A writer as the wrappers are: it writes over the registry in place, takes no lock, and is caught in the middle. */
class RegistryRewrittenInPlaceIT {
    private static final int READS = Rounds.of(60, 1_000);

    /** Version A has pids of 1000 and above, version B of 5000 and above; both have the same number of bytes. */
    private static final String WRITER = """
            import json, select, sys
            path, mode, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
            def version(base):
                return json.dumps({'ci-%04d' % i: {'name': 'ci-%04d' % i, 'pid': base + i} for i in range(count)})
            versions = [version(1000), version(5000)]
            with open(path, 'w') as f:
                f.write(versions[0])
            print('up', flush=True)
            turn = 0
            while not select.select([sys.stdin], [], [], 0.04 if turn % 3 == 0 else 0)[0]:
                turn += 1
                with open(path, mode) as f:
                    f.write(versions[turn % 2])
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @Tag(Rounds.LONG_FORM)
    @ValueSource(strings = {"w", "r+"})
    @Timeout(600)
    void everyReadingIsOneWholeVersion(String mode) throws IOException {
        Path file = folder.resolve("wrapped_cis.json");
        int count = 2_000;
        RegistryReader reader = new RegistryReader(
                RegistrySettings.of(file.toString(), folder, WhenMissing.REFUSE), new RememberedFiles());
        Set<Integer> versionA = pids(1000, count);
        Set<Integer> versionB = pids(5000, count);
        int read = 0;
        int refused = 0;

        try (PythonChild writer = PythonChild.start(WRITER, file, mode, count)) {
            assertThat(writer.line()).isEqualTo("up");
            for (int i = 0; i < READS; i++) {
                if (reader.read() instanceof Read whole) {
                    read++;
                    assertThat(whole.registrations().all()).hasSize(count);
                    assertThat(whole.registrations().pids()).isIn(versionA, versionB);
                } else {
                    refused++;
                }
            }
        }

        assertThat(read).as("whole readings, beside %d refused", refused).isPositive();
    }

    private static Set<Integer> pids(int base, int count) {
        return IntStream.range(base, base + count).boxed().collect(Collectors.toSet());
    }
}
