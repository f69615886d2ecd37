package io.tekton.sharedservices.api.json;

import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.process.ProcessFacts.Memory;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Terminations as comma-separated values (RFC 4180), each line ended by carriage return and line feed. */
public final class TerminationCsv {
    /** The first line. */
    public static final String HEADING = "requestedAt,finishedAt,result,signals,waitMillis,pid,startedAt,ageSeconds,"
            + "component,user,parentPid,match,rule,explanation,detail,command,lineage,runId,host,dryRun,"
            + "memoryBytes,memoryKind,cpuMillis\r\n";

    private final Json json;

    /** @param json knows how times are written */
    public TerminationCsv(Json json) {
        this.json = json;
    }

    /** Heading and lines. */
    public String document(List<Termination> terminations) {
        return terminations.stream().map(this::line).collect(Collectors.joining("", HEADING, ""));
    }

    public String line(Termination termination) {
        RecordedVerdict verdict = termination.verdict();
        Instant finishedAt = termination.finishedAt();
        Memory memory = verdict.use().memory();
        return Arrays.asList(
                        json.time(termination.requestedAt()),
                        finishedAt == null ? null : json.time(finishedAt),
                        verdict.result() == null ? null : verdict.result().name(),
                        termination.signals().stream().map(Enum::name).collect(Collectors.joining("+")),
                        verdict.waitMillis() == null
                                ? null
                                : verdict.waitMillis().toString(),
                        Integer.toString(verdict.identity().pid()),
                        json.time(verdict.startedAt()),
                        Long.toString(verdict.ageSeconds()),
                        verdict.component(),
                        verdict.user(),
                        Integer.toString(verdict.parentPid()),
                        verdict.match(),
                        verdict.rule(),
                        verdict.explanation(),
                        termination.detail(),
                        verdict.command(),
                        verdict.lineage(),
                        termination.runId(),
                        termination.host(),
                        Boolean.toString(termination.dryRun()),
                        memory == null ? null : Long.toString(memory.bytes()),
                        memory == null ? null : memory.kind().name(),
                        verdict.cpuMillis() == null ? null : verdict.cpuMillis().toString())
                .stream()
                .map(TerminationCsv::cell)
                .collect(Collectors.joining(",", "", "\r\n"));
    }

    /** Quoted where RFC 4180 needs it; what a spreadsheet would take for a formula gets an apostrophe in front. */
    private static String cell(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            return "";
        }
        String text = "=+-@".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
