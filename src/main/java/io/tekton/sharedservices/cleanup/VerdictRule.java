package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.audit.HostTime;
import io.tekton.sharedservices.process.Owner;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.registry.Registration;
import io.tekton.sharedservices.registry.Registrations;
import io.tekton.sharedservices.registry.SeenRegistration;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules that spare a process, in the order in which they are asked. Each says why it spares, or why it does not; a process
 * that none spares is an orphan. Pure: the same candidate and surroundings always give the same finding.
 */
enum VerdictRule {
    PROTECTED("protected") {
        @Override
        Finding find(Candidate process, Surroundings around) {
            if (process.protections().isEmpty()) {
                return passes("no protect rule names it");
            }
            Rule rule = process.protections().get(0);
            return spares("protect rule '" + rule.name() + "' names it: " + rule.text());
        }
    },
    SELF("self") {
        @Override
        Finding find(Candidate process, Surroundings around) {
            if (process.pid() == 1) {
                return spares("pid 1 keeps the system running");
            }
            if (process.snapshot().node().kernelThread()) {
                return spares("it is a kernel thread");
            }
            return around.own().pids().contains(process.pid())
                    ? spares("it is this program itself, or an ancestor of it or of whoever asked")
                    : passes("neither this program, nor an ancestor of it or of whoever asked");
        }
    },
    OTHER_USER("other-user") {
        @Override
        Finding find(Candidate process, Surroundings around) {
            Owner owner = process.snapshot().owner();
            if (owner == null) {
                return passes("its owner is not known here; see unreadable");
            }
            return around.users().includes(owner)
                    ? passes("it belongs to " + owner.name())
                    : spares("it belongs to " + owner.name() + ", and only processes of "
                            + around.users().describe() + " are judged");
        }
    },
    OTHER_NAMESPACE("other-namespace") {
        @Override
        Finding find(Candidate process, Surroundings around) {
            int nesting = process.snapshot().nesting();
            return nesting > 0
                    ? spares("it lives in another PID namespace, such as a container's")
                    : passes(nesting == 0 ? "it lives in this PID namespace" : "its PID namespace is not known here");
        }
    },
    OTHER_ROOT("other-root") {
        @Override
        Finding find(Candidate process, Surroundings around) {
            return process.installation() instanceof Candidate.Installation.Other other
                    ? spares(
                            "it belongs to the installation in " + other.folder() + ", not to " + around.installation())
                    : passes("it names no other installation");
        }
    },
    ZOMBIE("zombie") {
        @Override
        Finding find(Candidate process, Surroundings around) {
            return process.snapshot().node().zombie()
                    ? spares("it has ended already and waits for its parent to notice")
                    : passes("it is alive");
        }
    },
    UNREADABLE("unreadable") {
        @Override
        Finding find(Candidate process, Surroundings around) {
            List<String> unknown = Stream.of(
                            process.snapshot().unread().stream(),
                            process.snapshot().owner() == null ? Stream.of("its owner") : Stream.<String>empty(),
                            process.snapshot().environment() == null
                                    ? Stream.of("its environment")
                                    : Stream.<String>empty(),
                            process.snapshot().nesting() < 0 ? Stream.of("its PID namespace") : Stream.<String>empty(),
                            Stream.ofNullable(process.lineage().unknown()),
                            process.installation() instanceof Candidate.Installation.Unknown unresolved
                                    ? Stream.of(unresolved.why())
                                    : Stream.<String>empty(),
                            Stream.ofNullable(around.kin().unknown()),
                            around.own().mayInclude(process.snapshot().node())
                                    ? Stream.of("whether it is an ancestor of this program, or of whoever asked")
                                    : Stream.<String>empty())
                    .flatMap(parts -> parts)
                    .distinct()
                    .toList();
            return unknown.isEmpty()
                    ? passes("everything about it could be read")
                    : spares("what is not known is not proven: " + String.join("; ", unknown));
        }
    },
    REGISTERED("registered") {
        @Override
        Finding find(Candidate process, Surroundings around) {
            List<Registration> byPid = around.registrations().withPid(process.pid());
            if (!byPid.isEmpty()) {
                return spares("'" + byPid.get(0).id() + "' is registered with its pid " + process.pid());
            }
            for (String name : process.names()) {
                List<Registration> named = around.registrations().withoutPidNamed(name);
                if (!named.isEmpty()) {
                    return spares("'" + named.get(0).id() + "' is registered without a pid, and it carries that name");
                }
            }
            String component = process.component();
            if (component != null) {
                List<Registration> ofComponent = around.registrations().withoutPidOfComponent(component);
                if (!ofComponent.isEmpty()) {
                    return spares("'" + ofComponent.get(0).id()
                            + "' is registered without a pid, and it is of that component");
                }
            }
            String ciName = process.ciName();
            if (ciName != null) {
                for (Registration entry : around.registrations().named(ciName)) {
                    for (int pid : entry.pids()) {
                        if (around.kin().live().contains(pid)) {
                            return spares("it carries TEKTON_CI_NAME=" + ciName + ", which is registered as pid " + pid
                                    + ", and that pid lives");
                        }
                    }
                }
            }
            return passes("no registry entry has its pid " + process.pid());
        }
    },
    REGISTERED_ELSEWHERE("registered-elsewhere") {
        @Override
        Finding find(Candidate process, Surroundings around) {
            Set<String> living = new LinkedHashSet<>();
            for (Registration entry : entriesOf(process, around.registrations())) {
                String stale = null;
                boolean lives = false;
                for (int pid : new TreeSet<>(entry.pids())) {
                    String doubt = doubt(entry, pid, around);
                    lives |= doubt == null;
                    stale = doubt == null ? stale : entry.id() + " is registered as pid " + pid + ", " + doubt;
                    if (doubt == null) {
                        living.add(entry.id() + " is registered as pid " + pid + ", which lives");
                    }
                }
                if (!lives && stale != null) {
                    return spares(stale + ". To have it judged, remove that entry from " + entry.file());
                }
            }
            if (!living.isEmpty()) {
                return passes(String.join("; ", living));
            }
            String component = process.component();
            Set<String> names = new LinkedHashSet<>(process.names());
            return passes(
                    names.isEmpty() && component == null
                            ? "it names no id and no component"
                            : "no registry entry with a pid has "
                                    + (names.isEmpty() ? "" : "its name " + String.join(", ", names))
                                    + (names.isEmpty() || component == null ? "" : " or ")
                                    + (component == null ? "" : "its component " + component));
        }
    },
    IN_SERVICE("in-service") {
        @Override
        Finding find(Candidate process, Surroundings around) {
            if (around.services().mode() == InService.IGNORE) {
                return passes("in-service is ignore, so a service of its own does not spare it");
            }
            if (process.service() instanceof Service.Silent silent) {
                return passes(silent.why());
            }
            String service = process.service() instanceof Service.Serves serves
                    ? serves.what()
                    : "whether it serves a port or socket cannot be read ("
                            + ((Service.Unknown) process.service()).why() + ")";
            if (around.services().mode() == InService.SPARE) {
                return spares(service + ", and in-service is spare");
            }
            String reason = reasonToSpareService(process, around);
            return reason == null
                    ? passes(service + "; the registry was read long enough to judge it all the same")
                    : spares(service + ", and " + reason + ". --in-service ignore overrides this");
        }
    },
    DESCENDANT_OF_REGISTERED("descendant-of-registered") {
        @Override
        Finding find(Candidate process, Surroundings around) {
            for (ProcessNode ancestor : process.lineage().ancestors()) {
                // Also one that looks like a zombie: a program whose first thread has ended does, and has children
                // still.
                if (!around.registrations().withPid(ancestor.pid()).isEmpty()) {
                    return spares("its ancestor pid " + ancestor.pid() + " is registered as '"
                            + around.registrations().withPid(ancestor.pid()).stream()
                                    .map(Registration::id)
                                    .collect(Collectors.joining("', '"))
                            + "'");
                }
            }
            return passes(
                    "none of its ancestors is registered: " + process.lineage().describe());
        }
    },
    ANCESTOR_OF_REGISTERED("ancestor-of-registered") {
        @Override
        Finding find(Candidate process, Surroundings around) {
            Integer below = around.kin().ancestors().get(process.pid());
            return below != null
                    ? spares("the registered pid " + below + " descends from it")
                    : passes("no registered process descends from it");
        }
    },
    RECENTLY_REGISTERED("recently-registered") {
        @Override
        Finding find(Candidate process, Surroundings around) {
            Optional<SeenRegistration> seen =
                    around.known().seen(process.snapshot().identity());
            if (seen.isEmpty()) {
                return passes("no earlier reading of the registry saw it registered");
            }
            Duration missing = around.known().unregisteredFor(seen.get());
            Duration left = around.minAge().minus(missing);
            String said = "it was registered as " + String.join(", ", seen.get().ids())
                    + ", and our readings have seen it unregistered for " + Ages.words(missing);
            return left.isNegative() || left.isZero()
                    ? passes(said)
                    : spares(said + "; it is spared until that is " + Ages.words(around.minAge()) + ", at "
                            + HostTime.text(
                                    around.known().at().instant().plus(left).plusMillis(999)));
        }
    },
    TOO_YOUNG("too-young") {
        @Override
        Finding find(Candidate process, Surroundings around) {
            Duration age = process.snapshot().age();
            String told = "it is " + Ages.words(age) + " old, and " + Ages.words(around.minAge()) + " is the minimum";
            return age.compareTo(around.minAge()) < 0 ? spares(told) : passes(told);
        }
    },
    LAUNCHER_GRACE("launcher-grace") {
        @Override
        Finding find(Candidate process, Surroundings around) {
            if (!process.launcher()) {
                return passes("it is no launcher");
            }
            String told =
                    "it is a launcher and " + Ages.words(process.snapshot().age()) + " old; launchers have "
                            + Ages.words(LAUNCHER_GRACE_PERIOD);
            return process.snapshot().age().compareTo(LAUNCHER_GRACE_PERIOD) < 0 ? spares(told) : passes(told);
        }
    };

