package io.tekton.sharedservices.cleanup.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.process.Owner;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.UserScope;
import io.tekton.sharedservices.registry.Registration;
import io.tekton.sharedservices.registry.Registrations;
import io.tekton.sharedservices.registry.memory.RememberedRegistrations;
import io.tekton.sharedservices.registry.memory.SeenRegistration;
import io.tekton.sharedservices.testing.Rounds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What must hold in every process table, tried on many that chance made, and held against a simpler judge. */
@Tag(Rounds.LONG_FORM)
class JudgeLawsTest {
    private static final int TABLES = Rounds.of(100, 2_000);
    private static final List<String> COMPONENTS = List.of("apollo", "numa", "telos");
    private static final Path FILE = Path.of("/registry.json");

    /** One process as in the table. {@code parentSeen} is false where its parent is hidden from view. */
    private record Made(
            int pid,
            int parent,
            long ageSeconds,
            boolean zombie,
            boolean kernelThread,
            Owner owner,
            int nesting,
            boolean otherRoot,
            boolean unreadable,
            @Nullable String ciName,
            String component,
            boolean launcher,
            boolean serves,
            @Nullable Long unregisteredSeconds,
            boolean recycled) {
        Hosts.Builder process() {
            Hosts.Builder builder = Hosts.process(pid)
                    .parent(parent)
                    .age(Duration.ofSeconds(ageSeconds))
                    .owner(owner)
                    .nesting(nesting)
                    .environment(ciName == null ? Map.of() : Map.of("TEKTON_CI_NAME", ciName));
            if (launcher) {
                builder.argv("python3", "/x/enhanced_tekton_ai_launcher.py", component);
            } else {
                builder.argv("python3", "/x/tekton_ai_specialist.py", "--ai-id", component + "-ai");
            }
            if (zombie) {
                builder.zombie();
            }
            if (kernelThread) {
                builder.kernelThread();
            }
            if (unreadable) {
                builder.unread("its status");
            }
            return builder;
        }
    }

