package io.tekton.sharedservices.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Walks every catch block of the program: what Java or a library threw becomes text in {@code posix.Causes} and nowhere
 * else.
 */
class CausesInWordsTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern OURS =
            Pattern.compile("class (\\w+)(?:<[^>]*>)? extends \\w*(?:Exception|Error|Fault)\\b");
    private static final Pattern CATCH = Pattern.compile("catch \\((?:final )?([\\w.|\\s]+?) (\\w+)\\) \\{");

    /**
     * Their messages are sentences: of our own parsers and invariants, of the command line's parser, of errno alone.
     */
    private static final Set<String> SENTENCES = Set.of(
            "IllegalArgumentException",
            "NullPointerException",
            "ParseException",
            "LastErrorException",
            "JsonObject.JsonFault");

    @Test
    void noCatchBlockPutsAForeignMessageOrTheNameOfAClassIntoText() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(SOURCES)) {
            files = all.filter(file -> file.toString().endsWith(".java")).toList();
        }
        Set<String> sentences = new HashSet<>(SENTENCES);
        for (Path file : files) {
            OURS.matcher(Files.readString(file)).results().forEach(found -> sentences.add(found.group(1)));
        }
        int blocks = 0;
        List<String> faults = new ArrayList<>();
        for (Path file : files) {
            String text = Files.readString(file);
            Matcher caught = CATCH.matcher(text);
            while (caught.find()) {
                blocks++;
                if (!sentences.containsAll(List.of(caught.group(1).strip().split("\\s*\\|\\s*")))) {
                    faults(file, caught.group(2), block(text, caught.end()), faults);
                }
            }
        }

        assertThat(blocks).isGreaterThan(200);
        assertThat(faults).isEmpty();
    }

    private static void faults(Path file, String name, String block, List<String> faults) {
        String pattern =
                "\\b%1$s\\.(?:getMessage|toString)\\(\\)|\\+\\s*%1$s\\b(?!\\.)|String\\.valueOf\\(%1$s\\)|\\b%1$s\\.getClass\\(\\)";
        Pattern.compile(String.format(pattern, name))
                .matcher(block)
                .results()
                .forEach(found -> faults.add(SOURCES.relativize(file) + ": " + found.group()));
    }

    private static String block(String text, int start) {
        int depth = 1;
        int end = start;
        while (depth > 0 && end < text.length()) {
            char c = text.charAt(end++);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        }
        return text.substring(start, end);
    }
}
