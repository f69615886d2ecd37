package io.tekton.sharedservices.api;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How to fix what {@code status} warns of: one table, for {@code doctor} and the dashboard. The first row whose pattern
 * is found in the warning applies.
 */
public final class Remedies {
    /** A registry file is not there. */
    public static final String NAME_THE_FILES = "name the right files in registry.files";

    /** A registry file or its folder may be written by another user. */
    public static final String TRUST = "do as the message says; if that user is meant to write it, set "
            + "registry.trusted-users ="
            + " NAME. A trusted user can make any CI process look like an orphan";

    /** A registry file cannot be read, or is incomplete. */
    public static final String FIX_THE_FILE = "fix the file, its mode or its folder's mode as the message says";

    /** What earlier readings of the registry saw is lost. */
    public static final String ACCEPT_THE_REGISTRY = "see that the registry is complete; shared-services cleanup"
            + " --dry-run --accept-registry shows what would be ended, and without --dry-run begins again with it";

    private static final String LOG = "see the end of shared-services.log for the cause";

    private record Row(Pattern warning, String remedy) {
        Row(String warning, String remedy) {
            this(Pattern.compile(warning), remedy);
        }
    }

    private static final List<Row> TABLE = List.of(
            new Row(
                    "registry-missing",
                    "start the platform, or " + NAME_THE_FILES + "; shared-services doctor lists other registries"),
            new Row("registry-untrusted", TRUST),
            new Row("registry-locked", "shared-services doctor names the process that holds the lock"),
            new Row(
                    "registry-(collapsed|empty)",
                    "start the platform again, or wait until it has registered its processes"),
            new Row("registry-memory-damaged", ACCEPT_THE_REGISTRY),
            new Row("registry-unreadable", FIX_THE_FILE),
            new Row("the registry cannot be relied on", FIX_THE_FILE),
            new Row("which registry\\.files does not name", NAME_THE_FILES),
            new Row(
                    "too-many-orphans",
                    "check the verdicts of the run; if all are orphans, end them once with: shared-services cleanup "
                            + "--max-terminations NUMBER"),
            new Row("^run .* found \\d+ orphans, more than", "check the verdicts of the run, and what starts them"),
            new Row("^run .* was PARTIAL", "check the verdicts of the run: some of its orphans live on"),
            new Row("^run .* was (REFUSED|FAILED)", "fix what its message says; the next run clears this warning"),
            new Row(" is overdue$", LOG + "; if it stays so: shared-services restart"),
            new Row("broke off|could not be scheduled|trigger of .* was repaired", LOG),
            new Row("too old could not be removed|end of a run cannot be recorded", "free space on the disk; " + LOG),
            new Row("the records take up about", "raise history.max-size, or shorten audit.keep"),
            new Row("SIGHUP does not reload", "use shared-services reload"),
            new Row("the store cannot be used", "run shared-services doctor; " + LOG),
            new Row("the settings have faults", "fix the settings that it names; a saved file is read within seconds"),
            new Row("settings could not be (applied|recorded)|a change of the settings", LOG),
            new Row("will apply after the next restart", "run shared-services restart"),
            new Row(
                    "live cleanups are refused",
                    "stop the other program that cleans this platform, or set orphan-cleanup.dry-run = true here"),
            new Row("ownership is not witnessed|which match rules name a process", LOG),
            new Row("did not take a notification", "check the receiver in the notify settings; " + LOG),
            new Row("config-sync is failing", "fix what its message says; the next try is made by itself"),
            new Row(
                    "fleet's centre|fleet renew",
                    "run shared-services doctor; docs/fleet.md, \"What each failure does\""),
            new Row("^pid \\d+ was registered as", "register it again, or end it"),
            new Row(" may be ended$", "remove the setting, so that its default applies"),
            new Row("has named no process for", "correct or remove the rule"),
            new Row("came back \\d+ times", "stop what starts it, or protect it with a protect rule"));

    private Remedies() {}

    /** @return a sentence without a capital and a full stop; empty if the warning says itself what to do */
    public static Optional<String> of(String warning) {
        return TABLE.stream()
                .filter(row -> row.warning().matcher(warning).find())
                .map(Row::remedy)
                .findFirst();
    }
}
