package io.tekton.sharedservices.leftover.rule;

import java.util.Locale;

/**
 * Why something is spared, in the order in which it is asked, and at last why it is a leftover. The words are on
 * record.
 */
public enum Reason {
    /** The name is that of another kind of thing, such as a link. */
    OTHER_KIND,
    OTHER_USER,
    /** The way to it can be changed by others, or leads through a link or to another file system. */
    UNSAFE_PATH,
    TOO_YOUNG,
    /** A file with several names: what one name is good for, another may need. */
    OTHER_NAMES,
    /** Something of it cannot be read. */
    UNREADABLE,
    /** A folder holds what is not this user's, or another file system. */
    FOREIGN_CONTENT,
    /** It does not say whose it is. */
    OWNER_UNKNOWN,
    OWNER_LIVES,
    /** A process has a socket of this name bound, or answers at it. */
    BOUND,
    /** A process has it, or something in it, open, mapped, or as its working folder, root or program. */
    IN_USE,
    /** Some process or network namespace cannot be read, and might use it. */
    PROCESSES_UNREADABLE,
    /** A living process carries the name of a registry entry, which spares it. */
    CARRIED,
    /** The registry would become empty. */
    LAST_ENTRIES,
    /** It is a leftover. */
    ABANDONED;

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
