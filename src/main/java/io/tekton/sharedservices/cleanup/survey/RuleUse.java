package io.tekton.sharedservices.cleanup.survey;

import io.tekton.sharedservices.cleanup.match.Rule;
import io.tekton.sharedservices.journal.AuditEvent;
import io.tekton.sharedservices.journal.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * For how long each rule has named no process, according to scans of all processes. A rule whose text has changed
 * starts again. Time is added up from scan to scan, and a gap between two scans adds a day at most. So neither a clock
 * change nor a time without scans makes a rule unused. Immutable.
 *
 * @param scannedAt the last scan; null before the first
 * @param rules by name
 */
record RuleUse(@Nullable Instant scannedAt, Map<String, Quiet> rules) {
    static final Duration LONGEST_GAP = Duration.ofDays(1);

    /** What is known before the first scan. */
    static final RuleUse NOTHING = new RuleUse(null, Map.of());

    private static final String FORMAT = "1";

    RuleUse {
        rules = Map.copyOf(rules);
    }

    /**
     * One rule.
     *
     * @param digest of its text, which may hold what nobody else should read
     * @param quiet for how long it has named nothing
     */
    record Quiet(String digest, Duration quiet) {
        Quiet {
            if (quiet.isNegative()) {
                throw new IllegalArgumentException("a rule cannot be quiet for " + quiet);
            }
        }
    }

    /**
     * The state after one more scan.
     *
     * @param inForce the rules now; others are forgotten
     * @param named the names of those that name a process now
     */
    RuleUse after(List<Rule> inForce, Set<String> named, Instant now) {
        Duration passed = scannedAt == null ? Duration.ZERO : Duration.between(scannedAt, now);
        Duration gap = passed.isNegative() ? Duration.ZERO : passed.compareTo(LONGEST_GAP) > 0 ? LONGEST_GAP : passed;
        Map<String, Quiet> after = new TreeMap<>();
        for (Rule rule : inForce) {
            Duration quiet = named.contains(rule.name()) || !isKnown(rule)
                    ? Duration.ZERO
                    : quiet(rule).plus(gap);
            after.put(rule.name(), new Quiet(digest(rule), quiet));
        }
        return new RuleUse(now, after);
    }

    /** For how long it has named nothing; zero for a rule whose text is not known. */
    Duration quiet(Rule rule) {
        Quiet known = rules.get(rule.name());
        return known != null && isKnown(rule) ? known.quiet() : Duration.ZERO;
    }

    private boolean isKnown(Rule rule) {
        Quiet known = rules.get(rule.name());
        return known != null && known.digest().equals(digest(rule));
    }

    private static String digest(Rule rule) {
        return AuditEvent.sha256(rule.text());
    }

    String text() {
        Facts facts = new Facts().with("format", FORMAT).with("looked", scannedAt);
        int number = 0;
        for (Map.Entry<String, Quiet> rule : new TreeMap<>(rules).entrySet()) {
            String prefix = "rule." + number++ + ".";
            facts.with(prefix + "name", rule.getKey())
                    .with(prefix + "digest", rule.getValue().digest())
                    .with(prefix + "quiet", rule.getValue().quiet().toString());
        }
        return facts.canonical();
    }

    /**
     * @throws IllegalArgumentException if the text is not what {@link #text} writes
     * @throws java.time.DateTimeException if a time in it is invalid
     */
    static RuleUse of(String text) {
        Map<String, String> facts = Facts.read(text);
        if (!FORMAT.equals(facts.get("format"))) {
            throw new IllegalArgumentException("its format is " + facts.get("format") + ", not " + FORMAT);
        }
        Map<String, Quiet> rules = new TreeMap<>();
        for (int number = 0; facts.containsKey("rule." + number + ".name"); number++) {
            String prefix = "rule." + number + ".";
            rules.put(
                    facts.getOrDefault(prefix + "name", ""),
                    new Quiet(
                            facts.getOrDefault(prefix + "digest", ""),
                            Duration.parse(facts.getOrDefault(prefix + "quiet", ""))));
        }
        String scanned = facts.get("looked");
        return new RuleUse(scanned == null ? null : Instant.parse(scanned), rules);
    }
}
