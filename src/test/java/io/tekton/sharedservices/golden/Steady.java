package io.tekton.sharedservices.golden;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts placeholders in the place of what differs from run to run and from host to host: times, ids, paths, names,
 * sizes.
 */
final class Steady {
    private static final Pattern RUN = Pattern.compile("\\b\\d{8}-\\d{6}-[0-9a-z]{6}\\b");

    private static final Pattern PARAGRAPH = Pattern.compile("(?<=\\S)\\n {10}(?=\\S)");

    /** In this order, in values and texts alike. */
    private static final Map<Pattern, String> EVERYWHERE = patterns(
            "\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b", "<uuid>",
            "\\b[0-9a-f]{32,128}\\b", "<hex>",
            "\\bunpackaged\\b|((?<=[vV]ersion )|(?<=version=\")|^)\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?(?=[, \"]|$)",
                    "<version>",
            "set-aside-\\d{8}-\\d{6}", "set-aside-<time>",
            "\\b(?!2026-01-31)\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(:\\d\\d)?(\\.\\d+)?(Z|[+-]\\d\\d(:\\d\\d)?)?",
                    "<time>",
            "\\b\\d{1,10} [^<;\"\\n]+ < [^;\"\\n]+", "<lineage>",
            "[\\w.-]+@(command-line|dashboard|wall)(-[0-9a-f]+)?", "<user>@$1",
            "(\"pid\": ?|\\b[Pp]rocess |\\bpid |pid=)\\d+", "$1<pid>",
            "(127\\.0\\.0\\.1|localhost|\\[::1\\]):\\d+", "$1:<port>",
            "^(ageSeconds|bootMillis|waitMillis|memoryBytes|cpuMillis|scanned|user|parentPid)=.*", "$1=<$1>",
            "^(explanation|message|detail)=.*", "$1=<text>",
            "(record of )[\\w.-]+", "$1<host>");

    /** In texts for people alone. */
    private static final Map<Pattern, String> TEXTS = patterns(
            "\\bin \\d+\\.\\d+ s\\b", "in <seconds>",
            "\\b\\d+ ms\\b", "<millis>",
            "(?<!waited )\\b\\d+\\.\\d s\\b", "<seconds>",
            "\\b\\d+(\\.\\d)? (B|bytes|KiB|MiB|GiB)(?! are)", "<size>",
            "\\b\\d+ processes checked", "<number> processes checked",
            "\\b(is|for|in|since) \\d+[dhms]( \\d+[hms])?( old)?(?= |;|,|\\.|$)", "$1 <duration>$3",
            "\\d+[dhms]( \\d+[hms])? ago\\b", "<duration> ago",
            "(?<=  )(in )?\\d+[dhms]( \\d+[hms])?(?=  |$)", "<duration>",
            "\\(\\d+[dhms]( \\d+[hms])?\\)", "(<duration>)",
            "^\\d+(?=  +<duration>  )", "<pid>",
            "(<time>  +)\\d+(?=  +\\S+  +<duration>  )", "$1<pid>",
            "(<time>  +\\d+  +)\\d+(?=  +<run )", "$1<bytes>",
            "^  (folder|terminal|session|cgroup|memory|signs)  .*", "  $1  <of this process>",
            "^(ok|FAULT) +(java|time zone|processes|signals): .*", "$1 $2: <of this host>",
            "(belongs to |user  +|<duration>  +\\S+  +)[\\w.-]+(?=$|[;,]|  )", "$1<user>",
            "(User=|CI processes for |<key>UserName</key>\n  <string>)[\\w.-]+", "$1<user>",
            "(?<=\\S) {2,}", "  ");

    private final Map<String, String> known;
    private final Set<String> pids;
    private final List<String> runs = new ArrayList<>();

    Steady() {
        this(new LinkedHashMap<>(), new TreeSet<>());
    }

    private Steady(Map<String, String> known, Set<String> pids) {
        this.known = known;
        this.pids = pids;
    }

    /** Knows the same, also what this one gets to know later; its runs have numbers of their own. */
    Steady ofOneFile() {
        return new Steady(known, pids);
    }

    private static Map<Pattern, String> patterns(String... pairs) {
        Map<Pattern, String> patterns = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            patterns.put(Pattern.compile(pairs[i], Pattern.MULTILINE), pairs[i + 1]);
        }
        return patterns;
    }

    /** A text that is the same nowhere else, such as a folder's path. */
    Steady with(Object text, String placeholder) {
        known.put(text.toString(), placeholder);
        return this;
    }

    Steady withPid(int pid) {
        pids.add(Integer.toString(pid));
        return this;
    }

    boolean isPid(String text) {
        return pids.contains(text);
    }

    /** What a program reads. */
    String value(String value) {
        String steady = isPid(value) ? "<pid>" : value;
        for (Map.Entry<String, String> one : known.entrySet()) {
            steady = steady.replace(one.getKey(), one.getValue());
        }
        steady = RUN.matcher(steady).replaceAll(this::run);
        return replaced(steady, EVERYWHERE);
    }

    /** What a person reads; columns are two blanks apart, and a paragraph is one line, however wide the terminal. */
    String text(String text) {
        return replaced(value(PARAGRAPH.matcher(text).replaceAll(" ")), TEXTS);
    }

    private static String replaced(String text, Map<Pattern, String> patterns) {
        String steady = text;
        for (Map.Entry<Pattern, String> one : patterns.entrySet()) {
            steady = one.getKey().matcher(steady).replaceAll(one.getValue());
        }
        return steady;
    }

    /** Runs are numbered as they are met, so that the same run is seen to be the same. */
    private String run(MatchResult match) {
        if (!runs.contains(match.group())) {
            runs.add(match.group());
        }
        return Matcher.quoteReplacement("<run " + (runs.indexOf(match.group()) + 1) + ">");
    }
}
