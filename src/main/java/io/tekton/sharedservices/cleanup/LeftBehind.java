package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.cleanup.match.CommandText;
import io.tekton.sharedservices.cleanup.verdict.Families;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.redaction.Redaction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says which children a run leaves behind: in the verdict of their parent, and at the end of the run. */
record LeftBehind(List<Families.Left> left, Redaction redaction) {
    private static final int MOST_NAMED = 10;
    private static final int MOST_PARENTS = 20;

    LeftBehind {
        left = List.copyOf(left);
    }

    /** The verdict of an orphan with what it leaves behind. */
    RecordedVerdict noted(RecordedVerdict verdict) {
        List<Families.Left> own = left.stream()
                .filter(child -> child.parent().equals(verdict.identity()))
                .toList();
        return own.isEmpty() ? verdict : verdict.explained(verdict.explanation() + "; it " + sentence(own));
    }

    /**
     * What a run left behind; null for nothing.
     *
     * @param ended whether it ended a process, or would in a live run
     */
    @Nullable
    String message(Predicate<ProcessIdentity> ended, ProcessTable table) {
        Map<ProcessIdentity, List<Families.Left>> byParent = left.stream()
                .filter(child -> ended.test(child.parent()) && lives(child.process(), table))
                .collect(Collectors.groupingBy(
                        Families.Left::parent, LinkedHashMap::new, Collectors.toUnmodifiableList()));
        if (byParent.isEmpty()) {
            return null;
        }
        String all = byParent.entrySet().stream()
                .limit(MOST_PARENTS)
                .map(parent -> "pid " + parent.getKey().pid() + " " + sentence(parent.getValue()))
                .collect(Collectors.joining("; "));
        int more = byParent.size() - MOST_PARENTS;
        return more > 0 ? all + "; and " + more + " more leave children behind" : all;
    }

    private String sentence(List<Families.Left> children) {
        String names = children.stream()
                .limit(MOST_NAMED)
                .map(child -> child.process().pid() + " " + name(child.process())
                        + (child.rule().isEmpty() ? "" : " (" + child.rule() + ")"))
                .collect(Collectors.joining(", "));
        int more = children.size() - MOST_NAMED;
        return "leaves " + children.size() + (children.size() == 1 ? " child" : " children") + " behind: " + names
                + (more > 0 ? " and " + more + " more" : "");
    }

    private String name(ProcessNode process) {
        return redaction.text(CommandText.printable(process.name()));
    }

    private static boolean lives(ProcessNode process, ProcessTable table) {
        return table.node(process.pid()) instanceof Reading.Present<ProcessNode> now
                && now.value().identity().equals(process.identity())
                && !now.value().zombie();
    }
}
