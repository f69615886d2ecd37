package io.tekton.sharedservices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The jar to compile against is made of the files that {@code packaging/archive/api-files.txt} names. */
class ApiFilesTest {
    private static final String OURS = "io.tekton.sharedservices.";

    @Test
    void holdTheWholeOfWhatTheyNeed() throws IOException {
        List<PathMatcher> listed = Files.readAllLines(Path.of("packaging/archive/api-files.txt")).stream()
                .map(line -> FileSystems.getDefault().getPathMatcher("glob:" + line))
                .toList();
        Set<JavaClass> classes = new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.tekton.sharedservices")
                        .stream()
                        .filter(one -> isListed(one, listed))
                        .collect(Collectors.toSet());

        Set<String> missing = new TreeSet<>();
        for (JavaClass one : classes) {
            one.getDirectDependenciesFromSelf().stream()
                    .map(needed -> needed.getTargetClass().getBaseComponentType())
                    .filter(target -> !target.isPrimitive() && !isThere(target, listed))
                    .forEach(target -> missing.add(target.getName() + ", needed by " + one.getName()));
        }

        assertThat(classes).hasSizeGreaterThan(100);
        assertThat(missing).isEmpty();
    }

    /** Of libraries, the jar needs an annotation alone, which compilers pass over where it is missing. */
    private static boolean isThere(JavaClass target, List<PathMatcher> listed) {
        if (target.getName().startsWith(OURS)) {
            return isListed(target, listed);
        }
        try {
            ClassLoader.getPlatformClassLoader().loadClass(target.getName());
            return true;
        } catch (ClassNotFoundException e) {
            return target.getName().startsWith("org.jspecify.annotations.");
        }
    }

    private static boolean isListed(JavaClass one, List<PathMatcher> listed) {
        Path file = Path.of(one.getName().replace('.', '/') + ".class");
        return listed.stream().anyMatch(matcher -> matcher.matches(file));
    }
}
