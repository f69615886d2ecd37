package io.tekton.sharedservices.files;

import java.nio.file.Path;

/**
 * One reason not to trust a file.
 *
 * @param grave {@code true} if the file must not be used, {@code false} if a warning is enough
 * @param owner {@code true} if the fault is that the path belongs to a user who is not trusted, where owners are asked
 *     for
 * @param path the file, folder or link that is at fault; not always the file that was asked about
 * @param what what is wrong with it, a clause whose subject is the path: "may be written by everybody"
 * @param remedy how to fix it, usually a command, "chmod o-w FILE"; else a clause such as "name a regular file instead"
 */
public record TrustObjection(boolean grave, boolean owner, Path path, String what, String remedy) {

    /** The whole sentence: path, fault and remedy. */
    public String text() {
        return path + " " + what + (remedy.matches("ch(mod|own) .*") ? "; fix it with: " : "; ") + remedy;
    }
}
