package io.tekton.sharedservices.endtoend;

import static io.tekton.sharedservices.endtoend.Installation.lives;
import static io.tekton.sharedservices.journal.TerminationResult.TERMINATED;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.journal.RunOutcome;
import io.tekton.sharedservices.testing.SampleProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What owners leave behind is ended and on record; the registry has its say where it can be read. */
@EnabledOnOs(OS.LINUX)
class OwnersEndToEndTest {
    @TempDir
    Path temp;

    private Installation tekton;
    private SampleProcesses zoo;
    private Path host;

    @BeforeEach
    void open() {
        tekton = new Installation(temp);
        zoo = new SampleProcesses();
        host = tekton.root.resolve("host.py");
    }

    @AfterEach
    void close() {
        zoo.close();
    }

    private SampleProcesses.Family hostWithTool() {
        return zoo.family(List.of("python3", host.toString()), Map.of(), tekton.argv("--tool"), Map.of());
    }

    /** The usual rule names tools as well, unless it is off: then owners alone judge them. */
    private Installation.Cleanup cleanup(boolean byRegistryToo) {
        return tekton.cleanup()
                .set("owner.host", "script=" + host)
                .set("match.own", "script=" + tekton.script + " argument=" + (byRegistryToo ? "--ci" : "--none"))
                .set("match.tool", "script=" + tekton.script + " argument=--tool owner=host");
    }

    @Test
    void endsWhatAnEndedHostLeftAndNothingOfALivingOne() {
        SampleProcesses.Family ended = hostWithTool();
        SampleProcesses.Family living = hostWithTool();
        cleanup(false).run();
        zoo.end(ended.parent());

        Installation.Outcome outcome = cleanup(false).run();

        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(outcome.result(ended.child())).isEqualTo(TERMINATED);
        assertThat(outcome.verdict(ended.child()).rule()).isEqualTo("owner-ended");
        assertThat(outcome.verdict(ended.child()).owner()).isEqualTo("host");
        assertThat(outcome.verdict(living.child()).rule()).isEqualTo("owner-lives");
        assertThat(lives(living.child())).isTrue();
        assertThat(outcome.story(ended.child())).containsExactly("INTENDED", "SIGNALLED", "ENDED");
    }

    @Test
    void aRefusedRegistryLeavesWhatItJudgesAndTheRunIsPartial() throws IOException {
        SampleProcesses.Family ended = hostWithTool();
        int ci = zoo.child(tekton.argv("--ci"), Map.of());
        Files.delete(tekton.registry);
        assertThat(cleanup(true).run().run().outcome()).isEqualTo(RunOutcome.REFUSED);
        zoo.end(ended.parent());

        Installation.Outcome outcome = cleanup(true).run();

        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.PARTIAL);
        assertThat(outcome.run().reason()).isEqualTo("registry-missing");
        assertThat(outcome.result(ended.child())).isEqualTo(TERMINATED);
        assertThat(lives(ci)).isTrue();
    }

    @Test
    void aRefusedRegistryChangesNothingWhereOwnersAloneJudge() throws IOException {
        SampleProcesses.Family ended = hostWithTool();
        Files.delete(tekton.registry);
        assertThat(cleanup(false).run().run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        zoo.end(ended.parent());

        Installation.Outcome outcome = cleanup(false).run();

        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.SUCCEEDED);
        assertThat(outcome.run().reason()).isNull();
        assertThat(outcome.result(ended.child())).isEqualTo(TERMINATED);
    }

    @Test
    void theDefaultRuleFindsTheToolOfAWrapperThatWasKilledAndNoneOfAnotherPlatform() {
        List<String> wrapper = List.of(
                "python3", tekton.root.resolve("shared/ci_tools/ci_tool_x.py").toString());
        Map<String, String> ours = ofPlatform(tekton.root);
        Map<String, String> others = ofPlatform(temp.resolve("other"));
        SampleProcesses.Family ended = zoo.family(wrapper, ours, List.of("sort", "--stable"), ours);
        SampleProcesses.Family living = zoo.family(wrapper, ours, List.of("sort", "--stable"), ours);
        SampleProcesses.Family other = zoo.family(wrapper, others, List.of("sort", "--stable"), others);
        Installation.Outcome before = byDefaultRule().run();
        zoo.end(ended.parent());
        zoo.end(other.parent());

        Installation.Outcome outcome = byDefaultRule().run();

        assertThat(before.run().counts().orphans()).isZero();
        assertThat(outcome.result(ended.child())).isEqualTo(TERMINATED);
        assertThat(outcome.verdict(ended.child()).rule()).isEqualTo("owner-ended");
        assertThat(lives(living.child())).isTrue();
        assertThat(outcome.verdict(other.child()).rule()).isEqualTo("other-root");
        assertThat(lives(other.child())).isTrue();
    }

    private Map<String, String> ofPlatform(Path root) {
        return Map.of("TEKTON_CI_NAME", "x", "TEKTON_ROOT", root.toString(), "TOOL_TEST", tekton.script.toString());
    }

    /** With one more condition, so that nothing of this host is named. */
    private Installation.Cleanup byDefaultRule() {
        return tekton.cleanup()
                .set("owner.tool-wrapper", Rules.DEFAULT_OWNERS.get("tool-wrapper"))
                .set("match.tool", Rules.DEFAULTS.get("tool") + " env.TOOL_TEST=\"" + tekton.script + "\"");
    }

    @Test
    void sparesARegisteredProcessWhoseOwnerEnded() {
        SampleProcesses.Family ended = hostWithTool();
        tekton.register(ended.child());
        cleanup(false).run();
        zoo.end(ended.parent());

        assertThat(cleanup(false).run().verdict(ended.child()).rule()).isEqualTo("registered");
        assertThat(lives(ended.child())).isTrue();
    }

    @Test
    void aToolThatWasRegisteredAloneStaysWhereTheRegistryIsEmptied() {
        SampleProcesses.Family ended = hostWithTool();
        tekton.register("{\"worker-ai\": {\"port\": 45012, \"component\": \"worker\", \"metadata\": {\"pid\": "
                + ended.child() + "}}}");
        cleanup(false).run();
        zoo.end(ended.parent());
        tekton.register("{}");

        Installation.Outcome outcome = cleanup(false).run();

        assertThat(outcome.run().outcome()).isEqualTo(RunOutcome.REFUSED);
        assertThat(outcome.run().reason()).isEqualTo("registry-empty");
        assertThat(lives(ended.child())).isTrue();
    }

    @Test
    void aToolThatWasRegisteredStaysWhereTheRegistryIsEmptiedAtTheLastMoment() {
        SampleProcesses.Family ended = hostWithTool();
        String entry = "{\"worker-ai\": {\"port\": 45012, \"component\": \"worker\", \"metadata\": {\"pid\": ";
        tekton.register(entry + ended.child() + "}}}");
        cleanup(false).run();
        zoo.end(ended.parent());
        int another = zoo.child(tekton.argv("--another"), Map.of());
        tekton.register(entry + another + "}}}");

        Installation.Outcome outcome =
                cleanup(false).afterTermIntents(() -> tekton.register("{}")).run();

        assertThat(outcome.result(ended.child())).isNotEqualTo(TERMINATED);
        assertThat(lives(ended.child())).isTrue();
    }
}
