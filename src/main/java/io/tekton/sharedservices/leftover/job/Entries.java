package io.tekton.sharedservices.leftover.job;

import io.tekton.sharedservices.journal.leftover.LeftoverAction;
import io.tekton.sharedservices.journal.leftover.RecordedLeftover;
import io.tekton.sharedservices.leftover.proof.Surroundings;
import io.tekton.sharedservices.leftover.quarantine.Failpoints.Step;
import io.tekton.sharedservices.leftover.quarantine.Outcome;
import io.tekton.sharedservices.leftover.registry.DeadEntry;
import io.tekton.sharedservices.leftover.registry.RegistryPrune;
import io.tekton.sharedservices.leftover.rule.Prune;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The part of a run that is about registry entries. */
final class Entries {
    private static final String RULE = "registry.prune";
    private static final String KIND = "entry";

    private final @Nullable RegistryPrune prune;
    private final Prune mode;
    private final LeftoverParts parts;
    private final Tally tally;
    private List<DeadEntry> found = List.of();

    Entries(LeftoverParts parts, Tally tally) {
        this.prune = parts.prune();
        this.mode = parts.settings().prune();
        this.parts = parts;
        this.tally = tally;
    }

    /** Judges the entries, under the shared lock. */
    void look(Supplier<Surroundings> around) {
        RegistryPrune registry = prune;
        if (registry == null || mode == Prune.OFF) {
            return;
        }
        try {
            registry.settle().forEach(tally::say);
        } catch (IOException e) {
            tally.failed("what a removal left beside " + registry.path() + " cannot be settled: " + Causes.of(e));
            return;
        }
        RegistryPrune.Found judged = registry.look(around.get());
        if (judged.trouble() != null) {
            tally.failed(judged.trouble());
        }
        found = judged.entries();
        tally.found(
                found.size(), (int) found.stream().filter(DeadEntry::isLeftover).count());
    }

    /** How many are leftovers. */
    int leftovers() {
        return (int) found.stream().filter(DeadEntry::isLeftover).count();
    }

    List<RecordedLeftover> onRecord() {
        RegistryPrune registry = prune;
        return registry == null
                ? List.of()
                : found.stream()
                        .map(entry -> new RecordedLeftover(
                                registry.path() + "#" + entry.name(),
                                KIND,
                                RULE,
                                0,
                                0,
                                bytes(entry),
                                1,
                                null,
                                entry.pid(),
                                entry.isLeftover()
                                        ? RecordedLeftover.Verdict.LEFTOVER
                                        : RecordedLeftover.Verdict.SPARED,
                                entry.reason().word(),
                                entry.explanation()))
                        .toList();
    }

    private static long bytes(DeadEntry entry) {
        return entry.text().getBytes(StandardCharsets.UTF_8).length;
    }

    /** Removes those that are leftovers, if that is what the settings say. */
    void remove(Actions actions, Supplier<Surroundings> around, String run) {
        RegistryPrune registry = prune;
        List<DeadEntry> going = found.stream().filter(DeadEntry::isLeftover).toList();
        if (registry == null || mode != Prune.PRUNE || going.isEmpty()) {
            return;
        }
        List<LeftoverAction> intents = new ArrayList<>();
        for (DeadEntry entry : going) {
            intents.add(
                    actions.prune(registry.path().toString(), entry.name(), KIND, RULE, bytes(entry), entry.shown()));
        }
        actions.intend(intents);
        parts.steps().reached(Step.PRUNE_INTENDED);
        List<String> notices = new ArrayList<>();
        Map<String, String> refusals = registry.remove(going, around.get(), run, notices);
        notices.forEach(tally::say);
        List<LeftoverAction> settled = new ArrayList<>();
        for (LeftoverAction intent : intents) {
            String why = refusals.get(intent.place());
            Outcome outcome = why == null ? Outcome.DONE : Outcome.notDone(why);
            tally.moved(outcome);
            settled.add(actions.settled(intent, outcome));
        }
        actions.settle(settled);
        parts.steps().reached(Step.PRUNE_SETTLED);
    }
}
