package io.tekton.sharedservices.cli;

import static io.tekton.sharedservices.testing.StrictJson.object;
import static io.tekton.sharedservices.testing.StrictJson.objects;
import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.bin.ScriptChildren;
import io.tekton.sharedservices.cli.CommandLineCalls.Ended;
import io.tekton.sharedservices.process.UserNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the commands report of real cleanups of this test's own children; field names and exit codes are those of the
 * contract.
 */
@EnabledOnOs(OS.LINUX)
class CommandReportsTest {
    private static final String[] RUN_FIELDS = {
        "id",
        "job",
        "host",
        "trigger",
        "dryRun",
        "startedAt",
        "finishedAt",
        "outcome",
        "reason",
        "scanned",
        "matched",
        "orphans",
        "spared",
        "terminated",
        "killed",
        "failed"
    };
    private static final String[] VERDICT_FIELDS = {
        "pid",
        "startedAt",
        "parentPid",
        "user",
        "component",
        "command",
        "ageSeconds",
        "match",
        "verdict",
        "rule",
        "explanation",
        "result",
        "waitMillis"
    };
    private static final String[] TERMINATION_FIELDS = {
        "runId", "host", "dryRun", "requestedAt", "finishedAt", "signals"
    };

    @TempDir
    private Path folder;

    private final ScriptChildren children = new ScriptChildren();
    private CommandLineCalls calls;

    @BeforeEach
    void makeAWorld() throws IOException {
        calls = new CommandLineCalls(folder);
    }

    @AfterEach
    void endTheChildren() throws IOException {
        children.close();
    }

    private Process child(String name, String... arguments) throws IOException {
        return children.start(calls.root.resolve("scripts/" + name + ".py"), arguments);
    }

    private Ended cleanup(String... more) {
        String[] all = new String[more.length + 5];
        System.arraycopy(new String[] {"cleanup", "--min-age", "0s", "--confirm-after", "0s"}, 0, all, 0, 5);
        System.arraycopy(more, 0, all, 5, more.length);
        return calls.run(all);
    }

