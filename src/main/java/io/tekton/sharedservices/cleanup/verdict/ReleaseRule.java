package io.tekton.sharedservices.cleanup.verdict;

import io.tekton.sharedservices.cleanup.owner.Evidence;
import io.tekton.sharedservices.cleanup.owner.SeenBelow;
import io.tekton.sharedservices.cleanup.owner.SeenOwner;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link VerdictRule#RELEASED}: somebody meant the process to outlive its owner. It lost its parent while the owner
 * lived, or nobody saw in which order both ended, and it ignores SIGHUP or leads a session. That holds for what
 * descends from it, and for the ancestors that it needs. Pure.
 */
final class ReleaseRule {
    private ReleaseRule() {}

    static VerdictRule.Finding find(Candidate process, JudgementContext around) {
        if (!process.ownership().isByOwner()) {
            return VerdictRule.passes(OwnerRules.NO_OWNER_RULE);
        }
        if (process.ownership().endsDetached()) {
            return VerdictRule.passes("its rule has detached=end, so it is ended even if it was released");
        }
        List<ProcessNode> line = new ArrayList<>();
        line.add(process.snapshot().node());
        line.addAll(process.lineage().ancestors());
        for (int i = 0; i < line.size(); i++) {
            String how = released(line.get(i), i + 1 < line.size() ? line.get(i + 1) : null, around.owners());
            if (how != null) {
                return VerdictRule.spares(
                        (i == 0 ? "it " : "its ancestor pid " + line.get(i).pid() + " ") + how);
            }
        }
        Reading<List<ProcessNode>> below =
                around.owners().descendants(process.snapshot().node());
        if (!(below instanceof Reading.Present<List<ProcessNode>> present)) {
            return VerdictRule.spares("what descends from it is not known (" + OwnerRules.why(below) + ")");
        }
        for (ProcessNode node : present.value()) {
            ProcessNode parent = node.parentPid() == process.pid()
                    ? process.snapshot().node()
                    : present.value().stream()
                            .filter(other -> other.pid() == node.parentPid())
                            .findFirst()
                            .orElse(null);
            String how = released(node, parent, around.owners());
            if (how != null) {
                return VerdictRule.spares("its descendant pid " + node.pid() + " " + how);
            }
        }
        return VerdictRule.passes("nobody released it from its owner");
    }

    /** The same of a member of a family alone: its ancestors and descendants are judged themselves. */
    static VerdictRule.Finding ofMember(Candidate process, JudgementContext around) {
        List<ProcessNode> ancestors = process.lineage().ancestors();
        String how = process.ownership().endsDetached()
                ? null
                : released(process.snapshot().node(), ancestors.isEmpty() ? null : ancestors.get(0), around.owners());
        return how == null ? VerdictRule.passes("nobody released it from its owner") : VerdictRule.spares("it " + how);
    }

    /** How a process was released, in words; null where it was not. */
    private static @Nullable String released(ProcessNode node, @Nullable ProcessNode parent, Evidence evidence) {
        SeenBelow seen = evidence.of(node.identity()).orElse(null);
        if (seen == null) {
            return null;
        }
        for (var tie : seen.ties().entrySet()) {
            SeenOwner owner = evidence.owner(tie.getKey()).orElse(null);
            if (owner != null && mayHaveLeft(owner, tie.getValue(), seen, parent, evidence)) {
                String how = detached(node, seen, owner, evidence);
                if (how != null) {
                    return (tie.getValue().left()
                                    ? "left its owner pid " + owner.identity().pid() + " while that lived, and "
                                    : "may have left its owner pid "
                                            + owner.identity().pid() + " while that lived, and ")
                            + how;
                }
            }
        }
        return null;
    }

    /** A child of its owner lost it by the owner's end alone, and was not released. */
    private static boolean mayHaveLeft(
            SeenOwner owner, SeenBelow.Tie tie, SeenBelow seen, @Nullable ProcessNode parent, Evidence evidence) {
        if (tie.left()) {
            return true;
        }
        if (parent != null && parent.identity().equals(tie.parent())) {
            return false;
        }
        // A middle process of a double fork has its owner's command line, and may pass for an owner; it lives shortly.
        boolean lastingOwner = evidence.owner(tie.parent()).isPresent() && seen.sightings() >= SeenBelow.STABLE;
        return !tie.parent().equals(owner.identity()) && !lastingOwner;
    }

    private static @Nullable String detached(ProcessNode node, SeenBelow seen, SeenOwner owner, Evidence evidence) {
        Reading<Boolean> ignores = evidence.ignoresHangup(node.pid());
        if (!(ignores instanceof Reading.Present<Boolean> hangup)) {
            return "whether it ignores SIGHUP cannot be read (" + OwnerRules.why(ignores) + ")";
        }
        if (hangup.value()) {
            return "ignores SIGHUP";
        }
        if (node.session() == 0) {
            return "its session is not known";
        }
        if (node.session() == node.pid()) {
            return "leads a session of its own";
        }
        return seen.sightings() < SeenBelow.STABLE && node.session() != owner.session()
                ? "is in another session, where its first parent was seen once only"
                : null;
    }
}
