package io.tekton.sharedservices.leftover;

import io.tekton.sharedservices.leftover.rule.LeftoverRule;
import io.tekton.sharedservices.leftover.rule.NameGlob;
import io.tekton.sharedservices.leftover.rule.QuarantineName;
import io.tekton.sharedservices.posix.path.FileStatus;
import io.tekton.sharedservices.posix.path.Folder;
import io.tekton.sharedservices.posix.path.SystemCallException;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes from a named root to what a rule names, folder by folder, each held by the one above: no link is followed and no
 * other file system entered. Not thread-safe.
 */
public final class RuleWalk {
    private static final int MOST_NAMES = 1_000_000;

    private final Map<String, String> roots;
    private final int uid;
    private final Set<String> notes = new LinkedHashSet<>();

    /**
     * @param roots the path of each named root
     * @param uid of this user
     */
    public RuleWalk(Map<String, String> roots, int uid) {
        this.roots = roots;
        this.uid = uid;
    }

    /** Gets what was found. */
    public interface Visitor {
        /**
         * @param parent is held during the call only
         * @param unsafe why somebody else could change the way there; null where nobody could
         */
        void found(Folder parent, String name, String path, @Nullable String unsafe);
    }

    /** Everything that has a name that fits. */
    public void walk(LeftoverRule rule, Visitor visitor) {
        walk(rule, null, visitor);
    }

    /**
     * The thing of one path, if the rule names it.
     *
     * @param path as a visitor gets it
     */
    public void walkTo(LeftoverRule rule, String path, Visitor visitor) {
        String root = root(rule) + "/";
        if (path.startsWith(root)) {
            List<String> names = List.of(path.substring(root.length()).split("/", -1));
            if (names.size() == rule.path().size()) {
                walk(rule, names, visitor);
            }
        }
    }

    /** Gets the folder of a path. */
    public interface ParentVisitor {
        /** @param parent is held during the call only */
        void found(Folder parent, String name);
    }

    /** As {@link #walkTo}, also where nothing has the name any more. */
    public void walkToParent(LeftoverRule rule, String path, ParentVisitor visitor) {
        String root = root(rule);
        if (!path.startsWith(root + "/")) {
            return;
        }
        List<String> names = List.of(path.substring(root.length() + 1).split("/", -1));
        try (Folder folder = Folder.root(root)) {
            parent(folder, names, visitor);
        } catch (IOException e) {
            notes.add("the folder of " + path + " cannot be entered: " + Causes.of(e));
        }
    }

    private static void parent(Folder folder, List<String> names, ParentVisitor visitor) throws IOException {
        if (names.size() == 1) {
            visitor.found(folder, names.get(0));
            return;
        }
        try (Folder next = folder.open(names.get(0))) {
            parent(next, names.subList(1, names.size()), visitor);
        }
    }

    private String root(LeftoverRule rule) {
        String root = roots.get(rule.root());
        if (root == null) {
            throw new IllegalArgumentException(
                    "rule " + rule.name() + " names the root " + rule.root() + ", and there is none");
        }
        return root;
    }

    private void walk(LeftoverRule rule, @Nullable List<String> only, Visitor visitor) {
        String root = root(rule);
        try (Folder folder = Folder.root(root)) {
            step(new Way(rule, only, visitor), folder, root, 0, unsafe(folder, root));
        } catch (SystemCallException e) {
            if (!e.isMissing()) {
                notes.add("the root " + rule.root() + " (" + root + ") cannot be opened"
                        + (e.isLink() ? ", since it is a link or no folder" : ": " + Causes.of(e)));
            }
        } catch (IOException e) {
            notes.add("the root " + rule.root() + " (" + root + ") cannot be used: " + Causes.of(e));
        }
    }

    private record Way(LeftoverRule rule, @Nullable List<String> only, Visitor visitor) {}

    private void step(Way way, Folder folder, String path, int depth, @Nullable String unsafe) throws IOException {
        List<NameGlob> globs = way.rule().path();
        boolean last = depth == globs.size() - 1;
        for (String name : names(way, folder, depth)) {
            String below = path + "/" + name;
            if (last) {
                way.visitor().found(folder, name, below, unsafe);
                continue;
            }
            try (Folder next = folder.open(name)) {
                step(way, next, below, depth + 1, unsafe == null ? unsafe(next, below) : unsafe);
            } catch (SystemCallException e) {
                // what is no folder, or a link, is on no way to a leftover
                if (!e.isMissing() && !e.isLink()) {
                    notes.add(below + " cannot be entered"
                            + (e.isOtherMount()
                                    ? ", since another file system is mounted there"
                                    : ": " + Causes.of(e)));
                }
            }
        }
    }

    private static List<String> names(Way way, Folder folder, int depth) throws IOException {
        NameGlob glob = way.rule().path().get(depth);
        List<String> only = way.only();
        if (only != null || glob.isLiteral()) {
            String name = only != null ? only.get(depth) : glob.toString();
            return glob.matches(name) && !QuarantineName.is(name) && exists(folder, name) ? List.of(name) : List.of();
        }
        List<String> names = new ArrayList<>();
        for (String name : folder.names(MOST_NAMES)) {
            if (glob.matches(name) && !QuarantineName.is(name)) {
                names.add(name);
            }
        }
        names.sort(null);
        return names;
    }

    private static boolean exists(Folder folder, String name) throws IOException {
        try {
            folder.status(name);
            return true;
        } catch (SystemCallException e) {
            if (e.isMissing()) {
                return false;
            }
            throw e;
        }
    }

    private @Nullable String unsafe(Folder folder, String path) throws IOException {
        FileStatus status = folder.status();
        if (status.uid() != uid && status.uid() != 0) {
            return path + " belongs to user " + Integer.toUnsignedString(status.uid());
        }
        return status.isWritableByAll() && !status.isSticky()
                ? path + " can be written by every user and is not sticky, so anybody can swap what is in it"
                : null;
    }

    /** What could not be read on the way, a clause each. */
    public List<String> notes() {
        return List.copyOf(notes);
    }
}
