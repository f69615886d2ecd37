package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.configsync.file.ConfigFile;
import io.tekton.sharedservices.configsync.file.Failpoints.Step;
import io.tekton.sharedservices.configsync.file.SyncFailure;
import io.tekton.sharedservices.configsync.plan.ConfigChanges;
import io.tekton.sharedservices.configsync.plan.ConfigDocument;
import io.tekton.sharedservices.configsync.plan.ConfigFault;
import io.tekton.sharedservices.configsync.plan.Difference;
import io.tekton.sharedservices.configsync.plan.RegistryIndex;
import io.tekton.sharedservices.configsync.plan.RegistryLossGuard;
import io.tekton.sharedservices.configsync.plan.SyncPlan;
import io.tekton.sharedservices.files.FileStamp;
import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.journal.SyncRecord;
import io.tekton.sharedservices.journal.Trigger;
import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.json.TextEdit;
import io.tekton.sharedservices.registry.PlatformEntry;
import io.tekton.sharedservices.registry.PlatformRegistry;
import io.tekton.sharedservices.registry.RegistryReading;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sync itself: the flag is claimed first and the registry read after that, so the registry that was read contains
 * what the claim reports.
 */
final class FlagSync implements SyncRun.Work {
    private final SyncParts parts;
    private final String claimName;
    private final boolean dryRun;
    private final SyncRequest request;
    private final RecordMask mask;

    private List<Path> claims = List.of();
    private @Nullable List<PlatformEntry> registry;
    private Optional<FileStamp> registryFile = Optional.empty();
    private @Nullable LateChoice late;
    private Optional<SyncFailure> accepted = Optional.empty();
    private boolean acceptedRegistry;
    private @Nullable Draft latest;

    /** @param claimName unlike any before */
    FlagSync(SyncParts parts, String claimName, boolean dryRun, SyncRequest request) {
        this.parts = parts;
        this.claimName = claimName;
        this.dryRun = dryRun;
        this.request = request;
        this.mask = new RecordMask(parts.redaction());
    }

    @Override
    public List<String> prepare() throws SyncFailure {
        List<String> notices =
                new ArrayList<>(dryRun ? List.of() : parts.config().settleLeftovers());
        parts.flag().obstacle().ifPresent(notices::add);
        try {
            claims = dryRun ? parts.flag().pending() : parts.flag().claim(claimName);
        } catch (IOException e) {
            throw SyncFailure.of(
                    SyncFailure.FLAG_UNCLAIMABLE,
                    "the update flag " + parts.flag().path() + " could not be claimed",
                    e);
        }
        parts.steps().reached(Step.FLAG_CLAIMED);
        return notices;
    }

    @Override
    public boolean isCalledFor() {
        return request.force()
                || dryRun
                || !claims.isEmpty()
                || parts.config().lateSaves().isThere(parts.config().target());
    }

    @Override
    public Draft draft() throws SyncFailure {
        List<PlatformEntry> entries = registry();
        ConfigFile.Content content = parts.config().read();
        parts.steps().reached(Step.CONFIG_READ);
        LateChoice chosen = LateChoice.of(parts, content);
        late = chosen;
        Draft draft = chosen.wins() ? broughtBack(entries, content, chosen) : usual(entries, content);
        latest = draft;
        mask.forgetTexts();
        return draft;
    }

    private Draft usual(List<PlatformEntry> entries, ConfigFile.Content content) throws SyncFailure {
        boolean absent = content instanceof ConfigFile.Content.Absent;
        ConfigDocument document =
                content instanceof ConfigFile.Content.Present present ? present.document() : ConfigDocument.blank();
        accepted = new ConfigLossGuard(parts.backups(), parts.lastInLine(), dryRun).lost(content, document);
        if (accepted.isPresent() && !request.acceptConfig()) {
            throw accepted.get();
        }
        SyncPlan plan =
                absent ? SyncPlan.ofBlank(entries, parts.localNow()) : SyncPlan.of(entries, document, parts.localNow());
        String name = content.target().toString();
        SyncFailure held = heldBack(entries, document, plan);
        if (plan.isEmpty()) {
            return new Draft(content, null, record(plan.changes(), name, ""), plan.warnings(), held);
        }
        String text = document.json().text();
        String updated = TextEdit.apply(text, plan.edits());
        mask.knows(document.json(), mustLeaveNothingToDo(entries, updated).json());
        Difference differences = new Difference(mask::text);
        String difference = absent ? differences.ofNew(name, updated) : differences.ofEdits(name, text, plan.edits());
        return new Draft(
                content,
                updated.getBytes(StandardCharsets.UTF_8),
                record(plan.changes(), name, difference),
                plan.warnings(),
                held);
    }

