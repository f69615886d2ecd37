package io.tekton.sharedservices.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Arrays;
import java.util.List;

/**
 * Knows whether a file's group is the private group of its owner. Systems with a umask of 002 create one for each user.
 * It has the owner's name, and {@code group(5)} lists no other member. A primary group that many users share ("users",
 * "staff") is not private.
 */
record OwnGroups(Path groupFile) {

    boolean isPrivate(Path path, FileStat stat) throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
        String owner = attributes.owner().getName();
        String group = attributes.group().getName();
        boolean unnamed = group.equals(Integer.toString(stat.gid()));
        return unnamed
                ? stat.gid() == stat.uid()
                : group.equals(owner) && members(group, owner).isEmpty();
    }

    /** Other members than the owner; none where there is no group file. */
    private List<String> members(String group, String owner) throws IOException {
        if (!Files.isReadable(groupFile)) {
            return List.of();
        }
        // Latin-1 takes any byte; names are ASCII
        try (var lines = Files.lines(groupFile, StandardCharsets.ISO_8859_1)) {
            return lines.map(line -> line.split(":", -1))
                    .filter(fields -> fields.length == 4 && fields[0].equals(group))
                    .flatMap(fields -> Arrays.stream(fields[3].split(",")))
                    .filter(member -> !member.isBlank() && !member.equals(owner))
                    .toList();
        }
    }
}
