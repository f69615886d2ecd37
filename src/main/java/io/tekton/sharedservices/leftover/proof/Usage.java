package io.tekton.sharedservices.leftover.proof;

import io.tekton.sharedservices.posix.path.FileStatus;
import io.tekton.sharedservices.posix.path.Folder;
import io.tekton.sharedservices.posix.path.HeldPath;
import io.tekton.sharedservices.posix.path.SocketProbe;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Whether a process uses what is in the quarantine: something that was opened before it came there stays open. */
public final class Usage {
    private Usage() {}

    /**
     * @param folder holds the name
     * @param path that it had before
     * @return how a process uses it, a clause; null where none that could be read does
     */
    public static @Nullable String of(Surroundings around, Folder folder, String name, String path) throws IOException {
        FileStatus status = folder.status(name);
        if (status.isSocket()) {
            try (HeldPath held = folder.hold(name)) {
                return SocketProbe.of(held) == SocketProbe.Answer.NOBODY ? null : "a process answers at it";
            }
        }
        String user = around.open().userAt(path);
        if (user != null || !status.isFolder()) {
            return user != null ? user : around.open().user(Inode.of(status));
        }
        for (Inode thing : Tree.of(folder, name, around.uid()).things()) {
            user = around.open().user(thing);
            if (user != null) {
                return user + " (something in it)";
            }
        }
        return null;
    }
}
