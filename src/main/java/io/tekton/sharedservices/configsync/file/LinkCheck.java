package io.tekton.sharedservices.configsync.file;

import io.tekton.sharedservices.files.FileMounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who else refers to the configuration's file, and would keep the old one if another took its name: another hard link,
 * or a mount of that file alone. A new file is not put in its place then.
 */
public final class LinkCheck {
    private LinkCheck() {}

    /**
     * Why a new file must not take the place of this one, as a clause whose subject is the file; empty where it may.
     *
     * @param target no link
     */
    public static Optional<String> why(Path target) throws IOException {
        int links = Files.getAttribute(target, "unix:nlink") instanceof Integer count ? count : 1;
        if (links > 1) {
            return Optional.of("has " + links + " hard links (find them with: find / -xdev -samefile '" + target
                    + "'); a new file in its place would leave the others with the old content");
        }
        return FileMounts.of(target)
                .map(mounted ->
                        "cannot be replaced by a new file: " + mounted + ", and would go on showing the old content");
    }

    static void refuse(Path target, Replacement.Words words) throws IOException, SyncFailure {
        Optional<String> why = why(target);
        if (why.isPresent()) {
            throw refusal(target, why.get(), words);
        }
    }

    /** @param why a clause whose subject is the file */
    static SyncFailure refusal(Path target, String why, Replacement.Words words) {
        return new SyncFailure(
                SyncFailure.REPLACE_REFUSED,
                words.file() + ' ' + target + ' ' + why + ". " + words.otherwise() + "nothing was changed");
    }
}
