package io.tekton.sharedservices.doctor;

import io.tekton.sharedservices.leftover.rule.LeftoverRule;
import io.tekton.sharedservices.leftover.rule.LeftoverSettings;
import io.tekton.sharedservices.leftover.rule.QuarantineName;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether leftovers can be moved: the quarantine of each root that a rule uses, as the job itself would refuse it. */
public final class QuarantineCheck {
    private static final String NAME = "quarantine";
    private static final String PRIVATE = "rwx------";

    private QuarantineCheck() {}

    /**
     * @param uid of this user
     * @return empty where no rule names anything
     */
    public static Optional<Check> of(LeftoverSettings settings, int uid) {
        List<String> good = new ArrayList<>();
        List<Check> bad = new ArrayList<>();
        settings.rules().stream().map(LeftoverRule::root).distinct().sorted().forEach(root -> {
            Path where = Path.of(settings.roots().get(root));
            Check check = Files.notExists(where) && !LeftoverSettings.DEFAULT_ROOTS.contains(root)
                    ? Check.bad(
                            NAME,
                            where + " of " + LeftoverSettings.JOB + ".root." + root
                                    + " is missing, so its rules find nothing",
                            "name the right folder, or take the root and its rules out")
                    : folder(where, where.resolve(QuarantineName.of(uid)), uid);
            if (check.ok()) {
                good.add(check.detail());
            } else {
                bad.add(check);
            }
        });
        if (!bad.isEmpty()) {
            return Optional.of(bad.get(0));
        }
        return good.isEmpty() ? Optional.empty() : Optional.of(Check.good(NAME, String.join("; ", good)));
    }

    private static Check folder(Path root, Path folder, int uid) {
        try {
            PosixFileAttributes found =
                    Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            String mode = PosixFilePermissions.toString(found.permissions());
            if (!found.isDirectory()) {
                return Check.bad(
                        NAME,
                        folder + " is no folder, so no leftover below " + root + " is moved",
                        "see whose it is, and move it away");
            }
            if (!Integer.valueOf(uid).equals(Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS))
                    || !mode.equals(PRIVATE)) {
                return Check.bad(
                        NAME,
                        folder + " belongs to " + found.owner().getName() + " and has the mode " + mode
                                + "; allowed is this user and " + PRIVATE + ", so no leftover below " + root
                                + " is moved",
                        "see who made it and what is in it, then move it away");
            }
            return Check.good(NAME, folder + " is there");
        } catch (NoSuchFileException e) {
            return Files.isDirectory(root) && !Files.isWritable(root)
                    ? Check.bad(
                            NAME,
                            root + " cannot be written by this user, so no leftover below it is moved",
                            "give this user the right to write it, or take its rules out")
                    : Check.good(NAME, folder + " will be created when it is needed");
        } catch (IOException | UnsupportedOperationException e) {
            return Check.bad(NAME, folder + " cannot be read: " + Causes.of(e), "check its owner and mode");
        }
    }
}
