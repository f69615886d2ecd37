package io.tekton.sharedservices.leftover.quarantine;

import io.tekton.sharedservices.leftover.rule.QuarantineName;

/**
 * A place in the quarantine of a root.
 *
 * @param root the path of the root
 * @param folder the name of the quarantine in it
 * @param name in the quarantine
 */
public record Place(String root, String folder, String name) {
    /** For an action of a run. */
    public static Place of(String root, int uid, String runId, int number) {
        return new Place(root, QuarantineName.of(uid), runId + "." + number);
    }

    /** @throws IllegalArgumentException if the path is of no quarantine */
    public static Place parse(String path) {
        int last = path.lastIndexOf('/');
        int before = last < 0 ? -1 : path.lastIndexOf('/', last - 1);
        if (before < 1 || !QuarantineName.is(path.substring(before + 1, last)) || last == path.length() - 1) {
            throw new IllegalArgumentException(path + " is no place in a quarantine");
        }
        return new Place(path.substring(0, before), path.substring(before + 1, last), path.substring(last + 1));
    }

    @Override
    public String toString() {
        return root + "/" + folder + "/" + name;
    }
}
