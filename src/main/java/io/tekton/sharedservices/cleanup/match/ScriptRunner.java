package io.tekton.sharedservices.cleanup.match;

import io.tekton.sharedservices.process.CommandLine;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Programs with subcommands of which one runs a script. After an option that is not in their table there is no script.
 *
 * @param runs the words before a script
 * @param others the other subcommands: with them there is no script
 * @param always whether the word there is a script in any case, also without one of {@code runs} before it
 */
record ScriptRunner(byte[] name, OptionTable options, Set<String> runs, Set<String> others, boolean always) {
    /** Sources: {@code bun --help}, {@code deno --help}, {@code uv help run}. */
    static final List<ScriptRunner> ALL = List.of(
            new ScriptRunner(
                    CommandWrapper.bytes("bun"),
                    WrapperOptions.BUN,
                    Set.of("run"),
                    words("test check fmt x repl exec install i ci add a remove rm uninstall update audit dedupe prune"
                            + " outdated link unlink publish patch patch-commit pm info why build init create c upgrade"
                            + " completions discord getcompletes feedback help -"),
                    true),
            new ScriptRunner(
                    CommandWrapper.bytes("deno"),
                    WrapperOptions.DENO,
                    Set.of("run", "serve", "watch"),
                    words("eval fmt lint test upgrade cache check info doc task bench compile coverage repl install i"
                            + " uninstall types completions init create jupyter publish add remove outdated update"
                            + " deploy sandbox clean list link unlink approve-scripts lsp vendor bundle audit why"
                            + " transpile bump-version ci desktop pack x help -"),
                    true),
            new ScriptRunner(CommandWrapper.bytes("uv"), WrapperOptions.UV_SCRIPT, Set.of("run"), Set.of(), false));

    /**
     * What it runs.
     *
     * @param module whether that is a module's name
     */
    record Found(int index, boolean module) {}

    private static Set<String> words(String text) {
        return Set.of(text.split(" "));
    }

    /** Null where it runs no script, or where that cannot be determined. */
    @Nullable
    Found script(CommandLine line, int from) {
        OptionTable.Walk walk = options.walk(line, from);
        boolean run = false;
        if (walk.at() >= 0 && walk.at() < line.size() && runs.contains(line.argument(walk.at()))) {
            run = true;
            walk = options.walk(line, walk.at() + 1);
        }
        if (walk.at() < 0 || walk.at() >= line.size()) {
            return null;
        }
        String word = line.argument(walk.at());
        if (always) {
            return (!run && others.contains(word)) || word.equals("-") ? null : new Found(walk.at(), false);
        }
        boolean module = walk.given().contains("-m") || walk.given().contains("--module");
        boolean script = walk.given().contains("-s")
                || walk.given().contains("--script")
                || walk.given().contains("--gui-script")
                || word.endsWith(".py")
                || word.endsWith(".pyc")
                || word.endsWith(".pyw");
        return run && (module || script) && !word.equals("-") ? new Found(walk.at(), module) : null;
    }
}
