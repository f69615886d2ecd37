package io.tekton.sharedservices.cleanup.verdict;

import io.tekton.sharedservices.cleanup.match.CommandText;
import io.tekton.sharedservices.registry.Registration;
import io.tekton.sharedservices.registry.Registrations;
import io.tekton.sharedservices.registry.RegistryReading;
import io.tekton.sharedservices.registry.memory.ReadingTime;
import io.tekton.sharedservices.registry.memory.RememberedRegistrations;
import io.tekton.sharedservices.registry.memory.SeenRegistration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Decides whether a reading of the registry can be true, by what is known of earlier ones. A registry that has lost
 * most of the CI processes that still live was torn, emptied, restored or overwritten; a process that it no longer
 * names is not an orphan. Pure.
 */
public final class RegistryGuard {
    /** One lost process is an orphan like any other; the guard begins with the second. */
    private static final int FEWEST_LOST = 2;

    private static final int MOST_NAMED = 200;

    private RegistryGuard() {}

    /**
     * Whether the reading lost too many of the processes that believed readings saw registered.
     *
     * @param at when the registry was read
     * @param maxDropPercent this share of them, or more, and the reading is refused; 1 to 100
     */
    public static Optional<RegistryReading.Refused> collapsed(
            Registrations now,
            RememberedRegistrations before,
            Holders holders,
            ReadingTime at,
            String pidNamespace,
            int maxDropPercent) {
        int counted = 0;
        List<SeenRegistration> lost = new ArrayList<>();
        for (SeenRegistration one : before.inWindow(at, pidNamespace)) {
            boolean lives = livesAsCi(one, holders);
            if (!lives && !one.ended()) {
                continue; // it ended by itself, which is no loss
            }
            counted++;
            boolean registered = lives && !now.withPid(one.identity().pid()).isEmpty();
            if (!registered && !RememberedRegistrations.isNamedWithoutPid(one, now) && !isReplaced(one, now, holders)) {
                lost.add(one);
            }
        }
        boolean collapsed = lost.size() >= FEWEST_LOST && lost.size() * 100L >= (long) maxDropPercent * counted;
        return collapsed
                ? Optional.of(new RegistryReading.Refused(
                        RegistryReading.COLLAPSED, sentence(lost, counted, maxDropPercent), null, null, null))
                : Optional.empty();
    }

    public static boolean livesAsCi(SeenRegistration one, Holders holders) {
        Holder holder = holders.of(one.identity().pid());
        return holder instanceof Holder.Unknown
                || (holder instanceof Holder.Ci ci && ci.identity().equals(one.identity()));
    }

    /** After a restart of the platform, a new process is registered under the id of the old one. */
    private static boolean isReplaced(SeenRegistration one, Registrations now, Holders holders) {
        for (String id : one.ids()) {
            for (Registration entry : now.named(id)) {
                for (int pid : entry.pids()) {
                    if (holders.of(pid) instanceof Holder.Ci ci
                            && !ci.identity().equals(one.identity())
                            && ci.isOf(entry)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static String sentence(List<SeenRegistration> lost, int counted, int maxDropPercent) {
        String names = lost.stream()
                .limit(MOST_NAMED)
                .map(SeenRegistration::describe)
                .sorted()
                .collect(Collectors.joining(", "));
        long ended = lost.stream().filter(SeenRegistration::ended).count();
        return CommandText.printable("the registry lost " + lost.size() + " of the " + counted
                + " CI processes that it had in the last 24 hours of believed readings, and registry.max-drop is "
                + maxDropPercent + "%. No longer registered: " + names
                + (lost.size() > MOST_NAMED ? " and " + (lost.size() - MOST_NAMED) + " more" : "")
                + (ended == 0 ? ". They live" : ". " + ended + " of them were ended by earlier runs, the others live")
                + ", so the registry cannot be true. Restore it, or restart the platform. If it is true, run once:"
                + " shared-services cleanup --accept-registry");
    }

    /** Whether the reading has no plausible registration: no living process and no entry without a pid. */
    public static boolean isEmpty(Registrations now, Holders holders) {
        return now.all().stream().noneMatch(entry -> entry.pids().isEmpty() || holders.anyLives(entry));
    }

    public static RegistryReading.Refused empty(Registrations now, int orphans) {
        return new RegistryReading.Refused(
                RegistryReading.EMPTY,
                (now.all().isEmpty()
                                ? "the registry has no registrations"
                                : "none of the " + now.all().size() + " processes that the registry names lives")
                        + ", and " + orphans + (orphans == 1 ? " process" : " processes")
                        + " would be orphans by that. Start the platform, or name the right files in registry.files."
                        + " If the registry is true, run once: shared-services cleanup --accept-registry",
                null,
                null,
                null);
    }
}
