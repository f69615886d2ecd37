package io.tekton.sharedservices.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;

/**
 * Files that hold what the product answers, below {@code src/test/resources/golden}: {@code contract} has what programs
 * rely on, {@code wording} the texts for people. With {@code -Dgolden.update} they are written instead of compared.
 */
final class Golden {
    private static final boolean UPDATE = System.getProperty("golden.update") != null;

    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");
    private static final String ENDING = ".txt";

    private Golden() {}

    /**
     * Fails with a unified difference if the file has another text; an empty text has no file.
     *
     * @param name such as {@code contract/commands/audit}
     */
    static void compare(String name, String text) {
        Path file = FOLDER.resolve(name + ENDING);
        try {
            if (UPDATE) {
                write(file, text);
                return;
            }
            List<String> golden =
                    Files.exists(file) ? Files.readString(file).lines().toList() : List.of();
            List<String> difference = UnifiedDiffUtils.generateUnifiedDiff(
                    file.toString(),
                    "this build",
                    golden,
                    DiffUtils.diff(golden, text.lines().toList()),
                    3);
            assertThat(difference)
                    .withFailMessage(() -> String.join("\n", difference))
                    .isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        if (text.isEmpty()) {
            Files.deleteIfExists(file);
        } else {
            Files.writeString(file, text);
        }
    }

    /** Compares a recording with both its files. */
    static void compare(String folder, Recordings recordings, String name) {
        Recording recording = recordings.of(name);
        SoftAssertions.assertSoftly(all -> {
            all.assertThatCode(() -> compare("contract/" + folder + "/" + name, recording.contract()))
                    .doesNotThrowAnyException();
            all.assertThatCode(() -> compare("wording/" + folder + "/" + name, recording.wording()))
                    .doesNotThrowAnyException();
        });
    }

    /** Fails if there is a recording without file, or a file without recording. */
    static void compareNames(String folder, Recordings recordings) {
        if (!UPDATE) {
            assertThat(names(folder)).isEqualTo(recordings.names());
        }
    }

    /** Whatever has a file in such a folder, such as {@code commands}, of either kind. */
    private static Set<String> names(String folder) {
        Set<String> names = new TreeSet<>();
        for (String kind : List.of("contract", "wording")) {
            Path files = FOLDER.resolve(kind).resolve(folder);
            if (!Files.isDirectory(files)) {
                continue;
            }
            try (Stream<Path> all = Files.list(files)) {
                all.map(file -> file.getFileName().toString())
                        .map(name -> name.substring(0, name.length() - ENDING.length()))
                        .forEach(names::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return names;
    }
}
