package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.process.CommandLine;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Masks secrets in command lines before anything of them reaches store, log or terminal. It errs on the side of masking: a masked word
 * too many is a nuisance, a key in a log is an incident.
 */
public final class Redaction {
    /** What stands in a secret's place. */
    public static final String MASK = "***";

    private static final String SECRET_WORD =
            "pass(?:word|wd|phrase|code)?|pwd|secret|token|api[-_]?key|apikey|access[-_]?key|private[-_]?key|auth(?:orization)?"
                    + "|credentials?|cookie|session[-_]?key|signing[-_]?key|encryption[-_]?key|bearer";

    /** An option whose next argument is a secret: {@code --api-key X}, {@code --db.password X}, {@code -token X}. */
    private static final Pattern SECRET_OPTION = Pattern.compile(
            "-{1,2}(?:[\\w.]*[-_.])?(?:" + SECRET_WORD + "|key)(?:[-_.](?:value|string|text))?",
            Pattern.CASE_INSENSITIVE);

    /** {@code name=value}, {@code "name": "value"}, {@code name: value} where the name ends like a secret's. */
    private static final Pattern ASSIGNMENT = Pattern.compile(
            "((?:" + SECRET_WORD
                    + ")[\"']?\\s*[=:]\\s*)(\"[^\"]*\"?|'[^']*'?|(?:bearer|basic|token)\\s+\\S+|[^\\s&;,\"'}]+)",
            Pattern.CASE_INSENSITIVE);

    /** {@code X_KEY=value} of an environment assignment, {@code --key=value}. */
    private static final Pattern KEY_ASSIGNMENT =
            Pattern.compile("((?:^|[\\s;&\"'])[\\w.-]*key=)([^\\s&;,\"'}]+)", Pattern.CASE_INSENSITIVE);

    private static final Pattern BEARER =
            Pattern.compile("\\b((?:bearer|basic)\\s+)([A-Za-z0-9._~+/=-]{6,})", Pattern.CASE_INSENSITIVE);

    /** {@code scheme://user:password@host}; the user stays. */
    private static final Pattern URL_PASSWORD =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{0,30}://[^\\s/:@]{0,200}:)([^\\s@/]+)(?=@)");

    /** Keys that are known by their form: OpenAI and Anthropic, GitHub, GitLab, Slack, AWS, Google, Hugging Face, JSON web tokens. */
    private static final Pattern KNOWN_KEY = Pattern.compile("()(\\bsk-[A-Za-z0-9_-]{6,}|\\bgh[pousr]_[A-Za-z0-9]{16,}"
            + "|\\bgithub_pat_[A-Za-z0-9_]{16,}|\\bglpat-[A-Za-z0-9_-]{10,}|\\bxox[abeoprs]-[A-Za-z0-9-]{8,}"
            + "|\\b(?:AKIA|ASIA)[A-Z0-9]{12,}|\\bAIza[A-Za-z0-9_-]{20,}|\\bhf_[A-Za-z0-9]{16,}"
            + "|\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{4,}(?:\\.[A-Za-z0-9_-]*)?)");

    private static final List<Pattern> BUILT_IN = List.of(ASSIGNMENT, KEY_ASSIGNMENT, BEARER, URL_PASSWORD, KNOWN_KEY);

    private final List<Pattern> more;

    /** @param more further patterns; what their first group holds is masked, or all that they match where they have none */
    public Redaction(List<Pattern> more) {
        this.more = List.copyOf(more);
    }

    /** The arguments with their secrets masked. */
    List<String> arguments(CommandLine line) {
        List<String> masked = new ArrayList<>(line.size());
        boolean secret = false;
        for (String argument : line.arguments()) {
            if (secret && !argument.startsWith("--")) {
                masked.add(MASK);
                secret = false;
            } else {
                masked.add(text(argument));
                secret = SECRET_OPTION.matcher(argument).matches();
            }
        }
        return masked;
    }

    /** Any text with its secrets masked. */
    public String text(String text) {
        String masked = text;
        for (Pattern pattern : BUILT_IN) {
            masked = pattern.matcher(masked).replaceAll(match -> Matcher.quoteReplacement(match.group(1) + MASK));
        }
        for (Pattern pattern : more) {
            masked = pattern.matcher(masked)
                    .replaceAll(match -> Matcher.quoteReplacement(
                            match.groupCount() == 0 || match.group(1) == null
                                    ? MASK
                                    : match.group().replace(match.group(1), MASK)));
        }
        return masked;
    }
}
