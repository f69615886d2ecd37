package io.tekton.sharedservices.cleanup.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.match.RuleParser;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a rule names by the environment that it inherited from an owner that has ended. */
class NamedByEnvironmentTest {
    private static final int WRAPPER = 50;
    private static final int TERMINAL = 70;

    private final StatedEvidence evidence = new StatedEvidence();
    private final Hosts.Builder process =
            Hosts.process(4711).argv("vim", "notes").environment(Map.of("TEKTON_CI_NAME", "tool-1"));
    private Candidate.Installation installation = new Candidate.Installation.Ours();
    private String rule = "env.TEKTON_CI_NAME=* owner=tool-wrapper";

    private Reading<ProcessNode> node(int pid) {
        return pid == 1
                ? new Reading.Present<>(
                        Hosts.process(1).parent(0).age(Hosts.UPTIME).node())
                : new Reading.Gone<>();
    }

    private String judged() {
        return verdict().rule();
    }

    private Judge.Verdict verdict() {
        ProcessIdentity wrapper = evidence.owner(WRAPPER, "tool-wrapper", Duration.ofHours(5));
        evidence.seen(process.node(), wrapper, wrapper, false);
        Candidate candidate = Candidate.of(
                process.snapshot(),
                new Rules(List.of(RuleParser.match("tool", rule)), List.of()),
                Set.of("tool-wrapper"),
                Lineage.of(process.node(), this::node),
                installation,
                Hosts.SILENT);
        return Judge.judge(candidate, Hosts.decidedByOwners(this::node, pid -> Optional.empty(), evidence));
    }

    @Test
    void isAnOrphanOnceItsOwnerEnded() {
        assertThat(judged()).isEqualTo("owner-ended");
        assertThat(verdict().owner()).isEqualTo("tool-wrapper");
    }

    @Test
    void sparedHasNoOwnerOnRecord() {
        process.leader();

        assertThat(verdict().owner()).isNull();
    }

    @Test
    void ofAnotherPlatformIsNotOurs() {
        installation = new Candidate.Installation.Other("its TEKTON_ROOT names another folder, /srv/other");

        assertThat(judged()).isEqualTo("other-root");
    }

    @Test
    void ofAnUnknownPlatformIsUnreadable() {
        installation = new Candidate.Installation.Unknown("its TEKTON_ROOT /srv/other cannot be followed");

        assertThat(judged()).isEqualTo("unreadable");
    }

    @Test
    void withoutACisNameBelongsToNoPlatform() {
        rule = "env.AGENT=* owner=tool-wrapper";
        process.environment(Map.of("AGENT", "1"));
        installation = new Candidate.Installation.Other("it has no TEKTON_ROOT");

        assertThat(judged()).isEqualTo("owner-ended");
    }

    @Test
    void inATerminalThatItsOwnerWasNotInStays() {
        process.inTerminalOf(TERMINAL);

        assertThat(judged()).isEqualTo("protected");
    }

    @Test
    void leadingATerminalStays() {
        process.leader();

        assertThat(judged()).isEqualTo("protected");
    }

    @Test
    void inTheTerminalOfItsOwnerIsAnOrphan() {
        process.inTerminalOf(WRAPPER);

        assertThat(judged()).isEqualTo("owner-ended");
    }

    @Test
    void namedByItsCommandLineTooIsJudgedWhereverItIs() {
        rule = "program=vim owner=tool-wrapper";
        process.inTerminalOf(TERMINAL);
        installation = new Candidate.Installation.Other("its TEKTON_ROOT names another folder, /srv/other");

        assertThat(judged()).isEqualTo("owner-ended");
    }
}
