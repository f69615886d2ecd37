package io.tekton.sharedservices.cleanup.verdict;

import io.tekton.sharedservices.cleanup.owner.Evidence;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@link VerdictRule#IN_USE}: a living process outside of its family, itself no orphan, is connected with it or with
 * what descends from it; or it listens, and might be connected with again. Pure.
 */
final class UseRule {
    private UseRule() {}

    static VerdictRule.Finding find(Candidate process, JudgementContext around) {
        if (!process.ownership().isByOwner()) {
            return VerdictRule.passes(OwnerRules.NO_OWNER_RULE);
        }
        String use = use(process, around, new HashSet<>());
        return use == null
                ? VerdictRule.passes("nobody outside of its family is connected with it")
                : VerdictRule.spares(use);
    }

    /**
     * The same of a member of the family of an orphan; its descendants are judged themselves.
     *
     * @param ending what is ended with it
     * @param unknownSpares whether it is spared where it is not known who uses it. Before the orphan has ended, that
     *     holds pipes to it, and often cannot be distinguished from others that might: then this is asked afterwards
     */
    static VerdictRule.Finding ofMember(
            Candidate process, JudgementContext around, Set<ProcessIdentity> ending, boolean unknownSpares) {
        Evidence evidence = around.owners();
        ProcessNode node = process.snapshot().node();
        if (!(evidence.descendants(node) instanceof Reading.Present<List<ProcessNode>> below)) {
            return VerdictRule.spares("what descends from it is not known");
        }
        Set<ProcessIdentity> harmless = new HashSet<>(ending);
        below.value().forEach(member -> harmless.add(member.identity()));
        Reading<Set<Evidence.Client>> clients = evidence.clients(List.of(node));
        if (clients instanceof Reading.Present<Set<Evidence.Client>> known) {
            for (Evidence.Client client : known.value()) {
                ProcessNode other = client.process();
                if (other == null) {
                    return VerdictRule.spares("somebody who is not seen here holds " + client.how());
                }
                if (!harmless.contains(other.identity())) {
                    return VerdictRule.spares("pid " + other.pid() + " (" + other.name() + ") holds " + client.how());
                }
            }
        } else if (unknownSpares) {
            return VerdictRule.spares("it is not known who uses it (" + OwnerRules.why(clients) + ")");
        }
        boolean endsListening =
                process.matches().stream().allMatch(rule -> rule.ownership().endsListening());
        String listening = endsListening ? null : listening(List.of(node), evidence);
        return listening == null
                ? VerdictRule.passes("nobody outside of its family is connected with it")
                : VerdictRule.spares(listening);
    }

    /**
     * How a process is used; null where it is not.
     *
     * @param orphans processes that are taken for orphans while this is asked, since those that use only each other are
     *     all unused; each is asked once, and the first that is none ends the question. Grows
     */
    private static @Nullable String use(Candidate process, JudgementContext around, Set<ProcessIdentity> orphans) {
        Evidence evidence = around.owners();
        Reading<List<ProcessNode>> below =
                evidence.descendants(process.snapshot().node());
        if (!(below instanceof Reading.Present<List<ProcessNode>> present)) {
            return "what descends from it is not known (" + OwnerRules.why(below) + ")";
        }
        List<ProcessNode> family = new ArrayList<>();
        family.add(process.snapshot().node());
        family.addAll(present.value());
        Set<Integer> pids = family.stream().map(ProcessNode::pid).collect(Collectors.toSet());
        Reading<Set<Evidence.Client>> clients = evidence.clients(family);
        if (!(clients instanceof Reading.Present<Set<Evidence.Client>> known)) {
            return "it is not known who uses it (" + OwnerRules.why(clients) + ")";
        }
        orphans.add(process.snapshot().identity());
        for (Evidence.Client client : known.value()) {
            ProcessNode other = client.process();
            if (other == null) {
                return "somebody who is not seen here holds " + client.how();
            }
            if (!pids.contains(other.pid()) && !isOrphan(other, around, orphans)) {
                return "pid " + other.pid() + " (" + other.name() + ") holds " + client.how();
            }
        }
        return process.ownership().endsListening() ? null : listening(family, evidence);
    }

    private static @Nullable String listening(List<ProcessNode> family, Evidence evidence) {
        for (ProcessNode member : family) {
            Reading<String> listening = evidence.listening(member.pid());
            if (listening instanceof Reading.Unreadable<String>) {
                return "whether pid " + member.pid() + " listens is not known (" + OwnerRules.why(listening) + ")";
            }
            if (listening instanceof Reading.Present<String> on && !on.value().isEmpty()) {
                return on.value() + ", and only a rule with listening=end ends what listens";
            }
        }
        return null;
    }

    private static boolean isOrphan(ProcessNode node, JudgementContext around, Set<ProcessIdentity> assumed) {
        if (assumed.contains(node.identity())) {
            return true;
        }
        Optional<Candidate> candidate = around.candidates()
                .apply(node.pid())
                .filter(found -> found.snapshot().identity().equals(node.identity()));
        // What the registry judges may be refused later in this run, and would then live on.
        if (candidate.isEmpty() || candidate.get().isByRegistry()) {
            return false;
        }
        for (VerdictRule rule : VerdictRule.values()) {
            if (rule != VerdictRule.IN_USE && rule.find(candidate.get(), around).spares()) {
                return false;
            }
        }
        return use(candidate.get(), around, assumed) == null;
    }
}
