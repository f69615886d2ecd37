package io.tekton.sharedservices.cleanup.verdict;

import io.tekton.sharedservices.cleanup.match.CommandText;
import io.tekton.sharedservices.cleanup.match.Rule;
import io.tekton.sharedservices.process.Owner;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.registry.Registration;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules that spare a process, in the order in which they are asked. Each says why it spares, or why it does not; a
 * process that none spares is an orphan. Pure: the same candidate and surroundings always give the same finding.
 */
public enum VerdictRule {
    PROTECTED("protected") {
        @Override
        Finding find(Candidate process, JudgementContext around) {
            if (process.protections().isEmpty()) {
                String terminal = OwnerRules.terminal(process, around);
                return terminal == null ? passes("no protect rule names it") : spares(terminal);
            }
            Rule rule = process.protections().get(0);
            return spares("protect rule '" + rule.name() + "' names it: " + rule.text());
        }
    },
    SELF("self") {
        @Override
        Finding find(Candidate process, JudgementContext around) {
            if (process.pid() == 1) {
                return spares("pid 1 keeps the system running");
            }
            if (process.snapshot().node().kernelThread()) {
                return spares("it is a kernel thread");
            }
            return around.own().pids().contains(process.pid())
                    ? spares("it is this program itself, or an ancestor of it or of the caller")
                    : passes("neither this program, nor an ancestor of it or of the caller");
        }
    },
    OTHER_USER("other-user") {
        @Override
        Finding find(Candidate process, JudgementContext around) {
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
        Finding find(Candidate process, JudgementContext around) {
            int nesting = process.snapshot().nesting();
            return nesting > 0
                    ? spares("it lives in another PID namespace, such as a container's")
                    : passes(nesting == 0 ? "it lives in this PID namespace" : "its PID namespace is not known here");
        }
    },
    OTHER_ROOT("other-root") {
        @Override
        Finding find(Candidate process, JudgementContext around) {
            if (!process.belongsToInstallation()) {
                return passes(NOT_BY_REGISTRY);
            }
            if (process.installation() instanceof Candidate.Installation.Other other) {
                return spares(other.why() + "; this installation is " + around.installation());
            }
            return passes(
                    process.installation() instanceof Candidate.Installation.Ours
                            ? "it belongs to this installation, " + around.installation()
                            : "its installation is not known; see unreadable");
        }
    },
    ZOMBIE("zombie") {
        @Override
        Finding find(Candidate process, JudgementContext around) {
            return process.snapshot().node().zombie()
                    ? spares("it has ended already and waits for its parent to notice")
                    : passes("it is alive");
        }
    },
    UNREADABLE("unreadable") {
        @Override
        Finding find(Candidate process, JudgementContext around) {
            List<String> unknown = Stream.of(
                            process.snapshot().unread().stream(),
                            process.snapshot().owner() == null ? Stream.of("its owner") : Stream.<String>empty(),
                            process.snapshot().environment() == null
                                    ? Stream.of("its environment")
                                    : Stream.<String>empty(),
                            process.snapshot().nesting() < 0 ? Stream.of("its PID namespace") : Stream.<String>empty(),
                            Stream.ofNullable(process.lineage().unknown()),
                            process.belongsToInstallation()
                                            && process.installation()
                                                    instanceof Candidate.Installation.Unknown unresolved
                                    ? Stream.of(unresolved.why())
                                    : Stream.<String>empty(),
                            Stream.ofNullable(around.kin().unknown()),
                            around.own().mayInclude(process.snapshot().node())
                                    ? Stream.of("whether it is an ancestor of this program, or of the caller")
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
        Finding find(Candidate process, JudgementContext around) {
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
        Finding find(Candidate process, JudgementContext around) {
            if (!process.isByRegistry()) {
                return passes(NOT_BY_REGISTRY);
            }
            return StaleEntries.find(process, around);
        }
    },
    IN_SERVICE("in-service") {
        @Override
        Finding find(Candidate process, JudgementContext around) {
            if (!process.isByRegistry()) {
                return passes(NOT_BY_REGISTRY);
            }
            return OwnServices.find(process, around);
        }
    },
    DESCENDANT_OF_REGISTERED("descendant-of-registered") {
        @Override
        Finding find(Candidate process, JudgementContext around) {
            for (ProcessNode ancestor : process.lineage().ancestors()) {
                // This includes an apparent zombie: a program whose first thread has ended appears as one, and still
                // has children.
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
        Finding find(Candidate process, JudgementContext around) {
            Integer below = around.kin().ancestors().get(process.pid());
            return below != null
                    ? spares("the registered pid " + below + " descends from it")
                    : passes("no registered process descends from it");
        }
    },
    RECENTLY_REGISTERED("recently-registered") {
        @Override
        Finding find(Candidate process, JudgementContext around) {
            if (!process.isByRegistry()) {
                return passes(NOT_BY_REGISTRY);
            }
            return SeenBefore.find(process, around);
        }
    },
    OWNER_LIVES("owner-lives") {
        @Override
        Finding find(Candidate process, JudgementContext around) {
            return OwnerRules.lives(process, around);
        }
    },
    NEVER_OWNED("never-owned") {
        @Override
        Finding find(Candidate process, JudgementContext around) {
            return OwnerRules.never(process, around);
        }
    },
    RELEASED("released") {
        @Override
        Finding find(Candidate process, JudgementContext around) {
            return ReleaseRule.find(process, around);
        }
    },
    IN_USE("in-use") {
        @Override
        Finding find(Candidate process, JudgementContext around) {
            return UseRule.find(process, around);
        }
    },
    RECENTLY_ORPHANED("recently-orphaned") {
        @Override
        Finding find(Candidate process, JudgementContext around) {
            return OwnerRules.recently(process, around);
        }
    },
    TOO_YOUNG("too-young") {
        @Override
        Finding find(Candidate process, JudgementContext around) {
            Duration age = process.snapshot().age();
            String because =
                    "it is " + AgeText.words(age) + " old, and " + AgeText.words(around.minAge()) + " is the minimum";
            return age.compareTo(around.minAge()) < 0 ? spares(because) : passes(because);
        }
    },
    LAUNCHER_GRACE("launcher-grace") {
        @Override
        Finding find(Candidate process, JudgementContext around) {
            if (!process.launcher()) {
                return passes("it is no launcher");
            }
            String because =
                    "it is a launcher and " + AgeText.words(process.snapshot().age()) + " old; launchers have "
                            + AgeText.words(LAUNCHER_GRACE_PERIOD);
            return process.snapshot().age().compareTo(LAUNCHER_GRACE_PERIOD) < 0 ? spares(because) : passes(because);
        }
    };

    /** What is left when no rule spares. */
    public static final String UNREGISTERED = "unregistered";

    /** What is left of a process that owners judge alone. */
    static final String OWNER_ENDED = "owner-ended";

    private static final String NOT_BY_REGISTRY = "its match rules have owner=, so its owners decide";

    /** Launchers end by themselves within this time when all is well. */
    static final Duration LAUNCHER_GRACE_PERIOD = Duration.ofMinutes(6);

    private final String word;

    VerdictRule(String word) {
        this.word = word;
    }

    /** As it is on record. */
    public String word() {
        return word;
    }

    abstract Finding find(Candidate process, JudgementContext around);

    /** What a rule found. */
    public record Finding(boolean spares, String because) {
        /** Names in it are strangers' text: nothing of it reaches a terminal or a log unescaped. */
        public Finding {
            because = CommandText.printable(because);
        }
    }

    static Finding spares(String because) {
        return new Finding(true, because);
    }

    static Finding passes(String because) {
        return new Finding(false, because);
    }
}