    /** What is left when no rule spares. */
    static final String UNREGISTERED = "unregistered";

    /** Launchers end by themselves within this time when all is well. */
    static final Duration LAUNCHER_GRACE_PERIOD = Duration.ofMinutes(6);

    private final String word;

    VerdictRule(String word) {
        this.word = word;
    }

    /** As it stands on record. */
    String word() {
        return word;
    }

    abstract Finding find(Candidate process, Surroundings around);

    /** What a rule found. */
    record Finding(boolean spares, String because) {
        /** Names in it are strangers' text: nothing of it reaches a terminal or a log unescaped. */
        Finding {
            because = CommandText.printable(because);
        }
    }

    /** Every entry that speaks of the process by id, name or component. */
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
    private static @Nullable String doubt(Registration entry, int pid, Surroundings around) {
        Holder holder = around.holders().of(pid);
        if (holder instanceof Holder.Nobody) {
            return "and no process has that pid: the entry is stale, and this may be the process that it means";
        }
        if (holder instanceof Holder.Unknown unknown) {
            return "which cannot be read (" + unknown.why() + ")";
        }
        return holder instanceof Holder.Ci ci
                        && ci.isOf(entry)
                        && !around.known().isStranger(ci.identity(), entry)
                ? null
                : "and that pid belongs to another process now: the entry is stale, and this may be the process that it means";
    }