    private record Table(
            Map<Integer, Made> processes,
            List<Registration> entries,
            int self,
            Set<Integer> hidden,
            long minAgeSeconds,
            long firstReadingSeconds) {
        /**
         * What readings saw: some of the processes, and of some pids an earlier holder under every id that has the pid
         * now.
         */
        private List<SeenRegistration> seen() {
            List<SeenRegistration> seen = new ArrayList<>();
            for (Made made : processes.values()) {
                if (made.unregisteredSeconds() != null) {
                    long at = Hosts.NOW.bootMillis() - made.unregisteredSeconds() * 1000;
                    seen.add(seen(made.process().node().identity(), Set.of("was"), at));
                }
                Set<String> ids = new HashSet<>();
                entries.stream()
                        .filter(entry -> entry.pids().contains(made.pid()))
                        .forEach(entry -> ids.add(entry.id()));
                if (made.recycled() && !ids.isEmpty()) {
                    seen.add(seen(new ProcessIdentity("boot", made.pid(), 3), ids, 30));
                }
            }
            return seen;
        }

        private static SeenRegistration seen(ProcessIdentity identity, Set<String> ids, long unregistered) {
            return new SeenRegistration(
                    identity, "pid:[1]", ids, FILE.toString(), 1, unregistered, unregistered, true, false);
        }

        private Holder holder(int pid) {
            if (hidden.contains(pid)) {
                return new Holder.Unknown("hidden");
            }
            Made made = processes.get(pid);
            return made == null || made.zombie()
                    ? new Holder.Nobody()
                    : Holder.Ci.of(made.process().snapshot(), Hosts.defaultRules());
        }

        Reading<ProcessNode> node(int pid) {
            if (hidden.contains(pid)) {
                return new Reading.Unreadable<>("hidden");
            }
            Made made = processes.get(pid);
            return made == null
                    ? new Reading.Gone<>()
                    : new Reading.Present<>(made.process().node());
        }

        Map<Integer, Judge.Verdict> verdicts() {
            Registrations registrations = Registrations.of(entries);
            Set<Integer> own = new HashSet<>(Set.of(self));
            Lineage.of(processes.get(self).process().node(), this::node)
                    .ancestors()
                    .forEach(node -> own.add(node.pid()));
            Map<Integer, Candidate> candidates = new HashMap<>();
            for (Made made : processes.values()) {
                Candidate candidate = Candidate.of(
                        made.process().snapshot(),
                        Hosts.defaultRules(),
                        Lineage.of(made.process().node(), this::node),
                        made.otherRoot()
                                ? new Candidate.Installation.Other("/srv/other")
                                : made.unreadable()
                                        ? new Candidate.Installation.Unknown("its home cannot be followed")
                                        : new Candidate.Installation.Ours(),
                        made.serves() ? new Service.Serves("it listens", false) : Hosts.SILENT);
                candidates.put(made.pid(), candidate);
            }
            JudgementContext around = new JudgementContext(
                    registrations,
                    RegisteredProcesses.of(registrations.pids(), this::node),
                    SelfAndAncestors.of(own),
                    new UserScope.Users(Set.of(Hosts.OP)),
                    "/srv/tekton",
                    Duration.ofSeconds(minAgeSeconds),
                    new RegistrationHistory(
                            new RememberedRegistrations(
                                    Set.of(),
                                    Hosts.beforeNow(Duration.ofSeconds(firstReadingSeconds)),
                                    Hosts.NOW,
                                    Set.of("specialist", "launcher"),
                                    seen()),
                            Hosts.NOW,
                            "pid:[1]",
                            false),
                    new Holders(this::holder),
                    pid -> Optional.ofNullable(candidates.get(pid)),
                    new JudgementContext.Services(InService.AUTO, false));
            Map<Integer, Judge.Verdict> verdicts = new TreeMap<>();
            candidates.forEach((pid, candidate) -> verdicts.put(pid, Judge.judge(candidate, around)));
            return verdicts;
        }

        Set<Integer> orphans() {
            Set<Integer> orphans = new HashSet<>();
            verdicts().forEach((pid, verdict) -> {
                if (verdict.isOrphan()) {
                    orphans.add(pid);
                }
            });
            return orphans;
        }

        Table with(List<Registration> more) {
            return new Table(processes, more, self, hidden, minAgeSeconds, firstReadingSeconds);
        }

        Table withMinAge(long seconds) {
            return new Table(processes, entries, self, hidden, seconds, firstReadingSeconds);
        }
    }

    @Test
    void holdInEveryTable() {
        long seed = new Random().nextLong();
        System.out.println("JudgeLawsTest seed " + seed);
        Random random = new Random(seed);
        int orphans = 0;
        for (int i = 0; i < TABLES; i++) {
            Table table = table(random);
            String where = "seed " + seed + ", table " + i;

            Map<Integer, Judge.Verdict> verdicts = table.verdicts();

            Oracle oracle = new Oracle(table);
            for (Made made : table.processes().values()) {
                Judge.Verdict verdict = verdicts.get(made.pid());
                assertThat(verdict).isNotNull();
                assertThat(verdict.isOrphan())
                        .as("%s: %s was judged %s (%s)", where, made, verdict.rule(), verdict.explanation())
                        .isEqualTo(oracle.isOrphan(made));
                orphans += verdict.isOrphan() ? 1 : 0;
            }
            sameInAnyOrder(table, verdicts, random, where);
            neverMoreOrphans(table, random, where);
        }
        assertThat(orphans).as("orphans in all tables").isGreaterThan(TABLES / 2);
    }

    private static void sameInAnyOrder(Table table, Map<Integer, Judge.Verdict> verdicts, Random random, String where) {
        List<Integer> pids = new ArrayList<>(table.processes().keySet());
        Collections.shuffle(pids, random);
        Map<Integer, Made> shuffled = new LinkedHashMap<>();
        pids.forEach(pid -> shuffled.put(pid, table.processes().get(pid)));
        List<Registration> entries = new ArrayList<>(table.entries());
        Collections.shuffle(entries, random);

        Map<Integer, Judge.Verdict> again = new Table(
                        shuffled,
                        entries,
                        table.self(),
                        table.hidden(),
                        table.minAgeSeconds(),
                        table.firstReadingSeconds())
                .verdicts();

        again.forEach((pid, verdict) -> assertThat(verdict.rule())
                .as("%s: pid %s in another order", where, pid)
                .isEqualTo(verdicts.get(pid).rule()));
    }

