package io.tekton.sharedservices.cleanup.verdict;

import io.tekton.sharedservices.cleanup.match.Ownership;
import io.tekton.sharedservices.cleanup.owner.Evidence;
import io.tekton.sharedservices.cleanup.owner.SeenBelow;
import io.tekton.sharedservices.cleanup.owner.SeenOwner;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@link VerdictRule#OWNER_LIVES}, {@link VerdictRule#NEVER_OWNED} and {@link VerdictRule#RECENTLY_ORPHANED}: whether
 * the owners of a process have ended. Any owner spares; only an owner that its rules name is proof. Pure.
 */
final class OwnerRules {
    static final String NO_OWNER_RULE = "no match rule with owner= names it";

    private OwnerRules() {}

    static VerdictRule.Finding lives(Candidate process, JudgementContext around) {
        return process.ownership().isByOwner() ? lives(process, around, Set.of()) : VerdictRule.passes(NO_OWNER_RULE);
    }

    /** @param ending owners that are ended with it, and do not spare it */
    static VerdictRule.Finding lives(Candidate process, JudgementContext around, Set<ProcessIdentity> ending) {
        Ownership ownership = process.ownership();
        Evidence evidence = around.owners();
        for (ProcessNode ancestor : process.lineage().ancestors()) {
            if (ending.contains(ancestor.identity())) {
                continue;
            }
            Reading<Set<String>> owning = evidence.owning(ancestor);
            if (!(owning instanceof Reading.Present<Set<String>> names)) {
                return VerdictRule.spares("whether its ancestor pid " + ancestor.pid() + " is an owner is not known ("
                        + why(owning) + ")");
            }
            if (!names.value().isEmpty() && !decidesByNearest(names.value(), ownership)) {
                return VerdictRule.spares("its ancestor pid " + ancestor.pid() + " is a living owner: "
                        + String.join(", ", names.value()));
            }
        }
        List<String> ended = new ArrayList<>();
        for (SeenOwner owner : deciding(process, around)) {
            if (ending.contains(owner.identity())) {
                continue;
            }
            Reading<Boolean> end = evidence.ended(owner);
            if (!(end instanceof Reading.Present<Boolean> known)) {
                return VerdictRule.spares(
                        "whether its owner " + words(owner) + " has ended is not known (" + why(end) + ")");
            }
            if (!known.value()) {
                return VerdictRule.spares("it was seen below " + words(owner) + ", which lives");
            }
            ended.add(words(owner));
        }
        return VerdictRule.passes(
                ended.isEmpty()
                        ? "no owner of it is known"
                        : "it was seen below " + String.join(" and ", ended) + ", which ended");
    }

    static VerdictRule.Finding never(Candidate process, JudgementContext around) {
        Ownership ownership = process.ownership();
        if (!ownership.isByOwner()) {
            return VerdictRule.passes(NO_OWNER_RULE);
        }
        boolean named = deciding(process, around).stream()
                .anyMatch(owner -> !Collections.disjoint(owner.names(), ownership.names()));
        return named
                ? VerdictRule.passes("it was seen below an owner that its rule names")
                : VerdictRule.spares("it was never seen below an owner named "
                        + ownership.names().stream().sorted().collect(Collectors.joining(" or ")));
    }

    static VerdictRule.Finding recently(Candidate process, JudgementContext around) {
        return process.ownership().isByOwner()
                ? recently(process, around, Set.of())
                : VerdictRule.passes(NO_OWNER_RULE);
    }

    /** @param ending owners that are ended with it, and do not spare it */
    static VerdictRule.Finding recently(Candidate process, JudgementContext around, Set<ProcessIdentity> ending) {
        Duration since = null;
        for (SeenOwner owner : deciding(process, around)) {
            if (ending.contains(owner.identity())) {
                continue;
            }
            Duration endedAt = owner.endedAt();
            Duration passed =
                    endedAt == null ? Duration.ZERO : around.owners().now().minus(endedAt);
            since = since == null || passed.compareTo(since) < 0 ? passed : since;
        }
        if (since == null) {
            return VerdictRule.passes("no owner of it is known");
        }
        String because = "its last owner was first seen ended " + AgeText.words(since) + " ago, and "
                + AgeText.words(around.minAge()) + " is the minimum";
        return since.compareTo(around.minAge()) < 0 ? VerdictRule.spares(because) : VerdictRule.passes(because);
    }

    /**
     * Why a process stays for its terminal, in words; null where it does not. One that a rule names by its environment
     * alone may be anything that inherited that, such as an editor in a terminal that somebody opened below the owner.
     */
    static @Nullable String terminal(Candidate process, JudgementContext around) {
        ProcessNode node = process.snapshot().node();
        if (!process.isNamedByWitness()) {
            return null;
        }
        if (node.session() == 0) {
            return "its session is not known, and its rule asks for nothing of its command line";
        }
        boolean inOwners = deciding(process, around).stream().anyMatch(owner -> owner.session() == node.session());
        return node.terminal() && (node.leadsTerminal() || !inOwners)
                ? "it is in the session of a terminal in which its owner was not, and its rule asks for nothing of its"
                        + " command line"
                : null;
    }

    /** The owners that must all have ended: every one, or the nearest alone where its rules say so. */
    static List<SeenOwner> deciding(Candidate process, JudgementContext around) {
        Evidence evidence = around.owners();
        SeenBelow seen = evidence.of(process.snapshot().identity()).orElse(null);
        if (seen == null) {
            return List.of();
        }
        return seen.ties().keySet().stream()
                .flatMap(owner -> evidence.owner(owner).stream())
                .filter(owner -> owner.identity().equals(seen.nearest())
                        || !decidesByNearest(owner.names(), process.ownership()))
                .sorted((one, other) ->
                        Integer.compare(one.identity().pid(), other.identity().pid()))
                .toList();
    }

    /**
     * The name of the owner whose end makes an orphan of it: of the nearest one that its rules name; null without any.
     */
    static @Nullable String ended(Candidate process, JudgementContext around) {
        ProcessIdentity nearest = around.owners()
                .of(process.snapshot().identity())
                .map(SeenBelow::nearest)
                .orElse(null);
        return deciding(process, around).stream()
                .sorted(Comparator.comparing(owner -> !owner.identity().equals(nearest)))
                .flatMap(owner -> owner.names().stream())
                .filter(process.ownership().names()::contains)
                .findFirst()
                .orElse(null);
    }

    /** Whether the rules say {@code :nearest} of all names of an owner, and never name one without it. */
    private static boolean decidesByNearest(Set<String> names, Ownership ownership) {
        return names.stream()
                .allMatch(name -> ownership.owners().contains(new Ownership.Named(name, true))
                        && !ownership.owners().contains(new Ownership.Named(name, false)));
    }

    private static String words(SeenOwner owner) {
        return String.join(", ", owner.names()) + " (pid " + owner.identity().pid() + ")";
    }

    static String why(Reading<?> reading) {
        return reading instanceof Reading.Unreadable<?> unreadable ? unreadable.why() : "it is gone";
    }
}
