package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.cleanup.verdict.Families;
import io.tekton.sharedservices.cleanup.verdict.JudgementContext;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Ends what descended from orphans, after those: only what remains, and only where its orphan has ended. That it
 * descended from it was judged while the orphan lived; all else is checked again before each signal.
 */
final class FamilyTermination implements Recheck {
    private static final Set<TerminationResult> ENDED =
            EnumSet.of(TerminationResult.TERMINATED, TerminationResult.KILLED, TerminationResult.GONE);

    private final RunContext context;
    private final Map<ProcessIdentity, Families.Member> members = new LinkedHashMap<>();
    private List<TerminationAttempt> attempts = List.of();
    private Map<ProcessIdentity, String> staying = Map.of();
    private Set<ProcessIdentity> ending = Set.of();

    /** Families of which one was spared after a round began: nothing more of them is signalled. By orphan. */
    private final Set<ProcessIdentity> broken = new HashSet<>();

    FamilyTermination(RunContext context, Families families) {
        this.context = context;
        families.members().forEach(member -> members.put(member.identity(), member));
    }

    /**
     * Those that remain to be ended, ancestors first; the others get their results.
     *
     * @param all every attempt of the run, those at the orphans being over
     * @param terminator of the family
     */
    List<TerminationAttempt> remaining(List<TerminationAttempt> all, Terminator terminator) {
        attempts = all;
        Map<ProcessIdentity, TerminationAttempt> byIdentity = new HashMap<>();
        all.forEach(attempt -> byIdentity.put(attempt.identity(), attempt));
        List<TerminationAttempt> remaining = new ArrayList<>();
        for (Families.Member member : members.values()) {
            TerminationAttempt attempt = byIdentity.get(member.identity());
            TerminationAttempt orphan = byIdentity.get(member.orphan());
            TerminationResult result = orphan == null ? null : orphan.recorded().result();
            if (attempt == null || !attempt.isOpen()) {
                continue;
            }
            if (attempt.pinned().exited()) {
                terminator.over(attempt, attempt.gone(context.now(), System.nanoTime()));
            } else if (result == null || !ENDED.contains(result)) {
                TerminationResult own = result == TerminationResult.NOT_SIGNALLED
                        ? TerminationResult.NOT_SIGNALLED
                        : TerminationResult.SPARED_ON_RECHECK;
                String why =
                        "pid " + member.orphan().pid() + ", from which it descends, was not ended (" + result + ")";
                terminator.over(attempt, attempt.ended(own, context.now(), why));
            } else {
                String other = unended(member, all);
                if (other == null) {
                    remaining.add(attempt);
                } else {
                    terminator.over(attempt, attempt.ended(TerminationResult.SPARED_ON_RECHECK, context.now(), other));
                }
            }
        }
        return remaining;
    }

    /**
     * What else below the same orphan was to be ended and was not, in words; null for nothing. It may need what is
     * above it, and what is below it is in its charge.
     */
    private static @Nullable String unended(Families.Member member, List<TerminationAttempt> all) {
        for (TerminationAttempt attempt : all) {
            TerminationResult result = attempt.recorded().result();
            boolean isBelow = attempt.verdict().candidate().lineage().ancestors().stream()
                    .anyMatch(node -> node.identity().equals(member.orphan()));
            if (isBelow && !attempt.isOpen() && !hasEnded(attempt)) {
                return "pid " + attempt.identity().pid() + ", of the same family, was not ended (" + result + ")";
            }
        }
        return null;
    }

    @Override
    public void begin(List<TerminationAttempt> endings, JudgementContext around) {
        List<Families.Member> open = endings.stream()
                .filter(TerminationAttempt::isOpen)
                .flatMap(ending -> Stream.ofNullable(members.get(ending.identity())))
                .toList();
        Set<ProcessIdentity> ended = attempts.stream()
                .filter(FamilyTermination::hasEnded)
                .map(TerminationAttempt::identity)
                .collect(Collectors.toSet());
        staying = Families.staying(open, ended, around, context.observer()::read);
        ending = Stream.concat(
                        ended.stream(),
                        open.stream().map(Families.Member::identity).filter(member -> !staying.containsKey(member)))
                .collect(Collectors.toSet());
    }

    private static boolean hasEnded(TerminationAttempt attempt) {
        TerminationResult result = attempt.recorded().result();
        return !attempt.isOpen() && result != null && ENDED.contains(result);
    }

    /** Asked once more of each, since it may have changed after the round began. */
    @Override
    public @Nullable String changed(TerminationAttempt attempt, JudgementContext around) {
        Families.Member member = Objects.requireNonNull(members.get(attempt.identity()));
        String stays = staying.get(member.identity());
        if (stays == null && broken.contains(member.orphan())) {
            stays = "another of its family stays";
        }
        if (stays == null) {
            stays = Families.stays(
                    member, context.observer().read(member.identity().pid()), around, ending);
            if (stays != null) {
                broken.add(member.orphan());
            }
        }
        return stays == null ? null : context.observer().masked(stays);
    }
}
