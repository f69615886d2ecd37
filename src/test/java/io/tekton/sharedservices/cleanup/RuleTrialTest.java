package io.tekton.sharedservices.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.Listeners;
import io.tekton.sharedservices.process.PinnedProcess;
import io.tekton.sharedservices.process.PortableProcessTable;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.Scan;
import io.tekton.sharedservices.process.SeenPaths;
import io.tekton.sharedservices.process.UserScope;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class RuleTrialTest {
    private static final int SELF = 99;

    private final List<ProcessSnapshot> running = new ArrayList<>();

    @Test
    void aRuleThatNamesSshdIsAWarning() {
        running.add(Hosts.process(7).argv("/usr/sbin/sshd", "-D").name("sshd").snapshot());
        running.add(Hosts.process(8).argv("/usr/bin/tool").name("tool").snapshot());

        assertThat(warnings("program=*s*,t*"))
                .containsExactly("match rule 'x' names 2 processes now, among them sshd, tool");
    }

    @Test
    void aRuleThatNamesThisProgramIsAWarning() {
        running.add(
                Hosts.process(SELF).argv("java", "-jar", "a.jar").name("java").snapshot());

        assertThat(warnings("program=java"))
                .containsExactly("match rule 'x' names 1 process now: this program itself, java");
    }

    @Test
    void aRuleThatNamesManyKindsIsAWarning() {
        for (String name : List.of("vim", "make", "less")) {
            running.add(Hosts.process(running.size() + 10).argv(name).name(name).snapshot());
        }

        assertThat(warnings("program=*a*,*e*,*i*"))
                .singleElement()
                .asString()
                .startsWith("match rule 'x' names 3 processes now, among them ");
    }

    @Test
    void aRuleThatNamesMoreThanOneRunMayEndIsAWarning() {
        for (int i = 0; i < 51; i++) {
            running.add(Hosts.process(100 + i).argv("tool").name("tool").snapshot());
        }

        assertThat(warnings("program=tool")).singleElement().asString().contains("names 51 processes now");
    }

    @Test
    void aRuleThatNamesOneKindOfProgramIsNone() {
        for (int i = 0; i < 20; i++) {
            running.add(Hosts.running("python3", "/srv/run.py"));
        }

        assertThat(warnings("program=python* script=run.py")).isEmpty();
        assertThat(warnings("program=other")).isEmpty();
    }

    private List<String> warnings(String rule) {
        CleanupSettings defaults = Hosts.settings(new Rules(List.of(RuleParser.match("x", rule)), List.of()));
        return new RuleTrial(defaults).warnings(new Table(running), SELF);
    }

    /** A host on which exactly these run. */
    private record Table(List<ProcessSnapshot> running) implements ProcessTable {
        @Override
        public String bootId() {
            return "boot";
        }

        @Override
        public String pidNamespace() {
            return "namespace";
        }

        @Override
        public Duration uptime() {
            return Duration.ofHours(9);
        }

        @Override
        public Scan scan(UserScope users, Predicate<CommandLine> wanted) {
            return new Scan(
                    running.size(),
                    running.stream()
                            .filter(process -> wanted.test(process.command()))
                            .toList(),
                    List.of());
        }

        @Override
        public Reading<ProcessSnapshot> read(int pid) {
            return new Reading.Gone<>();
        }

        @Override
        public Reading<ProcessNode> node(int pid) {
            return new Reading.Gone<>();
        }

        @Override
        public Listeners listeners() {
            return new PortableProcessTable(Clock.systemUTC()).listeners();
        }

        @Override
        public SeenPaths paths() {
            return new PortableProcessTable(Clock.systemUTC()).paths();
        }

        @Override
        public Pinning pin(ProcessSnapshot expected) {
            return new Pinning.Gone();
        }

        @Override
        public void awaitAnyExit(List<PinnedProcess> pinned, Duration atMost) {
            throw new AssertionError("there is nothing to wait for");
        }
    }
}
