package io.tekton.sharedservices.cleanup.match;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds rules that can never match any process. Without this check, such a rule cannot be distinguished from a host
 * without orphans. Pure.
 */
final class RuleFaults {
    private static final Pattern VERSION = Pattern.compile("[0-9.]+[td]?$");

    /** What may follow an interpreter's name, for patterns that match a part of it. */
    private static final List<String> VERSIONS =
            List.of("", "2", "3", "2.7", "3.9", "3.11", "3.13", "3.13t", "18", "5.36");

    private RuleFaults() {}

    /** @throws IllegalArgumentException if the conditions can never hold together */
    static void check(List<Condition> conditions) {
        List<Condition.Program> programs = of(conditions, Condition.Program.class);
        List<Condition.Script> scripts = of(conditions, Condition.Script.class);
        List<Condition.Module> modules = of(conditions, Condition.Module.class);
        if (!scripts.isEmpty() && !modules.isEmpty()) {
            throw never("an interpreter runs a script or a module, not both: script= and module= never hold together");
        }
        boolean arguments = conditions.stream().anyMatch(c -> c.isOfCommandLine() && !(c instanceof Condition.Title));
        if (arguments && !of(conditions, Condition.Title.class).isEmpty()) {
            throw never("a title replaces the arguments: title= never holds together with program=, script=, module=,"
                    + " option.NAME= or argument=");
        }
        for (Condition.Program program : programs) {
            program.globs().forEach(RuleFaults::checkFile);
            if (!scripts.isEmpty() && !isInterpreter(program.globs(), false)) {
                throw never("program=" + Condition.text(program.globs()) + " is no interpreter whose script is known ("
                        + names(false) + "): leave script= out, or use argument=");
            }
            if (!modules.isEmpty() && !isInterpreter(program.globs(), true)) {
                throw never("program=" + Condition.text(program.globs()) + " is no interpreter that runs modules ("
                        + names(true) + "): leave module= out");
            }
        }
        scripts.forEach(script -> script.globs().forEach(RuleFaults::checkFile));
        modules.forEach(module -> module.globs().forEach(RuleFaults::checkModule));
        of(conditions, Condition.Argument.class)
                .forEach(argument -> argument.globs().forEach(RuleFaults::checkArgument));
        of(conditions, Condition.Component.class)
                .forEach(component -> component.globs().forEach(RuleFaults::checkWord));
        of(conditions, Condition.Option.class).forEach(option -> checkOption(option.name()));
        of(conditions, PlaceConditions.Folder.class)
                .forEach(folder -> folder.globs().forEach(RuleFaults::checkFolder));
        of(conditions, PlaceConditions.Executable.class)
                .forEach(executable -> executable.globs().forEach(RuleFaults::checkExecutable));
        of(conditions, PlaceConditions.Parent.class)
                .forEach(parent -> parent.globs().forEach(RuleFaults::checkFile));
        checkContradictions(conditions);
    }

    /** A folder as the kernel names it: whole, without detours. */
    private static void checkFolder(Glob glob) {
        String text = glob.toString();
        if (text.length() > 1 && text.endsWith("/")) {
            throw never("'" + text + "' ends in a slash; write '" + text.substring(0, text.length() - 1) + "', or '"
                    + text + "**' for all folders below, too");
        }
        checkRealPath(text);
    }

    private static void checkExecutable(Glob glob) {
        checkRealPath(glob.toString());
        checkFile(glob);
    }

    private static void checkRealPath(String text) {
        if (text.startsWith("~")) {
            throw never("'" + text + "' begins with '~', which only a shell replaces: write the folder's whole path");
        }
        if (text.contains("//")
                || text.startsWith("./")
                || text.contains("/./")
                || text.startsWith("../")
                || text.contains("/../")
                || text.endsWith("/..")
                || text.equals(".")
                || text.equals("..")) {
            throw never("'" + text + "' is no plain path: write it without '.', '..' and '//'");
        }
        if (text.endsWith(" (deleted)")) {
            throw never("'" + text + "' has the mark of the kernel for a deleted file, which is not compared");
        }
    }

