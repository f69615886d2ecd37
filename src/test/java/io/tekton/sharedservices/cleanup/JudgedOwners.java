package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.cleanup.host.OurInstallation;
import io.tekton.sharedservices.cleanup.match.RuleParser;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.verdict.Candidate;
import io.tekton.sharedservices.cleanup.verdict.Hosts;
import io.tekton.sharedservices.cleanup.verdict.InService;
import io.tekton.sharedservices.cleanup.verdict.Judge;
import io.tekton.sharedservices.cleanup.verdict.JudgementContext;
import io.tekton.sharedservices.cleanup.verdict.RegistrationHistory;
import io.tekton.sharedservices.cleanup.witness.Witness;
import io.tekton.sharedservices.cleanup.witness.WitnessMemory;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.registry.Registrations;
import io.tekton.sharedservices.registry.memory.ReadingTime;
import io.tekton.sharedservices.registry.memory.RememberedRegistrations;
import io.tekton.sharedservices.testing.AgentHost;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Judges the tools of hosts, both by the scripts {@code tool.py} and {@code host.py} of a folder, in which it keeps
 * what it witnessed. As a program of its own it does so from where a test puts it: as another user, in a namespace.
 */
final class JudgedOwners {
    private final Path folder;
    private final ProcessTable table;
    private final Rules rules;
    private final Witness witness;

    JudgedOwners(Path folder, WitnessMemory memory, UnaryOperator<ProcessTable> seenAs) {
        this.folder = folder;
        this.rules = new Rules(
                List.of(RuleParser.match("tool", "script=\"" + folder.resolve("tool.py") + "\" owner=host")),
                List.of(),
                List.of(RuleParser.owner("host", "script=\"" + folder.resolve("host.py") + "\"")));
        this.table = seenAs.apply(LinuxProcessTable.open(rules.wanted(), Clock.systemUTC()));
        this.witness = new Witness(memory);
    }

    static JudgedOwners in(Path folder) {
        return new JudgedOwners(folder, WitnessMemory.open(folder), table -> table);
    }

    void sample() {
        witness.sample(table, rules);
    }

    /** What it knows to be left by owners that have ended. */
    List<Integer> leftBehind() {
        return witness.leftBehind(table).stream().map(process -> process.pid()).toList();
    }

    /** The rule of the verdict of a process. */
    String judged(int pid) {
        CandidateScanner scanner = new CandidateScanner(
                table, Hosts.settings(rules), new OurInstallation(folder, false), Set.of(), witness);
        CandidateScanner.Observation seen = scanner.observe();
        Candidate candidate = ((Reading.Present<Candidate>) scanner.read(pid)).value();
        Map<Integer, Candidate> candidates =
                seen.candidates().stream().collect(Collectors.toMap(Candidate::pid, one -> one));
        JudgementContext around = scanner.surroundings(
                Registrations.none(),
                Duration.ZERO,
                new RegistrationHistory(
                        RememberedRegistrations.NOTHING,
                        ReadingTime.of(table.bootId(), table.uptime(), Instant.EPOCH),
                        table.pidNamespace(),
                        false),
                seen.holders(),
                new JudgementContext.Services(InService.AUTO, true),
                seen.nodes(),
                other -> Optional.ofNullable(candidates.get(other)));
        return Judge.judge(candidate, around).rule();
    }

    /**
     * Says the rule of a verdict, and what it takes to be left behind; or, without a pid, samples a host of its own.
     */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        if (arguments.length == 1) {
            try (var host = AgentHost.start(folder.resolve("host.py"), folder.resolve("tool.py"))) {
                int tool = host.tool("child");
                in(folder).sample();
                ProcessHandle.of(tool).ifPresent(ProcessHandle::destroyForcibly);
                System.out.println("sampled");
            }
            return;
        }
        JudgedOwners owners = new JudgedOwners(folder, WitnessMemory.readOnly(folder), table -> table);
        System.out.println(owners.judged(Integer.parseInt(arguments[1])) + " " + owners.leftBehind());
    }
}