    private static void neverMoreOrphans(Table table, Random random, String where) {
        Set<Integer> before = table.orphans();
        List<Registration> more = new ArrayList<>(table.entries());
        more.add(registration(random, 99, table.processes().size()));

        assertThat(before)
                .as("%s: one more registration", where)
                .containsAll(table.with(more).orphans());
        assertThat(before)
                .as("%s: a higher minimum age", where)
                .containsAll(table.withMinAge(table.minAgeSeconds() + random.nextInt(20_000))
                        .orphans());
    }

    private static Table table(Random random) {
        int size = 2 + random.nextInt(25);
        Map<Integer, Made> processes = new HashMap<>();
        for (int pid = 1; pid <= size; pid++) {
            boolean odd = random.nextInt(4) == 0;
            processes.put(
                    pid,
                    new Made(
                            pid,
                            pid == 1 ? 0 : parent(random, pid, size),
                            random.nextInt(10) == 0 ? random.nextInt(600) : random.nextInt(800) * 1000L / pid,
                            odd && random.nextInt(6) == 0,
                            odd && random.nextInt(8) == 0,
                            odd && random.nextInt(6) == 0 ? new Owner(7, 7, "else") : Hosts.OP,
                            odd && random.nextInt(6) == 0 ? 1 : 0,
                            odd && random.nextInt(6) == 0,
                            odd && random.nextInt(6) == 0,
                            random.nextInt(5) == 0 ? "Ci" + random.nextInt(4) : null,
                            COMPONENTS.get(random.nextInt(3)),
                            random.nextInt(8) == 0,
                            random.nextInt(10) == 0,
                            random.nextInt(8) == 0 ? (long) random.nextInt(20_000) : null,
                            random.nextInt(6) == 0));
        }
        List<Registration> entries = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            entries.add(registration(random, i, size));
        }
        Set<Integer> hidden = random.nextInt(8) == 0 ? Set.of(1 + random.nextInt(size)) : Set.of();
        int self = 1 + random.nextInt(size);
        long minAge = random.nextInt(4) == 0 ? 0 : random.nextInt(14_400);
        long firstReading = random.nextInt(6) == 0 ? random.nextInt(14_400) : 600_000;
        return new Table(processes, entries, self, hidden, minAge, firstReading);
    }

    /** Mostly an earlier process, at times any (then there are circles and stale links) or none. */
    private static int parent(Random random, int pid, int size) {
        return switch (random.nextInt(12)) {
            case 0 -> 1 + random.nextInt(size);
            case 1 -> 0;
            case 2 -> random.nextInt(20) == 0 ? 5_000 : 1;
            default -> 1 + random.nextInt(pid - 1);
        };
    }

    private static Registration registration(Random random, int i, int size) {
        String name = random.nextInt(3) == 0 ? "ci" + random.nextInt(4) : "entry" + i;
        boolean pidless = random.nextInt(6) == 0;
        return switch (pidless ? random.nextInt(3) : 3) {
            case 0 -> new Registration("TELOS-AI", null, "else", Set.of(), null, FILE);
            case 1 -> new Registration(name, null, "Numa", Set.of(), null, FILE);
            case 2 -> new Registration(name, null, "else", Set.of(), null, FILE);
            default ->
                new Registration(
                        "key" + i,
                        name,
                        random.nextInt(3) == 0 ? "apollo" : "else",
                        Set.of(1 + random.nextInt(size + 3)),
                        null,
                        FILE);
        };
    }

    /** The same question answered in the plainest way: sets of pids that must live, one after the other. */
    private static final class Oracle {
        private final Table table;
        private final Map<Integer, Made> all;

        Oracle(Table table) {
            this.table = table;
            this.all = table.processes();
        }

        boolean isOrphan(Made made) {
            boolean neverTouched = made.pid() == 1
                    || made.kernelThread()
                    || made.pid() == table.self()
                    || isAncestor(made.pid(), table.self())
                    || !made.owner().equals(Hosts.OP)
                    || made.nesting() > 0
                    || made.otherRoot()
                    || made.zombie()
                    || made.unreadable();
            boolean young = made.ageSeconds() < table.minAgeSeconds() || (made.launcher() && made.ageSeconds() < 360);
            List<Integer> family = new ArrayList<>(chain(made.pid()));
            family.add(made.pid());
            boolean doubtful = family.stream()
                    .map(all::get)
                    .anyMatch(one -> one != null && (missedLately(one) || isNeeded(one) || isMeantElsewhere(one)));
            return !neverTouched && !young && !doubtful && !isBroken(made.pid()) && !isKin(made);
        }

        private boolean missedLately(Made made) {
            return made.unregisteredSeconds() != null && made.unregisteredSeconds() < table.minAgeSeconds();
        }

        private boolean isNeeded(Made made) {
            return made.serves()
                    && (table.firstReadingSeconds() <= table.minAgeSeconds()
                            || (made.unregisteredSeconds() == null
                                    && made.ageSeconds() >= table.firstReadingSeconds()));
        }

        /** Whether an entry refers to it and has only pids that are not proven to be that CI. */
        private boolean isMeantElsewhere(Made made) {
            for (Registration entry : table.entries()) {
                boolean proven = false;
                for (int pid : entry.pids()) {
                    Made holder = all.get(pid);
                    proven |= holder != null
                            && !holder.zombie()
                            && !table.hidden().contains(pid)
                            && !holder.recycled()
                            && isMeant(holder, entry);
                }
                if (!entry.pids().isEmpty() && !proven && isMeant(made, entry)) {
                    return true;
                }
            }
            return false;
        }

        private static boolean isMeant(Made made, Registration entry) {
            Set<String> names = new HashSet<>();
            if (!made.launcher()) {
                names.add(made.component() + "-ai");
            }
            names.add(String.valueOf(made.ciName()).toLowerCase(Locale.ROOT));
            String component = String.valueOf(entry.component()).toLowerCase(Locale.ROOT);
            return names.contains(entry.id().toLowerCase(Locale.ROOT))
                    || names.contains(String.valueOf(entry.name()).toLowerCase(Locale.ROOT))
                    || component.equals(made.component());
        }

        private boolean isKin(Made made) {
            for (Registration entry : table.entries()) {
                String carried = String.valueOf(made.ciName()).toLowerCase(Locale.ROOT);
                String name = String.valueOf(entry.name()).toLowerCase(Locale.ROOT);
                String id = entry.id().toLowerCase(Locale.ROOT);
                boolean sameName = made.ciName() != null && (carried.equals(name) || carried.equals(id));
                if (entry.pids().isEmpty()) {
                    String component = String.valueOf(entry.component()).toLowerCase(Locale.ROOT);
                    boolean itsId = !made.launcher() && id.equals(made.component() + "-ai");
                    if (sameName || itsId || component.equals(made.component())) {
                        return true;
                    }
                }
                for (int pid : entry.pids()) {
                    if (pid == made.pid() || isAncestor(pid, made.pid())) {
                        return true;
                    }
                    boolean live = table.hidden().contains(pid)
                            || (all.containsKey(pid) && !all.get(pid).zombie());
                    if (live && (sameName || table.hidden().contains(pid) || isBroken(pid))) {
                        return true;
                    }
                    if (live && isAncestor(made.pid(), pid)) {
                        return true;
                    }
                }
            }
            return false;
        }

        /** Whether a chain of honest links leads from the lower one up to the upper one. */
        private boolean isAncestor(int upper, int lower) {
            return chain(lower).contains(upper);
        }

        private boolean isBroken(int pid) {
            return chain(pid).contains(-1);
        }

        /** The pids above one; -1 at the end where the chain breaks off. */
        private List<Integer> chain(int from) {
            List<Integer> chain = new ArrayList<>();
            Made at = all.get(from);
            while (at != null && at.pid() != 1 && at.parent() != 0) {
                int up = at.parent();
                boolean circle = up == from || chain.contains(up);
                Made parent = all.get(up);
                boolean unseen = parent == null || table.hidden().contains(up);
                if (circle || (unseen && up != 1)) {
                    chain.add(-1);
                    return chain;
                }
                // Ages in whole seconds are ticks without loss, so older means started earlier.
                if (unseen || parent.ageSeconds() < at.ageSeconds()) {
                    return chain;
                }
                chain.add(up);
                at = parent;
            }
            return chain;
        }
    }
}
