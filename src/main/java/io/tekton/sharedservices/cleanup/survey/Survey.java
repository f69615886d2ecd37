package io.tekton.sharedservices.cleanup.survey;

import io.tekton.sharedservices.process.ProcessFacts.Memory;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The known hosts of this system, what is below them, and what looks like theirs with no host above it. All texts are
 * printable, with secrets masked.
 *
 * @param scanned processes that were scanned
 * @param hosts the largest first
 * @param unowned the largest first
 * @param ofHosts the hosts and what is below them, each process once
 * @param ofUnowned the unowned ones and what is below them, each process once
 * @param known all presets that were asked
 * @param inForce the presets that the settings name
 * @param suggested the presets that name what was found, and that the settings do not name yet
 * @param witnessed whether a daemon has witnessed any owner
 * @param notes sentences: what could not be read, or is left out
 */
public record Survey(
        int scanned,
        List<Host> hosts,
        List<Unowned> unowned,
        Group ofHosts,
        Group ofUnowned,
        List<String> known,
        List<String> inForce,
        List<String> suggested,
        boolean witnessed,
        List<String> notes) {
    public Survey {
        hosts = List.copyOf(hosts);
        unowned = List.copyOf(unowned);
        known = List.copyOf(known);
        inForce = List.copyOf(inForce);
        suggested = List.copyOf(suggested);
        notes = List.copyOf(notes);
    }

    /**
     * One process.
     *
     * @param parent what the kernel calls its parent; null where that is not known
     * @param user null where not known
     * @param memory null where it could not be read
     */
    public record Listed(
            ProcessIdentity identity,
            Instant startedAt,
            int parentPid,
            @Nullable String parent,
            @Nullable String user,
            String command,
            long ageSeconds,
            @Nullable Memory memory) {}

    /**
     * Several processes.
     *
     * @param memoryBytes the sum of what is known of their memory
     * @param memoryUnknown of how many the memory could not be read
     * @param names what they are called, the largest first
     */
    public record Group(int count, long memoryBytes, int memoryUnknown, List<Named> names) {
        public Group {
            names = List.copyOf(names);
        }
    }

    /** The processes of a group that have one name. */
    public record Named(String name, int count, long memoryBytes) {}

    /**
     * The name of a rule.
     *
     * @param preset which brings it; null where the settings do
     * @param inForce whether the settings have it now
     */
    public record RuleName(String name, @Nullable String preset, boolean inForce) {}

    /**
     * A process that an owner rule names.
     *
     * @param below what descends from it, as far as no other host is nearer
     */
    public record Host(Listed process, List<RuleName> owners, Group below) {
        public Host {
            owners = List.copyOf(owners);
        }
    }

    /**
     * A process that a match rule with {@code owner=} names, with no host above it.
     *
     * @param signs that it may have been left behind; never proof
     * @param rules the match rules that name it
     * @param orphan whether a cleanup with these rules would end it now
     * @param rule the rule that decides
     * @param explanation why, a sentence
     */
    public record Unowned(
            Listed process,
            Group below,
            List<String> signs,
            List<RuleName> rules,
            boolean orphan,
            String rule,
            String explanation) {
        public Unowned {
            signs = List.copyOf(signs);
            rules = List.copyOf(rules);
        }
    }
}