    /**
     * Why a registry that switches these components off cannot be true; null where it can, or where a person accepts
     * it.
     */
    private @Nullable SyncFailure heldBack(List<PlatformEntry> entries, ConfigDocument document, SyncPlan plan) {
        String damage = parts.witness().damage();
        if (damage != null && RegistryLossGuard.mayBeLoss(plan.changes()) && !request.acceptRegistry()) {
            return new SyncFailure(
                    RegistryReading.MEMORY_DAMAGED,
                    damage + ", and the registry has lost several components. The configuration was not changed and the"
                            + " update flag is kept. If the registry is complete, run once: shared-services sync"
                            + " --accept-registry");
        }
        RegistryLossGuard.Lost lost = RegistryLossGuard.lost(
                document.components(),
                plan.changes(),
                new RegistryIndex(entries),
                parts.witness().living());
        int maxDrop = parts.witness().maxDropPercent();
        boolean collapsed = RegistryLossGuard.isCollapsed(lost, maxDrop);
        if (!collapsed || request.acceptRegistry()) {
            acceptedRegistry = collapsed;
            parts.hold().end();
            return null;
        }
        boolean waits = parts.hold().isWaiting(lost.processes(), registryFile) && request.trigger() != Trigger.MANUAL;
        return new SyncFailure(
                waits ? SyncFailure.WAITING : RegistryReading.COLLAPSED, RegistryLossGuard.sentence(lost, maxDrop));
    }

    /** A late save, synchronised with the registry, to replace the current content. */
    private Draft broughtBack(List<PlatformEntry> entries, ConfigFile.Content content, LateChoice chosen) {
        ConfigDocument saved = chosen.document();
        SyncPlan plan = SyncPlan.of(entries, saved, parts.localNow());
        String updated = TextEdit.apply(saved.json().text(), plan.edits());
        ConfigDocument written = mustLeaveNothingToDo(entries, updated);
        ConfigDocument here =
                content instanceof ConfigFile.Content.Present present ? present.document() : ConfigDocument.blank();
        String name = content.target().toString();
        byte[] bytes = updated.getBytes(StandardCharsets.UTF_8);
        mask.knows(here.json(), written.json());
        String difference = new Difference(mask::text).between(name, here.json().text(), updated);
        return new Draft(
                content,
                Arrays.equals(bytes, content.bytes()) ? null : bytes,
                record(ConfigChanges.between(here, written), name, difference),
                plan.warnings(),
                heldBack(entries, saved, plan));
    }

    private List<PlatformEntry> registry() throws SyncFailure {
        if (registry == null) {
            registryFile = parts.hold().registryStamp();
            PlatformRegistry.Reading reading = parts.registry().read();
            if (reading instanceof PlatformRegistry.Reading.NotRead not) {
                throw new SyncFailure(not.refused().reason(), not.refused().message());
            }
            registry = ((PlatformRegistry.Reading.Read) reading).entries();
            parts.steps().reached(Step.REGISTRY_READ);
        }
        return registry;
    }

    private SyncRecord record(List<ConfigChange> changes, String file, String difference) {
        Instant flaggedAt = claims.isEmpty() ? null : parts.flag().raisedAt(claims);
        return new SyncRecord(flaggedAt, file, mask.changes(changes), difference);
    }

    /**
     * A fault of the plan must not get into the file: what is to be written is read and planned for once more.
     *
     * @return what was read
     */
    private ConfigDocument mustLeaveNothingToDo(List<PlatformEntry> entries, String text) {
        ConfigDocument document = document(text);
        SyncPlan again = SyncPlan.of(entries, document, parts.localNow());
        if (!again.isEmpty()) {
            throw new IllegalStateException(
                    "the planned text is not in line: " + again.changes().size() + " changes left");
        }
        return document;
    }

    private static ConfigDocument document(String text) {
        try {
            return ConfigDocument.of(JsonText.of(text));
        } catch (ConfigFault | IllegalArgumentException e) {
            throw new IllegalStateException("the planned text is no configuration", e);
        }
    }

    @Override
    public List<String> settled() {
        List<String> notices = new ArrayList<>();
        LateChoice chosen = late;
        if (chosen != null) {
            notices.addAll(chosen.served());
        }
        Draft draft = latest;
        if (draft != null) {
            remember(draft, notices);
        }
        try {
            parts.witness().remember();
        } catch (UncheckedIOException e) {
            notices.add(Causes.of(e));
        }
        parts.steps().reached(Step.LAST_IN_LINE_KEPT);
        notices.addAll(parts.flag().remove(claims));
        return notices;
    }

    private void remember(Draft draft, List<String> notices) {
        byte[] written = draft.bytes();
        try {
            parts.lastInLine()
                    .set(draft.in().target(), written == null ? draft.in().bytes() : written);
        } catch (IOException e) {
            notices.add("what this sync left in place could not be remembered in "
                    + parts.backups().folder() + ", so that a save that puts it out of line may not be repaired: "
                    + Causes.of(e));
        }
    }

    @Override
    public @Nullable String message() {
        if (accepted.isPresent()) {
            return "the configuration had lost its components, and " + request.actor()
                    + " had them created again from the registry (--accept-config)";
        }
        if (acceptedRegistry) {
            return "the registry had lost most of the components that have living CI processes, and " + request.actor()
                    + " accepted it (--accept-registry)";
        }
        return late == null ? null : late.message();
    }
}
