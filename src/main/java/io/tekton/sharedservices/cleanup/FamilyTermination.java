package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.cleanup.verdict.Families;
import io.tekton.sharedservices.cleanup.verdict.JudgementContext;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
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
    private Map<ProcessIdentity, String> staying = Map.of();
    private Set<ProcessIdentity> ending = Set.of();

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
        Map<ProcessIdentity, TerminationAttempt> attempts = new HashMap<>();
        all.forEach(attempt -> attempts.put(attempt.identity(), attempt));
        List<TerminationAttempt> remaining = new ArrayList<>();
        for (Families.Member member : members.values()) {
            TerminationAttempt attempt = attempts.get(member.identity());
            TerminationAttempt orphan = attempts.get(member.orphan());
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
                remaining.add(attempt);
            }
        }
        return remaining;
    }

    @Override
    public void begin(List<TerminationAttempt> endings, JudgementContext around) {
        List<Families.Member> open = endings.stream()
                .filter(TerminationAttempt::isOpen)
                .flatMap(ending -> Stream.ofNullable(members.get(ending.identity())))
                .toList();
        staying = Families.staying(open, around, context.observer()::read);
        ending = open.stream()
                .map(Families.Member::identity)
                .filter(member -> !staying.containsKey(member))
                .collect(Collectors.toSet());
    }

    /** Asked once more of each, since it may have changed after the round began. */
    @Override
    public @Nullable String changed(TerminationAttempt attempt, JudgementContext around) {
        Families.Member member = Objects.requireNonNull(members.get(attempt.identity()));
        String stays = staying.get(member.identity());
        if (stays == null) {
            stays = Families.stays(
                    member, context.observer().read(member.identity().pid()), around, ending);
        }
        return stays == null ? null : context.observer().masked(stays);
    }
}
