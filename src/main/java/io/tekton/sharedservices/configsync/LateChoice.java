package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.configsync.file.ConfigFile;
import io.tekton.sharedservices.configsync.file.LateSaves.Late;
import io.tekton.sharedservices.configsync.file.SwapName;
import io.tekton.sharedservices.configsync.file.SyncFailure;
import io.tekton.sharedservices.configsync.plan.ConfigDocument;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which save ends in place where somebody wrote into a file that a sync had taken out: that one, unless what is in
 * place was saved by others after it. The newer save wins, as it would without us, and the other is kept.
 */
final class LateChoice {
    private final SyncParts parts;
    private final List<Late> all;
    private final @Nullable Late winner;

    private LateChoice(SyncParts parts, List<Late> all, @Nullable Late winner) {
        this.parts = parts;
        this.all = all;
        this.winner = winner;
    }

    static LateChoice of(SyncParts parts, ConfigFile.Content content) throws SyncFailure {
        Path target = content.target();
        try {
            List<Late> all = parts.config().lateSaves().find(target);
            boolean wins = !all.isEmpty() && isNewer(parts, all.get(0), content);
            return new LateChoice(parts, all, wins ? all.get(0) : null);
        } catch (IOException e) {
            throw SyncFailure.of(
                    SyncFailure.CONFIG_UNREADABLE,
                    "the files beside the configuration " + target + " cannot be read",
                    e);
        }
    }

    private static boolean isNewer(SyncParts parts, Late late, ConfigFile.Content content) throws IOException {
        byte[] here = content.bytes();
        boolean ours = SwapName.digest(here).equals(late.name().put())
                || parts.lastInLine()
                        .of(content.target())
                        .filter(last -> Arrays.equals(last, here))
                        .isPresent();
        if (ours || content instanceof ConfigFile.Content.Absent) {
            return true;
        }
        FileTime saved = Files.getLastModifiedTime(content.target());
        return late.modified().compareTo(saved) >= 0;
    }

    boolean wins() {
        return winner != null;
    }

    /** The save that is to be in place. */
    ConfigDocument document() {
        Late late = winner;
        if (late == null) {
            throw new IllegalStateException("no late save is to be in place");
        }
        return late.document();
    }

    /**
     * The saves are in place or kept, so they are no longer pending.
     *
     * @return what people should know of, in words
     */
    List<String> served() {
        List<String> notices = new ArrayList<>();
        for (Late late : all) {
            try {
                if (winner == null || !late.file().equals(winner.file())) {
                    Path file = parts.backups()
                            .keep(late.bytes(), late.name().run() + "-edit")
                            .file();
                    notices.add("a save into the configuration file that run "
                            + late.name().run() + " had replaced was overtaken by a newer one, and kept as " + file);
                }
                parts.config().lateSaves().served(late);
            } catch (IOException e) {
                notices.add("a late save of the configuration stays in " + late.file() + " for now: " + Causes.of(e));
            }
        }
        return notices;
    }

    /** For the record; null where nobody saved late. */
    @Nullable
    String message() {
        if (all.isEmpty()) {
            return null;
        }
        Late late = winner;
        return late != null
                ? "a program had saved into the file that run " + late.name().run()
                        + " had replaced: what it saved was brought back, and the version in its place was kept"
                : "a program had saved into the file that run "
                        + all.get(0).name().run()
                        + " had replaced: a newer save was left in place, and that one was kept";
    }
}
