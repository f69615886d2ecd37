package io.tekton.sharedservices.files;

import io.tekton.sharedservices.posix.ExtendedAttributes;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Mode, owner, group, access list and extended attributes of a file, for the file that replaces it; {@code inode(7)},
 * {@code xattr(7)}.
 */
public record FileOwnership(int mode, int uid, int gid, Map<String, byte[]> attributes) {
    /** What a file is made with until it has its own: it must not be readable to more people in between. */
    public static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final int PERMISSIONS = 07777;
    private static final String ACCESS_LIST = "system.posix_acl_access";

    /** Digests of a file's own content, which the kernel computes again. */
    private static final Set<String> OF_CONTENT = Set.of("security.ima", "security.evm");

    public static FileOwnership of(Path file) throws IOException {
        Map<String, Object> found = Files.readAttributes(file, "unix:mode,uid,gid");
        Map<String, byte[]> attributes = ExtendedAttributes.of(file);
        attributes.keySet().removeAll(OF_CONTENT);
        return new FileOwnership(
                number(found, "mode") & PERMISSIONS, number(found, "uid"), number(found, "gid"), attributes);
    }

    /**
     * Makes another file like this one, as far as this process may: owner and group first, and last the mode, which
     * both giving away and an access list change.
     *
     * @return what it could not give, in words; empty if the two are alike
     */
    public List<String> giveTo(Path file) throws IOException {
        FileOwnership own = of(file);
        if (own.gid != gid) {
            give(file, "unix:gid", gid);
        }
        if (own.uid != uid) {
            give(file, "unix:uid", uid);
        }
        for (String name : differing(own)) {
            give(file, name);
        }
        Files.setAttribute(file, "unix:mode", mode);
        return lackedBy(of(file));
    }

    private List<String> lackedBy(FileOwnership other) {
        List<String> lacks = new ArrayList<>();
        if (other.uid != uid) {
            lacks.add("the owner (user " + uid + ")");
        }
        if (other.gid != gid) {
            lacks.add("the group (" + gid + ")");
        }
        if (other.mode != mode) {
            lacks.add("the mode (" + Integer.toOctalString(mode) + ")");
        }
        for (String name : differing(other)) {
            lacks.add(name.equals(ACCESS_LIST) ? "the access list" : "the extended attribute " + name);
        }
        return lacks;
    }

    private Set<String> differing(FileOwnership other) {
        Set<String> names = new TreeSet<>(attributes.keySet());
        names.addAll(other.attributes.keySet());
        names.removeIf(name -> Arrays.equals(attributes.get(name), other.attributes.get(name)));
        return names;
    }

    private static void give(Path file, String what, int id) throws IOException {
        try {
            Files.setAttribute(file, what, id);
        } catch (FileSystemException e) {
            // only root may give a file away, and a group only to one's own: the comparison afterwards reports it
            return;
        }
    }

    private void give(Path file, String name) throws IOException {
        byte[] value = attributes.get(name);
        try {
            if (value == null) {
                ExtendedAttributes.remove(file, name);
            } else {
                ExtendedAttributes.set(file, name, value);
            }
        } catch (FileSystemException e) {
            // not permitted: the comparison afterwards reports it
            return;
        }
    }

    private static int number(Map<String, Object> found, String name) {
        if (found.get(name) instanceof Integer value) {
            return value;
        }
        throw new IllegalStateException("the file system gives no unix:" + name);
    }
}
