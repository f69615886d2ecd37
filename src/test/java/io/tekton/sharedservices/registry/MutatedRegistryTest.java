package io.tekton.sharedservices.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.json.FileFault;
import io.tekton.sharedservices.testing.Mutations;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.Trials;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every prefix of a registry, and registries with anything done to them: registrations or a fault in words, and nothing
 * else.
 */
@Tag(Rounds.LONG_FORM)
class MutatedRegistryTest {
    private static final Path FILE = Path.of("/registry.json");

    @Test
    void isReadOrRefusedInWords() throws IOException {
        List<byte[]> good = List.of(Samples.bytes(Samples.PLATFORM), Samples.bytes(Samples.WRAPPED));
        for (byte[] whole : good) {
            for (int length = 0; length < whole.length; length++) {
                read(Arrays.copyOf(whole, length), "cut off at " + length);
            }
        }
        try (Trials trials = Trials.of("bad input", "mutated registries", Rounds.of(2_000, 20_000))) {
            Mutations mutations = new Mutations(trials.random());
            while (trials.next()) {
                byte[] bytes = mutations.of(good.get(trials.random().nextInt(good.size())));
                trials.also("mutated registries that were refused", read(bytes, trials.which()) ? 0 : 1);
                trials.kept();
            }
        }
    }

    private static boolean read(byte[] bytes, String which) {
        try {
            new RegistryParser()
                    .parse(bytes, FILE)
                    .forEach(registration ->
                            assertThat(registration.pids()).as(which).allMatch(pid -> pid > 0));
            return true;
        } catch (FileFault fault) {
            assertThat(fault.getMessage())
                    .as(which)
                    .isNotBlank()
                    .doesNotContain("Exception")
                    .doesNotContain("\u001b");
            return false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(which, e);
        }
    }
}
