package io.tekton.sharedservices.api.json;

import io.tekton.sharedservices.journal.Termination;
import io.tekton.sharedservices.journal.codec.VerdictCodecs;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Terminations as comma-separated values (RFC 4180), each line ended by carriage return and line feed. */
public final class TerminationCsv {
    /** The first line. */
    public static final String HEADING = "requestedAt,finishedAt,result,signals,waitMillis,pid,startedAt,ageSeconds,"
            + "component,user,parentPid,match,rule,explanation,detail,command,lineage,runId,host,dryRun,"
            + "memoryBytes,memoryKind,cpuMillis,owner\r\n";

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
        Map<String, @Nullable Object> fields = VerdictCodecs.TERMINATION.map(termination);
        return Arrays.stream(HEADING.strip().split(","))
                .map(name -> cell(text(fields.get(name))))
                .collect(Collectors.joining(",", "", "\r\n"));
    }

    private @Nullable String text(@Nullable Object value) {
        if (value instanceof List<?> signals) {
            return signals.stream().map(String::valueOf).collect(Collectors.joining("+"));
        }
        return value instanceof Instant time ? json.time(time) : value == null ? null : value.toString();
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
