package io.tekton.sharedservices;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code src/build/LambdaClasses.java} made of the program. */
class LambdaClassesTest {
    private static final String MADE = ".*\\$\\$\\d+";

    @Test
    void theJvmAcceptsEachClassAsMemberOfItsNest() throws Exception {
        List<String> made = names().stream().filter(name -> name.matches(MADE)).toList();

        List<String> strangers = new ArrayList<>();
        for (String name : made) {
            // verifies it, and makes the object of one that captures nothing
            Class<?> type = Class.forName(name, true, LambdaClassesTest.class.getClassLoader());
            Class<?> within = Class.forName(
                    name.substring(0, name.lastIndexOf("$$")), false, LambdaClassesTest.class.getClassLoader());
            if (!type.isNestmateOf(within)) {
                strangers.add(name);
            }
        }

        assertThat(strangers).isEmpty();
        assertThat(made).hasSizeGreaterThan(1_000);
    }

    @Test
    void fewLambdasAreLeftToBeMadeAtRunTime() throws Exception {
        List<String> asking = new ArrayList<>();
        for (String name : names()) {
            byte[] bytes = Files.readAllBytes(classes().resolve(name.replace('.', '/') + ".class"));
            if (new String(bytes, StandardCharsets.ISO_8859_1).contains("LambdaMetafactory")) {
                asking.add(name);
            }
        }

        // Those that box or unbox.
        assertThat(asking).hasSizeLessThan(60);
    }

    private static List<String> names() throws IOException, URISyntaxException {
        try (var files = Files.walk(classes())) {
            return files.map(file -> classes(file))
                    .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .toList();
        }
    }

    private static String classes(Path file) {
        try {
            return classes().relativize(file).toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static Path classes() throws URISyntaxException {
        return Path.of(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
