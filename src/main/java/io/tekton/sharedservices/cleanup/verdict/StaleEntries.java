package io.tekton.sharedservices.cleanup.verdict;

import io.tekton.sharedservices.registry.Registration;
import io.tekton.sharedservices.registry.Registrations;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@link VerdictRule#REGISTERED_ELSEWHERE}: an entry refers to the process by id, name or component, and none of its
 * pids is proven to be that CI. The entry may mean this process, so it is spared, and so is whatever descends from it.
 * Pure.
 */
final class StaleEntries {
    private StaleEntries() {}

    static VerdictRule.Finding find(Candidate process, JudgementContext around) {
        Set<String> living = new LinkedHashSet<>();
        String stale = stale(process, around, living);
        if (stale != null) {
            return VerdictRule.spares(stale);
        }
        for (Candidate ancestor : around.candidatesAbove(process)) {
            String above = stale(ancestor, around, new LinkedHashSet<>());
            if (above != null) {
                return VerdictRule.spares("of its ancestor pid " + ancestor.pid() + ": " + above);
            }
        }
        return VerdictRule.passes(living.isEmpty() ? unnamed(process) : String.join("; ", living));
    }

    /** @param living receives the entries that refer to it and whose process lives */
    private static @Nullable String stale(Candidate process, JudgementContext around, Set<String> living) {
        for (Registration entry : entriesOf(process, around.registrations())) {
            String stale = null;
            boolean lives = false;
            for (int pid : new TreeSet<>(entry.pids())) {
                String doubt = doubt(entry, pid, around);
                if (doubt == null) {
                    lives = true;
                    living.add(entry.id() + " is registered as pid " + pid + ", which lives");
                } else {
                    stale = entry.id() + " is registered as pid " + pid + ", " + doubt;
                }
            }
            if (!lives && stale != null) {
                return stale + ". To have it judged, remove that entry from " + entry.file();
            }
        }
        return null;
    }

    private static Set<Registration> entriesOf(Candidate process, Registrations registrations) {
        Set<Registration> entries = new LinkedHashSet<>();
        process.names().forEach(name -> entries.addAll(registrations.named(name)));
        String component = process.component();
        if (component != null) {
            entries.addAll(registrations.ofComponent(component));
        }
        return entries;
    }

    /** Why a registered pid is not proven to be the CI of its entry; null where it is. */
    private static @Nullable String doubt(Registration entry, int pid, JudgementContext around) {
        Holder holder = around.holders().of(pid);
        if (holder instanceof Holder.Nobody) {
            return "and no process has that pid: the entry is stale, and may mean this process";
        }
        if (holder instanceof Holder.Unknown unknown) {
            return "which cannot be read (" + unknown.why() + ")";
        }
        return holder instanceof Holder.Ci ci
                        && ci.isOf(entry)
                        && !around.known().isStranger(ci.identity(), entry)
                ? null
                : "and another process has that pid: the entry is stale, and may mean this process";
    }

    private static String unnamed(Candidate process) {
        Set<String> names = process.names();
        String component = process.component();
        if (names.isEmpty() && component == null) {
            return "it names no id and no component";
        }
        return "no registry entry with a pid has "
                + (names.isEmpty() ? "" : "its name " + String.join(", ", names))
                + (names.isEmpty() || component == null ? "" : " or ")
                + (component == null ? "" : "its component " + component);
    }
}
