package io.tekton.sharedservices.cleanup.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads a rule as people write it: conditions separated by blanks, all of which must hold. Each is a name, {@code =},
 * and patterns separated by commas, any of which may match. Double quotes keep blanks and commas together.
 *
 * <pre>
 * program=python* script=tekton_ai_specialist.py,ai_specialist_app.py
 * program=python* module=shared.ai.* option.--ai-id=apollo-*
 * program=my-tool env.TEKTON_CI_NAME=* option.--label="two words"
 * </pre>
 */
public final class RuleParser {
    static final String FORMS =
            "program=, script=, module=, option.NAME=, argument=, env.NAME=, component=, title=, cwd=,"
                    + " exe=, parent= or kind=launcher, in protect rules name= or session=leader too, each with "
                    + "patterns parted by "
                    + "commas";

    private static final Pattern OPTION = Pattern.compile("--?[^\\s=,]+");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private RuleParser() {}

    /**
     * A rule that describes a CI process.
     *
     * @throws IllegalArgumentException if it cannot be parsed, or matches nearly every process, or tests only the
     *     environment or the component without {@code owner=} (both are inherited or freely chosen, and are evidence
     *     only beside other conditions or a witness)
     */
    public static Rule match(String name, String text) {
        Rule rule = parse(name, text, true);
        if (rule.isOfWitnessedOnly()) {
            return rule;
        }
        if (rule.conditions().stream().noneMatch(Condition::isEvidence)) {
            throw new IllegalArgumentException("a match rule also needs a condition on program=, script=, module=,"
                    + " option.NAME=, argument=, title= or exe=: an environment variable is inherited and can be"
                    + " forged, and so are the working folder and the parent");
        }
        if (rule.conditions().stream().allMatch(c -> !c.isEvidence() || c.saysNothing())) {
            throw new IllegalArgumentException("a match rule needs a pattern that distinguishes a CI process from"
                    + " others: '*' alone fits nearly every process");
        }
        return rule;
    }

    /**
     * A rule that describes a host process, to which others belong: the conditions of a match rule.
     *
     * @throws IllegalArgumentException as for {@link #match}
     */
    public static Rule owner(String name, String text) {
        Rule rule = match(name, text);
        if (rule.launcher() || rule.ownership().isByOwner() || rule.withDescendants()) {
            throw new IllegalArgumentException(
                    "an owner rule has conditions alone, neither kind= nor owner= nor with=");
        }
        if (rule.conditions().stream().allMatch(c -> !c.isOfCommandLine() || c.saysNothing())) {
            throw new IllegalArgumentException("an owner rule also needs a condition on program=, script=, module=,"
                    + " option.NAME=, argument= or title=: every sample tests it on the command lines, before exe= is"
                    + " read");
        }
        return rule;
    }

    /**
     * A rule that says what is never touched.
     *
     * @throws IllegalArgumentException if it cannot be understood
     */
    public static Rule protect(String name, String text) {
        return parse(name, text, false);
    }

    /**
     * @param match whether it is a match rule, which may say that it names launchers, but not ask for names and
     *     sessions
     */
    private static Rule parse(String name, String text, boolean match) {
        List<Condition> conditions = new ArrayList<>();
        boolean launcher = false;
        boolean links = !match || !text.strip().equals(Rules.DEFAULTS.get(name));
        OwnershipParser ownership = new OwnershipParser();
        for (String word : words(text)) {
            int equals = word.indexOf('=');
            String key = equals < 0 ? word : word.substring(0, equals);
            if (equals < 0 || equals == word.length() - 1) {
                throw new IllegalArgumentException("'" + word + "' has no value; allowed are " + FORMS
                        + "; or the word off alone, which switches the rule off");
            }
            String value = word.substring(equals + 1);
            if (key.equals("kind")) {
                if (!match || !value.equals("launcher")) {
                    throw new IllegalArgumentException("'" + word + "': kind=launcher alone is known, in match rules");
                }
                launcher = true;
            } else if (OwnershipParser.reads(key)) {
                if (!match) {
                    throw new IllegalArgumentException("'" + key + "=' is for match rules alone");
                }
                ownership.take(key, value);
            } else {
                conditions.add(ofProcess(key) && !match ? protecting(key, value) : condition(key, value, links));
            }
        }
        if (conditions.isEmpty()) {
            throw new IllegalArgumentException("a rule needs at least one condition: " + FORMS);
        }
        RuleFaults.check(conditions);
        return new Rule(name, text.strip(), conditions, launcher, ownership.read(), ownership.withDescendants());
    }

    private static boolean ofProcess(String key) {
        return key.equals("name") || key.equals("session");
    }

    /** What only a protect rule may ask for: a process chooses it freely. */
    private static Condition protecting(String key, String value) {
        if (key.equals("session")) {
            if (!value.equals("leader")) {
                throw new IllegalArgumentException("'session=" + value + "': session=leader alone is known");
            }
            return new Condition.Leader();
        }
        return new Condition.Name(globs(value));
    }

    private static Condition condition(String key, String value, boolean links) {
        List<Glob> globs = globs(value);
        if (key.startsWith("option.")) {
            // An option's name contains no '=', so the first one separates name and patterns.
            return new Condition.Option(checked(key.substring(7), OPTION, "an option such as --ai-id"), globs);
        }
        if (key.startsWith("env.")) {
            return new Condition.Environment(
                    checked(key.substring(4), VARIABLE, "an environment variable's name"), globs);
        }
        return switch (key) {
            case "program" -> new Condition.Program(globs);
            case "script" -> new Condition.Script(globs, links);
            case "module" -> new Condition.Module(globs);
            case "argument" -> new Condition.Argument(globs);
            case "component" -> new Condition.Component(globs(value.toLowerCase(Locale.ROOT)));
            case "title" -> new Condition.Title(globs);
            case "cwd" -> new PlaceConditions.Folder(globs);
            case "exe" -> new PlaceConditions.Executable(globs);
            case "parent" -> new PlaceConditions.Parent(globs);
            case "name", "session" ->
                throw new IllegalArgumentException(
                        "'" + key + "=' is for protect rules alone: a process chooses it freely");
            default -> throw new IllegalArgumentException("unknown condition '" + key + "'; allowed are " + FORMS);
        };
    }

    private static String checked(String name, Pattern form, String what) {
        if (!form.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is not " + what);
        }
        return name;
    }

    /** Parts at blanks outside double quotes; the quotes stay, for {@link #globs}. */
    private static List<String> words(String text) {
        return split(text, true);
    }

    private static List<Glob> globs(String value) {
        List<Glob> globs = new ArrayList<>();
        for (String pattern : split(value, false)) {
            String bare = pattern.replace("\"", "");
            if (bare.isEmpty()) {
                throw new IllegalArgumentException(
                        "'" + value + "' has an empty pattern: separate patterns with commas,"
                                + " and put a pattern that contains a comma or a blank in double quotes");
            }
            globs.add(Glob.of(bare));
        }
        return globs;
    }

    private static List<String> split(String text, boolean atBlanks) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
                part.append(c);
            } else if (!quoted && (atBlanks ? Character.isWhitespace(c) : c == ',')) {
                if (!part.isEmpty() || !atBlanks) {
                    parts.add(part.toString());
                }
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("a double quote is not closed in '" + text + "'");
        }
        if (!part.isEmpty() || !atBlanks) {
            parts.add(part.toString());
        }
        return parts;
    }
}
