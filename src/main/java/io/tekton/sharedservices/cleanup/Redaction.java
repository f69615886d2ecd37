package io.tekton.sharedservices.cleanup;

import io.tekton.sharedservices.process.CommandLine;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Masks secrets in command lines before anything of them reaches store, log or terminal. It errs on the side of masking: a masked word
 * too many is a nuisance, a key in a log is an incident.
 */
public final class Redaction {
    /** What stands in a secret's place. */
    public static final String MASK = "***";

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

    private static final String SECRET_WORD =
            "pass(?:word|wd|phrase|code|wort)s?|(?<!by|com|sur|tres)pass|pwd|secrets?|token|api[-_.]?keys?"
                    + "|(?:access|private|signing|encryption|account|shared|master|license|session)[-_.]?keys?"
                    + "|auth(?:orization)?|credentials?|cookies?|session[-_]?id|signature|sig|bearer|jwt|psk|otp"
                    + "|kennwort|contraseña|contrasena|senha|mot[-_]?de[-_]?passe|пароль|секрет|токен|密码|密碼|パスワード|비밀번호";

    /** What may stand between such a word and its value: {@code password_2}, {@code API_KEY_PROD}. */
    private static final String SUFFIX =
            "(?:[-_.]?\\d{1,3}|[-_.](?:value|string|text|b64|base64|raw|prod|production|dev|test"
                    + "|staging|live|main|backup|old|new|primary|secondary))?";

    /** The name of an option whose value is a secret. */
    private static final String SECRET_NAME = "-{1,2}(?:[\\w.-]{0,100}?(?:" + SECRET_WORD + ")|(?:[\\w.-]{0,100}[-_.]"
            + "|(?-i:[\\w.-]{0,100}[a-z0-9](?=K)))?key)" + SUFFIX;

    /** An option whose next argument is a secret: {@code --api-key X}, {@code --db.password X}, {@code -token X}. */
    private static final Pattern SECRET_OPTION = Pattern.compile(SECRET_NAME, FLAGS);

    /** An argument that is an assignment to such an option or variable: all of it behind the sign is secret, whatever it holds. */
    private static final Pattern WHOLE_ASSIGNMENT = Pattern.compile(
            "(-{0,2}(?:[\\w.-]{0,100}?(?:" + SECRET_WORD + ")|[\\w.-]{0,100}?(?<![A-Za-z])key)" + SUFFIX + "[=:]).+",
            FLAGS | Pattern.DOTALL);

    /** Options whose next argument is a user's name and password: {@code curl -u name:password}. */
    private static final Pattern USER_OPTION = Pattern.compile("-u|-U|--user|--proxy-user|--userpwd");

    private static final Pattern USER_AND_PASSWORD =
            Pattern.compile("([^\\s/:+]{0,100}[^\\s/:\\d][^\\s/:]{0,100}:)[^\\s/].*", Pattern.DOTALL);

    /** The same options inside a longer text, such as a shell's {@code -c}. */
    private static final Pattern OPTION_IN_TEXT = Pattern.compile(
            "((?<![\\w.-])" + SECRET_NAME + "[ \\t]{1,20})(\"[^\"]*\"?|'[^']*'?|(?!-)[^\\s;&|]+)", FLAGS);

    /** A header's whole value: {@code Authorization: Digest a, b}, {@code Cookie: a=b; c=d}. */
    private static final Pattern HEADER = Pattern.compile(
            "((?:proxy-)?authorization\\s{0,20}:\\s{0,20}|(?:set-)?cookie\\s{0,20}:\\s{0,20})([^\"'\\r\\n]+)", FLAGS);

    /** {@code name=value}, {@code "name": "value"}, {@code name: value}, {@code name => value} where the name ends like a secret's. */
    private static final Pattern ASSIGNMENT = Pattern.compile(
            "((?:" + SECRET_WORD + ")" + SUFFIX + "(?:\\\\{0,8}[\"'])?\\s{0,20}(?:=>|:=|==|[=:]|%3[AD])\\s{0,20})"
                    + "(\\\\{1,8}([\"']).*?(?:\\\\{1,8}\\3|$)|\".*?(?:(?<!\\\\)\"|$)|'.*?(?:(?<!\\\\)'|$)"
                    + "|(?:bearer|basic|token|apikey|digest)\\s{1,20}\\S+|[^\\s&;,\"'}]+)",
            FLAGS | Pattern.DOTALL);

    /** {@code X_KEY=value} of an environment assignment, {@code --key=value}, {@code ?key=value}. */
    private static final Pattern KEY_ASSIGNMENT = Pattern.compile(
            "((?:^|[\\s;&\"'?,{(])[\\w.-]{0,100}key" + SUFFIX + "=)([^\\s&;,\"'}]+|\"[^\"]*\"?|'[^']*'?)", FLAGS);

    private static final Pattern BEARER =
            Pattern.compile("((?<![A-Za-z0-9])(?:bearer|basic)\\s{1,20})([A-Za-z0-9._~+/=-]{6,})", FLAGS);

