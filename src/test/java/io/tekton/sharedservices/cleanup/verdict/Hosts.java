package io.tekton.sharedservices.cleanup.verdict;

import io.tekton.sharedservices.cleanup.CleanupSettings;
import io.tekton.sharedservices.cleanup.match.RuleParser;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.Owner;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessSnapshot.Place;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.UserScope;
import io.tekton.sharedservices.redaction.Redaction;
import io.tekton.sharedservices.registry.Registrations;
import io.tekton.sharedservices.registry.memory.ReadingTime;
import io.tekton.sharedservices.registry.memory.RememberedRegistrations;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Made-up processes: a specialist of ours, old, alive and readable, until a test says otherwise. */
public final class Hosts {
    public static final Owner OP = new Owner(1000, 1000, "op");
    public static final Duration UPTIME = Duration.ofDays(10);
    static final ReadingTime NOW = ReadingTime.of("boot", UPTIME, Instant.parse("2026-03-01T10:00:00Z"));
    static final List<String> SPECIALIST =
            List.of("python3", "-m", "shared.ai.generic_specialist", "--component", "apollo", "--ai-id", "apollo-ai");

    public static final Service SILENT = new Service.Silent("it listens on no port or socket of its own");

    private Hosts() {}

    static ReadingTime beforeNow(Duration passed) {
        return ReadingTime.of("boot", UPTIME.minus(passed), NOW.instant().minus(passed));
    }

    public static Rules defaultRules() {
        return new Rules(
                Rules.DEFAULTS.entrySet().stream()
                        .map(rule -> RuleParser.match(rule.getKey(), rule.getValue()))
                        .toList(),
                List.of());
    }

    public static ProcessSnapshot running(String... arguments) {
        return process(4711).argv(arguments).snapshot();
    }

    public static Builder process(int pid) {
        return new Builder(pid);
    }

    /** The defaults, with these rules. */
    public static CleanupSettings settings(Rules rules) {
        return new CleanupSettings(
                Duration.ofHours(2),
                Duration.ofSeconds(10),
                false,
                50,
                Duration.ofSeconds(60),
                10,
                new UserScope.Any(),
                InService.AUTO,
                rules,
                new Redaction(List.of()));
    }

    /** A host on which the registry says nothing, and owners decide. */
    static JudgementContext decidedByOwners(
            IntFunction<Reading<ProcessNode>> nodes,
            IntFunction<Optional<Candidate>> candidates,
            StatedEvidence evidence) {
        return new JudgementContext(
                Registrations.none(),
                RegisteredProcesses.of(Set.of(), nodes),
                SelfAndAncestors.of(Set.of(1, 99)),
                new UserScope.Users(Set.of(OP)),
                "/srv/tekton",
                Duration.ofHours(2),
                new RegistrationHistory(RememberedRegistrations.NOTHING, NOW, "pid:[1]", false),
                new Holders(pid -> new Holder.Nobody()),
                candidates,
                new JudgementContext.Services(InService.AUTO, false),
                evidence);
    }

    public static final class Builder {
        private final int pid;
        private List<String> arguments = SPECIALIST;
        private int parent = 1;
        private Duration age = Duration.ofHours(9);
        private String name = "python3";
        private boolean leader;
        private int terminalOf;
        private int session = 1;
        private boolean zombie;
        private boolean kernelThread;
        private @Nullable Owner owner = OP;
        private @Nullable Map<String, String> environment = new LinkedHashMap<>();
        private int nesting;
        private Place place = Place.UNREAD;
        private List<String> unread = List.of();
        private List<String> weaknesses = List.of();

        private Builder(int pid) {
            this.pid = pid;
        }

        public Builder argv(String... words) {
            arguments = List.of(words);
            return this;
        }

        Builder parent(int parentPid) {
            parent = parentPid;
            return this;
        }

        public Builder age(Duration value) {
            age = value;
            return this;
        }

        public Builder name(String value) {
            name = value;
            return this;
        }

        /** It leads a session that has a terminal. */
        public Builder leader() {
            leader = true;
            return this;
        }

        /** It is in the session of this process, which has a terminal. */
        Builder inTerminalOf(int sessionLeader) {
            terminalOf = sessionLeader;
            return this;
        }

        /** It is in this session, without a terminal; 0 where that is not known. */
        Builder session(int value) {
            session = value;
            return this;
        }

        public Builder zombie() {
            zombie = true;
            return this;
        }

        Builder kernelThread() {
            kernelThread = true;
            return this;
        }

        Builder owner(@Nullable Owner value) {
            owner = value;
            return this;
        }

        public Builder environment(@Nullable Map<String, String> value) {
            environment = value;
            return this;
        }

        Builder nesting(int value) {
            nesting = value;
            return this;
        }

        public Builder place(Place value) {
            place = value;
            return this;
        }

        Builder unread(String... what) {
            unread = List.of(what);
            return this;
        }

        Builder weaknesses(String... what) {
            weaknesses = List.of(what);
            return this;
        }

        public ProcessNode node() {
            long ticks = UPTIME.minus(age).toMillis() / 10;
            return new ProcessNode(
                    new ProcessIdentity("boot", pid, ticks),
                    parent,
                    name,
                    zombie,
                    kernelThread,
                    terminalOf != 0 ? terminalOf : leader ? pid : session,
                    leader || terminalOf != 0);
        }

        public ProcessSnapshot snapshot() {
            return new ProcessSnapshot(
                    node(),
                    CommandLine.of(arguments),
                    owner,
                    environment,
                    nesting,
                    age,
                    Instant.parse("2026-03-01T10:00:00Z").minus(age),
                    place,
                    unread,
                    weaknesses);
        }
    }
}
