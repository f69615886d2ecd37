package io.tekton.sharedservices.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every library that the program and its tests run with is the one that was looked at when it was chosen, byte by byte.
 * Maven checks a download only against what the same server says of it; a list of one's own it takes from 3.9 on.
 */
class DependencyChecksumsTest {
    private static final Path LIST = Path.of("docs/dependencies.sha256");

    @Test
    void everyLibraryIsTheOneThatWasChosen() throws Exception {
        List<String> chosen = Files.readAllLines(LIST);
        List<String> unknown = new ArrayList<>();
        int libraries = 0;
        for (String entry : System.getProperty("java.class.path").split(":")) {
            Path file = Path.of(entry);
            // the runner's own parts come with Maven's plugin
            if (entry.endsWith(".jar") && !entry.contains("surefire") && !entry.contains("junit-platform-launcher")) {
                libraries++;
                String line = sha256(file) + "  " + file.getFileName();
                if (!chosen.contains(line)) {
                    unknown.add(line);
                }
            }
        }

        assertThat(unknown)
                .as("libraries that %s does not know; if they were chosen, these lines belong in it", LIST)
                .isEmpty();
        assertThat(libraries).isGreaterThan(15);
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
