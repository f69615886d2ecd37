package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.audit.SyncRecord;
import io.tekton.sharedservices.configsync.SyncSteps.Step;
import io.tekton.sharedservices.registry.JsonText;
import io.tekton.sharedservices.registry.PlatformEntry;
import io.tekton.sharedservices.registry.PlatformRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sync itself: the flag is claimed first and the registry read after that, so what the claim stands for is in what was read. */
final class FlagWork implements SyncRun.Work {
    private final SyncParts parts;
    private final String claimName;
    private final boolean dryRun;
    private final boolean force;

    private List<Path> claims = List.of();
    private @Nullable List<PlatformEntry> registry;

    /** @param claimName unlike any before */
    FlagWork(SyncParts parts, String claimName, boolean dryRun, boolean force) {
        this.parts = parts;
        this.claimName = claimName;
        this.dryRun = dryRun;
        this.force = force;
    }

    @Override
    public List<String> prepare() throws SyncFailure {
        List<String> told = new ArrayList<>(dryRun ? List.of() : parts.config().settleLeftovers());
        parts.flag().obstacle().ifPresent(told::add);
        try {
            claims = dryRun ? parts.flag().standing() : parts.flag().claim(claimName);
        } catch (IOException e) {
            throw SyncFailure.of(
                    SyncFailure.FLAG_UNCLAIMABLE,
                    "the update flag " + parts.flag().path() + " could not be claimed",
                    e);
        }
        parts.steps().reached(Step.FLAG_CLAIMED);
        return told;
    }

    @Override
    public boolean isCalledFor() {
        return force || dryRun || !claims.isEmpty();
    }

    @Override
    public Draft draft() throws SyncFailure {
        List<PlatformEntry> entries = registry();
        ConfigFile.Content content = parts.config().read();
        parts.steps().reached(Step.CONFIG_READ);
        boolean absent = content instanceof ConfigFile.Content.Absent;
        ConfigDocument document =
                content instanceof ConfigFile.Content.Present present ? present.document() : ConfigDocument.blank();
        SyncPlan plan =
                absent ? SyncPlan.ofBlank(entries, parts.localNow()) : SyncPlan.of(entries, document, parts.localNow());
        String name = content.target().toString();
        if (plan.isEmpty()) {
            return new Draft(content, null, record(plan, name, ""), plan.warnings());
        }
        String text = document.json().text();
        String anew = TextEdit.apply(text, plan.edits());
        mustLeaveNothingToDo(entries, anew);
        Difference differences = new Difference(parts.mask()::text);
        String difference = absent ? differences.ofNew(name, anew) : differences.ofEdits(name, text, plan.edits());
        return new Draft(
                content, anew.getBytes(StandardCharsets.UTF_8), record(plan, name, difference), plan.warnings());
    }

    private List<PlatformEntry> registry() throws SyncFailure {
        if (registry == null) {
            PlatformRegistry.Reading reading = parts.registry().read();
            if (reading instanceof PlatformRegistry.Reading.NotRead not) {
                throw new SyncFailure(not.refused().reason(), not.refused().message());
            }
            registry = ((PlatformRegistry.Reading.Read) reading).entries();
            parts.steps().reached(Step.REGISTRY_READ);
        }
        return registry;
    }

    private SyncRecord record(SyncPlan plan, String file, String difference) {
        Instant flaggedAt = claims.isEmpty() ? null : parts.flag().raisedAt(claims);
        return new SyncRecord(flaggedAt, file, parts.mask().changes(plan.changes()), difference);
    }

    /** A fault of the plan must not get into the file: what is to be written is read and planned for once more. */
    private void mustLeaveNothingToDo(List<PlatformEntry> entries, String text) {
        try {
            SyncPlan again = SyncPlan.of(entries, ConfigDocument.of(JsonText.of(text)), parts.localNow());
            if (!again.isEmpty()) {
                throw new IllegalStateException(
                        "the planned text is not in line: " + again.changes().size() + " changes left");
            }
        } catch (ConfigFault | IllegalArgumentException e) {
            throw new IllegalStateException("the planned text is no configuration", e);
        }
    }

    @Override
    public List<String> settled() {
        return parts.flag().remove(claims);
    }
}