    private static <T extends Condition> List<T> of(List<Condition> conditions, Class<T> type) {
        return conditions.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static IllegalArgumentException never(String why) {
        return new IllegalArgumentException("this rule can never fit: " + why);
    }

    private static boolean isInterpreter(List<Glob> globs, boolean withModules) {
        return globs.stream().anyMatch(glob -> candidates(withModules).anyMatch(name -> fits(glob, name)));
    }

    private static Stream<String> candidates(boolean withModules) {
        return interpreters(withModules)
                .flatMap(name -> VERSIONS.stream().flatMap(version -> Stream.of(name + version, "-" + name + version)));
    }

    /** By its last component: in which folder an interpreter is, nobody knows. */
    private static boolean fits(Glob glob, String name) {
        String text = glob.toString();
        String last = text.substring(text.lastIndexOf('/') + 1);
        return !last.isEmpty()
                && (Glob.of(last).matchesText(name)
                        || VERSION.matcher(last).replaceFirst("").equals(name));
    }

    private static String names(boolean withModules) {
        Set<String> rare = Stream.concat(
                        Interpreter.RUNNERS.stream()
                                .flatMap(runner -> runner.names().stream().skip(1)),
                        Interpreter.ELECTRON.names().stream().skip(1))
                .map(name -> new String(name, StandardCharsets.UTF_8))
                .collect(Collectors.toSet());
        return interpreters(withModules).filter(name -> !rare.contains(name)).collect(Collectors.joining(", "));
    }

    private static Stream<String> interpreters(boolean withModules) {
        Stream<byte[]> names = withModules
                ? Stream.concat(
                        Interpreter.ALL.stream()
                                .filter(interpreter -> !interpreter.module().isEmpty())
                                .flatMap(interpreter -> interpreter.names().stream()),
                        ScriptRunner.ALL.stream()
                                .filter(runner -> !runner.always())
                                .map(ScriptRunner::name))
                : Stream.of(
                                Interpreter.ALL.stream().flatMap(interpreter -> interpreter.names().stream()),
                                ScriptRunner.ALL.stream().map(ScriptRunner::name),
                                Interpreter.RUNNERS.stream().flatMap(runner -> runner.names().stream()),
                                Interpreter.ELECTRON.names().stream())
                        .flatMap(some -> some);
        return names.map(name -> new String(name, StandardCharsets.UTF_8));
    }

    /** A program or a script: the name of a file. */
    private static void checkFile(Glob glob) {
        String text = glob.toString();
        if (text.endsWith("/")) {
            throw never("'" + text + "' is a folder; a file's name is compared, such as '" + text + "*'");
        }
        if (text.contains("//") || text.contains("/./") || text.contains("/../")) {
            throw never("'" + text + "' is no plain path: write it without '//', '/./' and '/../'");
        }
        String[] words = text.strip().split("\\s+");
        for (int i = 1; i < words.length; i++) {
            boolean argument = words[i].startsWith("-") || words[i].startsWith("/");
            if (argument || isScript(words[i - 1]) || (i == 1 && isInterpreter(List.of(Glob.of(words[0])), false))) {
                throw never(
                        "'" + text + "' has a blank, and each argument is compared by itself: write a condition of its"
                                + " own for '" + words[i] + "'");
            }
        }
    }

    private static boolean isScript(String word) {
        return word.matches("[^\\s]{1,200}\\.(?:py|js|mjs|ts|sh|rb|pl|jar)");
    }

    private static void checkModule(Glob glob) {
        String text = glob.toString();
        if (hasBlank(text) || text.indexOf('/') >= 0) {
            throw never("'" + text + "' is no module's name: those have dots, and neither blanks nor slashes");
        }
        if (text.endsWith(".py")) {
            throw never("'" + text + "' is a file: use script=" + text);
        }
    }

    /** One argument. An option and its value are two, unless an equals sign holds them together. */
    private static void checkArgument(Glob glob) {
        String text = glob.toString();
        int blank = text.indexOf(' ');
        if (text.startsWith("-") && blank > 0 && text.substring(0, blank).indexOf('=') < 0) {
            String option = text.substring(0, blank);
            throw never("'" + text + "' has a blank, and each argument is compared by itself: write option." + option
                    + "=" + text.substring(blank + 1).strip());
        }
    }

    private static void checkWord(Glob glob) {
        if (hasBlank(glob.toString()) || glob.toString().indexOf('/') >= 0) {
            throw never("'" + glob + "' is no component's name: those have neither blanks nor slashes");
        }
    }

    private static boolean hasBlank(String text) {
        return text.chars().anyMatch(Character::isWhitespace);
    }

    private static void checkOption(String name) {
        if (name.startsWith("---") || name.equals("--")) {
            throw never("'" + name + "' is no option");
        }
    }

    /** Two conditions on the same thing, each with fixed texts, and none in common. */
    private static void checkContradictions(List<Condition> conditions) {
        List<Fixed> seen = new ArrayList<>();
        for (Condition condition : conditions) {
            Fixed fixed = Fixed.of(condition);
            if (fixed == null) {
                continue;
            }
            for (Fixed other : seen) {
                if (other.of().equals(fixed.of()) && other.texts().stream().noneMatch(fixed.texts()::contains)) {
                    throw never("it asks for " + fixed.of() + String.join(",", other.texts()) + " and for " + fixed.of()
                            + String.join(",", fixed.texts()) + " at once; alternatives have a comma between");
                }
            }
            seen.add(fixed);
        }
    }

    /** @param of what is compared: {@code program=}, {@code option.--mode=} */
    private record Fixed(String of, List<String> texts) {
        static @Nullable Fixed of(Condition condition) {
            String of = null;
            List<Glob> globs = List.of();
            if (condition instanceof Condition.Module module) {
                of = "module=";
                globs = module.globs();
            } else if (condition instanceof Condition.Option option) {
                of = "option." + option.name() + "=";
                globs = option.globs();
            } else if (condition instanceof Condition.Component component) {
                of = "component=";
                globs = component.globs();
            } else if (condition instanceof Condition.Environment environment) {
                of = "env." + environment.name() + "=";
                globs = environment.globs();
            } else if (condition instanceof Condition.Program program && bare(program.globs())) {
                of = "program=";
                globs = program.globs();
            } else if (condition instanceof Condition.Script script && bare(script.globs())) {
                of = "script=";
                globs = script.globs();
            }
            List<String> texts = globs.stream().map(Objects::toString).toList();
            boolean fixed = of != null && texts.stream().noneMatch(text -> text.matches(".*[*?\\\\].*"));
            return fixed ? new Fixed(Objects.requireNonNull(of), texts) : null;
        }

        private static boolean bare(List<Glob> globs) {
            return globs.stream().noneMatch(glob -> glob.toString().indexOf('/') >= 0);
        }
    }
}
