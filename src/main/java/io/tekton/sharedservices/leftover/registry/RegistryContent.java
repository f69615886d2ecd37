package io.tekton.sharedservices.leftover.registry;

import io.tekton.sharedservices.files.DurableFiles;
import io.tekton.sharedservices.json.FileFault;
import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.json.JsonValue;
import io.tekton.sharedservices.leftover.proof.Surroundings;
import io.tekton.sharedservices.leftover.rule.Reason;
import io.tekton.sharedservices.redaction.Redaction;
import io.tekton.sharedservices.redaction.SecretJson;
import io.tekton.sharedservices.registry.Registration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The bytes of a registry that was read and parsed, and which entries in it are dead. */
final class RegistryContent {
    private static final int MOST_BYTES = 64 << 20;

    final Path target;
    final byte[] bytes;
    final JsonText json;
    private final Map<String, Registration> registrations = new HashMap<>();

    private RegistryContent(Path target, byte[] bytes, JsonText json, List<Registration> registrations) {
        this.target = target;
        this.bytes = bytes;
        this.json = json;
        registrations.forEach(one -> this.registrations.put(one.id(), one));
    }

    /**
     * @param registrations what was read of it under the same lock
     * @throws FileFault if it says something else by now
     */
    static RegistryContent read(Path file, List<Registration> registrations) throws IOException, FileFault {
        Path target = file.toRealPath();
        byte[] bytes = DurableFiles.read(target, MOST_BYTES);
        RegistryContent content = new RegistryContent(target, bytes, JsonText.parse(bytes), registrations);
        if (content.json.root().members().size() != content.registrations.size()) {
            throw FileFault.passing("changed while it was read");
        }
        return content;
    }

    /** The entries of which every process has ended; those without a pid are meant to run, and are none. */
    List<DeadEntry> dead(Surroundings around, CarriedNames carried, Redaction redaction) throws FileFault {
        List<DeadEntry> dead = new ArrayList<>();
        for (JsonValue.Member member : json.root().members()) {
            Registration one = registrations.get(member.name());
            if (one == null || !pids(member.value()).equals(one.pids())) {
                throw FileFault.passing("changed while it was read");
            }
            if (!one.pids().isEmpty() && one.pids().stream().allMatch(pid -> around.mayLive(pid) == null)) {
                dead.add(judged(member, one, carried, redaction));
            }
        }
        boolean all = dead.stream().filter(DeadEntry::isLeftover).count()
                == json.root().members().size();
        return all ? dead.stream().map(RegistryContent::last).toList() : dead;
    }

    /** Those that the text itself says, at the top and in {@code metadata}. */
    private static Set<Integer> pids(JsonValue value) throws FileFault {
        Set<Integer> pids = new HashSet<>();
        if (value instanceof JsonValue.Object object) {
            for (JsonValue.Member member : object.members()) {
                if (member.name().equals("metadata")) {
                    pids.addAll(pids(member.value()));
                } else if (member.name().equals("pid")
                        && member.value() instanceof JsonValue.Scalar said
                        && !said.raw().equals("null")) {
                    try {
                        pids.add(Integer.parseInt(said.text().strip()));
                    } catch (NumberFormatException e) {
                        throw FileFault.passing("has a pid that is no number");
                    }
                }
            }
        }
        return pids;
    }

    private DeadEntry judged(JsonValue.Member member, Registration one, CarriedNames carried, Redaction redaction) {
        int pid = one.pids().iterator().next();
        String unread = carried.unreadable();
        String name = carriedName(one, carried);
        Reason reason = name != null ? Reason.CARRIED : unread != null ? Reason.PROCESSES_UNREADABLE : Reason.ABANDONED;
        String why = switch (reason) {
            case PROCESSES_UNREADABLE -> "a process cannot be read (" + unread + "), so it may carry the name";
            case CARRIED -> "a living process carries " + name + ", so the entry may spare it";
            default -> "pid " + pid + " has ended, and no process carries its name";
        };
        String value = json.raw(member.value());
        return new DeadEntry(
                member.name(),
                member.rawName() + ": " + value,
                member.rawName() + ": " + new SecretJson(redaction).masked(member.name(), value),
                pid,
                reason,
                why);
    }

    private static @Nullable String carriedName(Registration one, CarriedNames carried) {
        for (String name : new @Nullable String[] {one.id(), one.name(), one.component(), one.effectiveComponent()}) {
            if (carried.has(name)) {
                return name;
            }
        }
        return null;
    }

    private static DeadEntry last(DeadEntry entry) {
        return new DeadEntry(
                entry.name(),
                entry.text(),
                entry.shown(),
                entry.pid(),
                Reason.LAST_ENTRIES,
                "the registry would become empty");
    }
}
