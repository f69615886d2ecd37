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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files that hold what the product answers, below {@code src/test/resources/golden}: {@code contract} has what programs rely on, {@code wording} the texts
 * for people. With {@code -Dgolden.update} they are written instead of compared.
 */
final class Golden {
    static final boolean UPDATE = System.getProperty("golden.update") != null;

    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");
    private static final String ENDING = ".txt";

    private Golden() {}

    /**
     * Fails with a unified difference if the file has another text.
     *
     * @param name such as {@code contract/commands/audit}
     */
    static void compare(String name, String text) {
        Path file = FOLDER.resolve(name + ENDING);
        try {
            if (UPDATE) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
                return;
            }
            List<String> golden = Files.exists(file) ? Files.readString(file).lines().toList() : List.of();
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

    /** The names in a folder such as {@code contract/commands}, without their ending. */
    static Set<String> names(String folder) {
        try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .map(name -> name.substring(0, name.length() - ENDING.length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compares all recordings; a file that none of them has is one too many. */
    static void compare(String folder, Recordings recordings) {
        recordings.forEach((name, recording) -> {
            compare("contract/" + folder + "/" + name, recording.contract());
            compare("wording/" + folder + "/" + name, recording.wording());
        });
    }
}
