package io.tekton.sharedservices.settings;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used; carries everything that is wrong with them, the file's faults first and by line. */
public final class SettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int MOST_LINES = 200;

    private final transient List<Problem> problems;

    /** @param problems at least one */
    public SettingsException(List<Problem> problems) {
        super(message(sorted(problems)));
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("a settings exception needs a problem");
        }
        this.problems = sorted(problems);
    }

    /** All problems, sorted as in the message, which has one line for each of the first 200. */
    public List<Problem> problems() {
        return problems;
    }

    private static String message(List<Problem> problems) {
        String lines = problems.stream().limit(MOST_LINES).map(Problem::text).collect(Collectors.joining("\n"));
        return problems.size() <= MOST_LINES ? lines : lines + "\nand " + (problems.size() - MOST_LINES) + " more";
    }

    private static List<Problem> sorted(List<Problem> problems) {
        return problems.stream()
                .sorted(Comparator.comparing(Problem::origin, Origin::compare))
                .toList();
    }
}
