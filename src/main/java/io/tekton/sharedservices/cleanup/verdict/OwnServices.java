package io.tekton.sharedservices.cleanup.verdict;

import org.jspecify.annotations.Nullable;

/**
 * {@link VerdictRule#IN_SERVICE}: the process serves its own port or socket, and the registry cannot prove that nobody
 * needs it. What descends from such a process is spared with it. Pure.
 */
final class OwnServices {
    private OwnServices() {}

    static VerdictRule.Finding find(Candidate process, JudgementContext around) {
        InService mode = around.services().mode();
        if (mode == InService.IGNORE) {
            return VerdictRule.passes("in-service is ignore, so its own service does not spare it");
        }
        String spared = spared(process, around);
        if (spared != null) {
            return VerdictRule.spares(spared);
        }
        for (Candidate ancestor : around.candidatesAbove(process)) {
            String above = spared(ancestor, around);
            if (above != null) {
                return VerdictRule.spares("of its ancestor pid " + ancestor.pid() + ": " + above);
            }
        }
        return VerdictRule.passes(
                process.service() instanceof Service.Silent silent
                        ? silent.why()
                        : service(process) + "; enough is known of this platform folder to judge it all the same");
    }

    private static @Nullable String spared(Candidate process, JudgementContext around) {
        if (process.service() instanceof Service.Silent) {
            return null;
        }
        if (around.services().mode() == InService.SPARE) {
            return service(process) + ", and in-service is spare";
        }
        String reason = reason(process, around);
        return reason == null ? null : service(process) + ", and " + reason + ". --in-service ignore overrides this";
    }

    private static String service(Candidate process) {
        return process.service() instanceof Service.Serves serves
                ? serves.what()
                : "whether it serves a port or socket cannot be read (" + ((Service.Unknown) process.service()).why()
                        + ")";
    }

    /** Why the registry cannot prove that it is an orphan; null where it can. */
    private static @Nullable String reason(Candidate process, JudgementContext around) {
        RegistrationHistory known = around.known();
        boolean seen = known.seen(process.snapshot().identity()).isPresent();
        if (around.services().trustsEmpty()) {
            return "a missing or empty registry is trusted, which proves little of a process that serves";
        }
        if (known.sinceFirstReading().compareTo(around.minAge()) <= 0) {
            return "little is known of this platform folder yet: its registry was first believed "
                    + AgeText.words(known.sinceFirstReading()) + " ago, and " + AgeText.words(around.minAge())
                    + " is the minimum";
        }
        if (process.matches().stream().noneMatch(rule -> known.memory().rules().contains(rule.name()))) {
            return "no process that its match rule names was ever seen registered";
        }
        if (!seen && known.beganBeforeFirstReading(process.snapshot().age())) {
            return "it began before the first believed reading of the registry, and none ever saw it registered";
        }
        return seen && mayServeASocket(process.service())
                ? "it was registered before: a wrapper that still serves its socket is alive, so check the registry"
                : null;
    }

    private static boolean mayServeASocket(Service service) {
        return service instanceof Service.Unknown || (service instanceof Service.Serves serves && serves.socket());
    }
}
