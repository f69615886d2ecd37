package io.tekton.sharedservices.doctor;

import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Whether the update flag can be claimed, which is a rename within its folder, and whether one is raised. */
public final class FlagCheck {
    private static final String NAME = "update flag";

    private FlagCheck() {}

    /**
     * @param flag where Rhetor raises it; claims are beside it and begin with its name
     * @param enabled whether the settings want the sync at all
     */
    public static Check of(Path flag, boolean enabled) {
        if (!enabled) {
            return Check.good(NAME, "not checked: config-sync.enabled = false");
        }
        Path folder = flag.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return Check.good(NAME, "none is raised: its folder " + folder + " is not there");
        }
        if (!Files.isWritable(folder)) {
            return Check.bad(
                    NAME,
                    "a flag in " + folder + " cannot be claimed: the folder cannot be written by this user",
                    "give this user the right to write " + folder);
        }
        if (Files.isDirectory(flag, LinkOption.NOFOLLOW_LINKS)) {
            return Check.bad(
                    NAME,
                    flag + " is a folder: nobody can raise the flag, and none is followed",
                    "see what is in it, and remove it: rmdir '" + flag + "'");
        }
        try {
            List<String> raised = raised(folder, flag.getFileName().toString());
            return Check.good(
                    NAME,
                    raised.isEmpty()
                            ? "none is raised, in " + folder
                            : String.join(", ", raised) + ": the daemon follows it, and so does \"sync\"");
        } catch (IOException e) {
            return Check.bad(NAME, folder + " cannot be read: " + Causes.of(e), "check its owner and mode");
        }
    }

    private static List<String> raised(Path folder, String name) throws IOException {
        List<String> raised = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                folder, entry -> entry.getFileName().toString().startsWith(name))) {
            for (Path entry : entries) {
                Instant since = Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS)
                        .toInstant();
                raised.add(entry + ", raised " + since.truncatedTo(ChronoUnit.SECONDS));
            }
        } catch (NoSuchFileException e) {
            // a flag was followed during this check
            return raised(folder, name);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return raised;
    }
}
