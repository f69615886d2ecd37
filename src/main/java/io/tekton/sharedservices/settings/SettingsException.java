package io.tekton.sharedservices.settings;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used; carries everything that is wrong with them, the file's faults first and by line. */
public final class SettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** @param problems at least one */
    public SettingsException(List<Problem> problems) {
        super(sorted(problems).stream().map(Problem::text).collect(Collectors.joining("\n")));
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("a settings exception needs a problem");
        }
        this.problems = sorted(problems);
    }

    /** All problems, sorted as in the message, which has one line for each. */
    public List<Problem> problems() {
        return problems;
    }

    private static List<Problem> sorted(List<Problem> problems) {
        return problems.stream()
                .sorted(Comparator.comparing(Problem::origin, Origin.ORDER))
                .toList();
    }
}