    private static final Pattern XML =
            Pattern.compile("(<[\\w.:-]{0,60}(?:" + SECRET_WORD + ")(?: [^>]{0,200})?>)([^<]+)", FLAGS);

    /** As a {@code netrc} file has it. */
    private static final Pattern LOGIN =
            Pattern.compile("(\\blogin\\s{1,20}\\S{1,200}\\s{1,20}password\\s{1,20})(\\S+)", FLAGS);

    /** {@code scheme://user:password@host}; the user stays. A password may hold an at sign; the text may end before the host. */
    private static final Pattern URL_PASSWORD =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{0,30}://[^\\s/:@]{0,200}:)([^\\s/]+)(?=@)");

    /** {@code scheme://token@host}: a user's name that long is none. */
    private static final Pattern URL_TOKEN =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{0,30}://)([^\\s/:@]{20,400})(?=@)");

    private static final Pattern PRIVATE_KEY = Pattern.compile(
            "(-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----)(.*?(?:(?=-----END)|$))", Pattern.DOTALL);

    /**
     * Keys that are known by their form: OpenAI, Anthropic and others, GitHub, GitLab, Slack, AWS, Google, Hugging Face, Stripe, npm, Vault,
     * JSON web tokens.
     */
    private static final Pattern KNOWN_KEY = Pattern.compile("()((?<![A-Za-z0-9])(?:sk-[A-Za-z0-9_-]{6,}"
            + "|(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{8,}|whsec_[A-Za-z0-9]{8,}|gh[pousr]_[A-Za-z0-9]{16,}"
            + "|github_pat_[A-Za-z0-9_]{16,}|gl(?:pat|ptt|dt|rt|cbt)-[A-Za-z0-9_-]{10,}|xox[abeoprs]-[A-Za-z0-9-]{8,}"
            + "|xapp-[A-Za-z0-9-]{8,}|(?:AKIA|ASIA)[A-Z0-9]{12,}|AIza[A-Za-z0-9_-]{20,}|ya29\\.[A-Za-z0-9_-]{10,}"
            + "|hf_[A-Za-z0-9]{16,}|npm_[A-Za-z0-9]{16,}|pypi-[A-Za-z0-9_-]{16,}|hv[sb]\\.[A-Za-z0-9_-]{16,}"
            + "|gsk_[A-Za-z0-9]{16,}|xai-[A-Za-z0-9]{16,}|nvapi-[A-Za-z0-9_-]{16,}|r8_[A-Za-z0-9]{16,}"
            + "|dop_v1_[a-f0-9]{16,}|SG\\.[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}|AGE-SECRET-KEY-1[A-Z0-9]{10,})"
            + "|(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{4,}(?:\\.[A-Za-z0-9_-]*)?)");

    private static final List<Pattern> BUILT_IN = List.of(
            PRIVATE_KEY,
            HEADER,
            OPTION_IN_TEXT,
            ASSIGNMENT,
            KEY_ASSIGNMENT,
            BEARER,
            XML,
            LOGIN,
            URL_PASSWORD,
            URL_TOKEN,
            KNOWN_KEY);

    private final List<Pattern> more;

    /** @param more further patterns; what their first group holds is masked, or all that they match where they have none */
    public Redaction(List<Pattern> more) {
        this.more = List.copyOf(more);
    }

    /** The arguments with their secrets masked. */
    List<String> arguments(CommandLine line) {
        List<String> masked = new ArrayList<>(line.size());
        boolean secret = false;
        boolean user = false;
        for (String argument : line.arguments()) {
            if (secret && !argument.startsWith("--")) {
                masked.add(MASK);
                secret = false;
                user = false;
                continue;
            }
            Matcher whole = WHOLE_ASSIGNMENT.matcher(argument);
            Matcher login = USER_AND_PASSWORD.matcher(argument);
            if (whole.matches()) {
                masked.add(text(whole.group(1)) + MASK);
            } else if (user && login.matches()) {
                masked.add(text(login.group(1)) + MASK);
            } else {
                masked.add(text(argument));
            }
            secret = SECRET_OPTION.matcher(argument).matches();
            user = USER_OPTION.matcher(argument).matches();
        }
        return masked;
    }

    /** Any text with its secrets masked; all of it where a pattern of the settings cannot cope with it. */
    public String text(String text) {
        String masked = text;
        for (Pattern pattern : BUILT_IN) {
            masked = pattern.matcher(masked).replaceAll(match -> Matcher.quoteReplacement(match.group(1) + MASK));
        }
        try {
            for (Pattern pattern : more) {
                masked = pattern.matcher(masked).replaceAll(match -> Matcher.quoteReplacement(ofSettings(match)));
            }
        } catch (StackOverflowError e) {
            // java.util.regex climbs down once for each turn of a group: a long text and (a|b)* are enough.
            return MASK;
        }
        return masked;
    }

    private static String ofSettings(MatchResult match) {
        boolean whole = match.groupCount() == 0
                || match.group(1) == null
                || match.group(1).isEmpty();
        return whole
                ? MASK
                : match.group().substring(0, match.start(1) - match.start())
                        + MASK
                        + match.group().substring(match.end(1) - match.start());
    }
}