    /** Why the registry cannot prove that a process which serves is an orphan; null where it can. */
    private static @Nullable String reasonToSpareService(Candidate process, Surroundings around) {
        Known known = around.known();
        boolean seen = known.seen(process.snapshot().identity()).isPresent();
        if (around.services().trustsEmpty()) {
            return "a missing or empty registry is trusted, which proves little of a process that serves";
        }
        if (known.sinceFirstReading().compareTo(around.minAge()) <= 0) {
            return "little is known of this platform folder yet: its registry was first believed "
                    + Ages.words(known.sinceFirstReading()) + " ago, and " + Ages.words(around.minAge())
                    + " is the minimum";
        }
        if (process.matches().stream().noneMatch(rule -> known.memory().rules().contains(rule.name()))) {
            return "no process that its match rule names was ever seen registered";
        }
        if (!seen && known.beganBeforeFirstReading(process.snapshot().age())) {
            return "it began before the first believed reading of the registry, and none ever saw it registered";
        }
        return seen && process.service() instanceof Service.Serves serves && serves.socket()
                ? "it was registered before: a wrapper that still serves its socket is alive, so check the registry"
                : null;
    }

    private static Finding spares(String because) {
        return new Finding(true, because);
    }

    private static Finding passes(String because) {
        return new Finding(false, because);
    }
}