    @Test
    void aCleanupAndItsAuditTellTheSameStory() throws Exception {
        Process orphan = child("numa", "--component", "numa");
        Process known = child("apollo", "--component", "apollo");
        calls.register("{\"apollo-ai\": {\"metadata\": {\"pid\": " + known.pid() + "}}}");

        Ended ended = cleanup("--json");

        assertThat(ended.code()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(orphan.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(known.isAlive()).isTrue();
        Map<String, Object> document = object(ended.out());
        Map<String, Object> run = object(document, "run");
        assertThat(run)
                .containsKeys(RUN_FIELDS)
                .containsEntry("job", "orphan-cleanup")
                .containsEntry("trigger", "MANUAL")
                .containsEntry("dryRun", false)
                .containsEntry("outcome", "SUCCEEDED")
                .containsEntry("reason", null)
                .containsEntry("matched", 2L)
                .containsEntry("orphans", 1L)
                .containsEntry("spared", 1L)
                .containsEntry("terminated", 1L)
                .containsEntry("killed", 0L)
                .containsEntry("failed", 0L);
        assertThat(OffsetDateTime.parse((String) run.get("finishedAt")))
                .isAfterOrEqualTo(OffsetDateTime.parse((String) run.get("startedAt")));
        List<Map<String, Object>> verdicts = objects(document, "verdicts");
        assertThat(verdicts)
                .hasSize(2)
                .allSatisfy(verdict -> assertThat(verdict).containsKeys(VERDICT_FIELDS));
        assertThat(verdict(verdicts, orphan))
                .containsEntry("verdict", "ORPHAN")
                .containsEntry("rule", "unregistered")
                .containsEntry("match", "trial")
                .containsEntry("component", "numa")
                .containsEntry("result", "TERMINATED");
        assertThat(verdict(verdicts, known))
                .containsEntry("verdict", "SPARED")
                .containsEntry("rule", "registered")
                .containsEntry("result", null);

        Map<String, Object> story =
                object(calls.run("history", (String) run.get("id"), "--json").out());
        List<Map<String, Object>> terminations =
                objects(object(calls.run("audit", "--json").out()), "terminations");
        assertThat(object(story, "run")).isEqualTo(run);
        assertThat(objects(story, "verdicts")).containsExactlyInAnyOrderElementsOf(verdicts);
        assertThat(terminations).hasSize(1);
        assertThat(terminations.get(0))
                .containsKeys(TERMINATION_FIELDS)
                .containsAllEntriesOf(verdict(verdicts, orphan))
                .containsEntry("runId", run.get("id"))
                .containsEntry("signals", List.of("TERM"));
        assertThat(objects(object(calls.run("history", "--json").out()), "runs"))
                .containsExactly(run);
        assertThat(object(calls.run("audit", "verify", "--json").out())).containsEntry("intact", true);
    }

    private static Map<String, Object> verdict(List<Map<String, Object>> verdicts, Process process) {
        return verdicts.stream()
                .filter(verdict -> verdict.get("pid").equals(process.pid()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aDryRunFindsAnOrphanSignalsNothingAndEndsWell() throws Exception {
        Process orphan = child("numa");

        Ended ended = cleanup("--dry-run");

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("WOULD_TERMINATE", "SUCCEEDED: 1 would be terminated");
        assertThat(orphan.isAlive()).isTrue();
        assertThat(objects(object(calls.run("audit", "--json").out()), "terminations"))
                .isEmpty();
        assertThat(calls.run("audit").out()).contains("audit --all");
        assertThat(objects(object(calls.run("audit", "--all", "--json").out()), "terminations"))
                .singleElement()
                .satisfies(one -> assertThat(one).containsEntry("dryRun", true).containsEntry("signals", List.of()));
    }

    @Test
    void theFirstLiveCleanupSaysInOneLineWhatItIsAboutToDo() throws IOException {
        calls.register("{}");
        Ended rehearsed = cleanup("--dry-run");

        Ended first = cleanup("--force");
        Ended second = cleanup("--force");

        assertThat(rehearsed.out()).doesNotContain("first cleanup");
        assertThat(first.out().lines().filter(line -> line.startsWith("first cleanup of ")))
                .singleElement()
                .asString()
                .contains("SIGTERM", "SIGKILL", "--dry-run");
        assertThat(second.out()).doesNotContain("first cleanup");
    }

    @Test
    void aRefusedRunIsReportedInFullWithExitCode5() throws Exception {
        Process orphan = child("numa");
        Files.delete(calls.register("{}"));

        Ended ended = cleanup("--json");

        assertThat(ended.code()).isEqualTo(5);
        assertThat(ended.err()).isEmpty();
        assertThat(object(object(ended.out()), "run"))
                .containsEntry("outcome", "REFUSED")
                .containsEntry("reason", "registry-missing");
        assertThat(orphan.isAlive()).isTrue();
    }

    @Test
    void aRefusedDryRunListsTheCandidatesAsNotJudged() throws Exception {
        Process candidate = child("numa", "--component", "numa");
        Files.delete(calls.register("{}"));

        Ended text = cleanup("--dry-run");
        Ended json = cleanup("--dry-run", "--json");
        Ended live = cleanup("--json");

        assertThat(text.code()).isEqualTo(5);
        assertThat(text.out())
                .contains("1 of them CI processes, which are not judged", candidate.pid() + " ", "numa.py")
                .contains("REFUSED (registry-missing)");
        assertThat(json.code()).isEqualTo(5);
        assertThat(objects(object(json.out()), "verdicts"))
                .singleElement()
                .satisfies(one -> assertThat(one)
                        .containsEntry("pid", candidate.pid())
                        .containsEntry("verdict", "SPARED")
                        .containsEntry("rule", "open")
                        .containsEntry("explanation", "not judged, since the run was refused (registry-missing)")
                        .containsEntry("result", null));
        assertThat(objects(object(live.out()), "verdicts")).isEmpty();
        assertThat(calls.run("audit", "verify").code()).isZero();
        assertThat(candidate.isAlive()).isTrue();
    }

    @Test
    void moreOrphansThanAllowedAreAllLeftAloneAndTheWayPastIsNamed() throws Exception {
        List<Process> orphans = List.of(child("numa"), child("metis"), child("sophia"));

        Ended ended = cleanup("--max-terminations", "2");

        assertThat(ended.code()).isEqualTo(5);
        assertThat(ended.out()).contains("REFUSED (too-many-orphans)", "cleanup --max-terminations 3", "NOT_SIGNALLED");
        assertThat(orphans).allMatch(Process::isAlive);
    }

    @Test
    void aSecondLiveCleanupWithinTheHourIsRefusedAndAForcedOneRuns() {
        assertThat(cleanup().code()).isZero();

        Ended second = cleanup("--json");

        assertThat(second.code()).isEqualTo(5);
        assertThat(object(object(second.out()), "run")).containsEntry("reason", "min-interval");
        assertThat(cleanup("--dry-run").code()).isZero();
        assertThat(cleanup("--force").code()).isZero();
    }

    @Test
    void aTornRegistryIsNamedWithItsFileAndLine() throws Exception {
        Process orphan = child("numa");
        calls.register("{\n\"apollo-ai\": {");

        Ended ended = cleanup();

        assertThat(ended.code()).isEqualTo(5);
        assertThat(ended.out()).contains("registry-unreadable", "platform_ai_registry.json", "line 2");
        assertThat(orphan.isAlive()).isTrue();
    }

    @Test
    void aRegistryOfAnotherUserIsNotBelievedUnlessThatUserIsTrusted() throws Exception {
        Assumptions.assumeTrue(new UserNames().self().uid() == 0, "only root can give files away");
        Process orphan = child("numa");
        Path registry = calls.register("{\"apollo-ai\": {\"metadata\": {\"pid\": 1}}}");
        Files.setAttribute(registry, "unix:uid", 61_234);
        Files.setAttribute(registry.getParent(), "unix:uid", 61_234);

        Ended refused = cleanup();
        Ended doctor = calls.run("doctor");
        Ended trusted = calls.run("--set", "registry.trusted-users=61234", "cleanup", "--dry-run");
        Ended unknown = calls.run("--set", "registry.trusted-users=root, nobody-here", "cleanup", "--dry-run");

        assertThat(refused.code()).isEqualTo(5);
        assertThat(refused.out()).contains("registry-untrusted", registry.getParent() + " belongs to user 61234");
        assertThat(orphan.isAlive()).isTrue();
        assertThat(doctor.out())
                .contains("FAULT registry: ", "chown 0 " + registry.getParent(), "registry.trusted-users = NAME");
        assertThat(trusted.code()).as(trusted.out() + trusted.err()).isZero();
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("registry.trusted-users", "users of this host or their uids");
    }

    @Test
    void aRegistryOneLevelDeeperIsRefusedAndTheEntryNamed() throws Exception {
        Process orphan = child("numa");
        calls.register("{\n  \"registrations\": {\"apollo-ai\": {\"port\": 45012, \"component\": \"apollo\"}}}");

        Ended ended = cleanup("--json");

        assertThat(ended.code()).isEqualTo(5);
        assertThat(object(object(ended.out()), "run"))
                .containsEntry("outcome", "REFUSED")
                .containsEntry("reason", "registry-unreadable");
        assertThat(ended.out() + ended.err())
                .contains("\\\"registrations\\\"", "line 2, column 20", "port, component, metadata");
        assertThat(orphan.isAlive()).isTrue();
    }

    @Test
    void explainTellsEveryRuleInOrder() throws Exception {
        Process numa = child("numa", "--component", "numa");

        Ended ended = calls.run("explain", Long.toString(numa.pid()), "--json");

        assertThat(ended.code()).isZero();
        Map<String, Object> document = object(ended.out());
        assertThat(object(document, "verdict"))
                .containsKeys(VERDICT_FIELDS)
                .containsEntry("verdict", "SPARED")
                .containsEntry("rule", "too-young");
        assertThat(objects(document, "rules").stream().map(rule -> rule.get("rule")))
                .containsExactly(
                        "protected",
                        "self",
                        "other-user",
                        "other-namespace",
                        "other-root",
                        "zombie",
                        "unreadable",
                        "registered",
                        "registered-elsewhere",
                        "in-service",
                        "descendant-of-registered",
                        "ancestor-of-registered",
                        "recently-registered",
                        "owner-lives",
                        "never-owned",
                        "released",
                        "in-use",
                        "recently-orphaned",
                        "too-young",
                        "launcher-grace");
        assertThat(calls.run("explain", Long.toString(numa.pid())).out()).contains("Verdict: SPARED (too-young)");
    }

    @Test
    void whatCannotBeAnsweredLeavesStandardOutputEmpty() throws Exception {
        Ended noProcess = calls.run("explain", Integer.toString(Integer.MAX_VALUE), "--json");
        Ended noRun = calls.run("history", "20260101-000000-\u001b[31m", "--json");

        assertThat(noProcess).isEqualTo(new Ended(1, "", "shared-services: there is no process 2147483647\n"));
        assertThat(noRun.code()).isEqualTo(1);
        assertThat(noRun.out()).isEmpty();
        assertThat(noRun.err()).contains("no run '20260101-000000-\\x1b[31m'");
    }

    @Test
    void explainLeavesTheVerdictOpenWithoutARegistryAndTellsAllElse() throws Exception {
        Process numa = child("numa", "--component", "numa");
        Files.delete(calls.register("{}"));

        Ended json = calls.run("explain", Long.toString(numa.pid()), "--json");
        Ended text = calls.run("explain", Long.toString(numa.pid()));

        assertThat(json.code()).isZero();
        Map<String, Object> document = object(json.out());
        assertThat(object(document, "verdict")).containsEntry("rule", "open");
        assertThat(object(document, "open")).containsEntry("reason", "registry-missing");
        assertThat(objects(document, "rules"))
                .anySatisfy(rule ->
                        assertThat(rule).containsEntry("rule", "registered").containsEntry("open", true))
                .anySatisfy(rule ->
                        assertThat(rule).containsEntry("rule", "too-young").containsEntry("spares", true));
        assertThat(object(document, "facts"))
                .containsKeys("folder", "terminal", "session", "cgroup", "memoryBytes", "sockets");
        assertThat(object(document, "facts").get("folder")).isNotNull();
        assertThat(text.code()).isZero();
        assertThat(text.out()).contains("Verdict: open", "registry-missing", "open      registered:", "  folder     /");
    }

    @Test
    void noControlCharacterAndNoSecretOfACommandLineReachesAnyPlace() throws Exception {
        child("numa", "--component", "nu\u001b[31mma", "a\nb\u202ec\u2028d", "--api-key=hunter2", "=1+1");

        Ended ended = cleanup("--verbose");
        String log = Files.readString(calls.root.resolve(".tekton/logs/orphan_cleanup.log"));
        String audit = calls.run("audit").out();
        String csv = calls.run("audit", "--csv").out();

        assertThat(ended.code()).isZero();
        for (String text : List.of(ended.out(), ended.err(), log, audit, csv.replace("\r\n", "\n"))) {
            assertThat(text).doesNotContain("\u001b", "\r", "\u202e", "\u2028", "hunter2");
        }
        assertThat(ended.out()).contains("\\x1b[31m", "a\\nb\\u{202e}c\\u{2028}d");
    }

    @Test
    void theLogHasALineForVerdictSignalAndOutcomeOfAnOrphan() throws Exception {
        Process orphan = child("numa", "--component", "numa");

        Ended ended = cleanup("--json");

        String run = (String) object(object(ended.out()), "run").get("id");
        Path logs = calls.root.resolve(".tekton/logs");
        List<String> lines = Files.readAllLines(logs.resolve("orphan_cleanup.log")).stream()
                .filter(line -> line.contains("pid=" + orphan.pid() + " "))
                .toList();
        assertThat(lines)
                .hasSize(3)
                .allSatisfy(
                        line -> assertThat(line).contains("run " + run, "component=numa", "age=", "rule=unregistered"));
        assertThat(lines.get(0)).contains("ORPHAN");
        assertThat(lines.get(1)).contains("SIGTERM");
        assertThat(lines.get(2)).contains("TERMINATED");
        assertThat(Files.readAllLines(logs.resolve("shared-services.log"))).containsAll(lines);
        for (String name : List.of("orphan_cleanup.log", "shared-services.log")) {
            assertThat(Files.getPosixFilePermissions(logs.resolve(name)).toString())
                    .contains("OWNER_READ", "OWNER_WRITE")
                    .doesNotContain("GROUP", "OTHERS");
        }
    }

    @Test
    void aLogThatCannotBeWrittenIsAWarningAndTheCleanupGoesOn() throws Exception {
        Process orphan = child("numa");
        Files.createDirectories(calls.root.resolve(".tekton/logs/orphan_cleanup.log"));

        Ended ended = cleanup("--json");

        assertThat(ended.code()).isZero();
        assertThat(ended.err())
                .startsWith("shared-services: warning: nothing is logged: the log ")
                .hasLineCount(1);
        assertThat(object(object(ended.out()), "run")).containsEntry("terminated", 1L);
        assertThat(orphan.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void commaSeparatedValuesKeepTheirColumnsAndAreNoFormulas() throws Exception {
        child("numa", "--component", "numa", "a,b", "say \"hi\"");
        cleanup();

        String csv = calls.run("audit", "--csv").out();

        assertThat(csv).endsWith("\r\n");
        List<String> lines = csv.lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith("requestedAt,finishedAt,result,signals,waitMillis,pid,");
        assertThat(lines.get(1))
                .contains(",TERMINATED,TERM,", "a,b 'say \"\"hi\"\"'")
                .contains("+0");
    }
}
