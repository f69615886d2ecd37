package io.tekton.sharedservices.process.linux;

import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot.Place;
import io.tekton.sharedservices.process.ProcessTable.Wanted;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads {@link Place} from {@code /proc/PID/cwd}, {@code exe}, {@code root} and the parent's {@code cmdline}
 * ({@code proc(5)}), as far as it is asked for. May hang where a file system does not answer.
 */
final class PlaceFiles {
    private static final String DELETED = " (deleted)";

    /** What a byte becomes that is no text in this locale. */
    private static final char UNDECODED = '\uFFFD';

    private final ProcFiles files;
    private final Wanted wanted;

    PlaceFiles(ProcFiles files, Wanted wanted) {
        this.files = files;
        this.wanted = wanted;
    }

    /** The file that the kernel runs. */
    Reading<String> program(int pid) {
        return wanted.program() ? link(pid, "exe") : Place.UNREAD.program();
    }

    /** @param program as read before */
    Place read(ProcessNode node, CommandLine command, Reading<String> program, ProcFiles.Buffer buffer) {
        return new Place(
                wanted.folder() ? link(node.pid(), "cwd") : Place.UNREAD.folder(),
                program,
                wanted.parent() ? parent(node, buffer) : Place.UNREAD.parent(),
                script(node.pid(), wanted.script().apply(command)));
    }

    private Reading<String> link(int pid, String name) {
        Path link = files.root().resolve(pid + "/" + name);
        try {
            String path = Files.readSymbolicLink(link).toString();
            if (path.indexOf(UNDECODED) >= 0) {
                return new Reading.Unreadable<>("its path is no text in this locale");
            }
            return new Reading.Present<>(
                    path.endsWith(DELETED) && !isCalled(pid, link, path)
                            ? path.substring(0, path.length() - DELETED.length())
                            : path);
        } catch (IOException | RuntimeException e) {
            return new Reading.Unreadable<>(name + ": " + Causes.of(e));
        }
    }

    /** Whether a file has the kernel's mark for a deleted one in its own name. */
    private boolean isCalled(int pid, Path link, String path) throws IOException {
        Path named = Path.of(files.root() + "/" + pid + "/root" + path);
        return Files.exists(named, LinkOption.NOFOLLOW_LINKS) && identity(named).equals(identity(link));
    }

    private static Map<String, Object> identity(Path path) throws IOException {
        return Files.readAttributes(path, "unix:dev,ino");
    }

    /**
     * The parent cannot have gone to another process in between: then the process would have another parent, which the
     * second reading of its place in the tree shows.
     */
    private Reading<Place.Parent> parent(ProcessNode node, ProcFiles.Buffer buffer) {
        int pid = node.parentPid();
        if (pid <= 0) {
            return new Reading.Gone<>();
        }
        try {
            files.read(pid, "stat", buffer);
            String name = ProcFiles.stat(node.identity().bootId(), pid, buffer).name();
            files.read(pid, "cmdline", buffer);
            CommandLine view = CommandLine.view();
            view.point(buffer.bytes, buffer.length);
            return new Reading.Present<>(new Place.Parent(view.copy(), name));
        } catch (IOException | RuntimeException e) {
            return new Reading.Unreadable<>("its parent: " + Causes.of(e));
        }
    }

    private Reading<String> script(int pid, String path) {
        if (path.isEmpty()) {
            return new Reading.Gone<>();
        }
        try {
            Path process = files.root().resolve(Integer.toString(pid));
            String folder = path.startsWith("/")
                    ? ""
                    : Files.readSymbolicLink(process.resolve("cwd")).toString();
            String real = new LinkWalk(process.resolve("root").toString()).follow(folder, path);
            return real.indexOf(UNDECODED) >= 0
                    ? new Reading.Unreadable<>("its script's path is no text in this locale")
                    : new Reading.Present<>(real);
        } catch (IOException | RuntimeException e) {
            return new Reading.Unreadable<>("its script: " + Causes.of(e));
        }
    }
}
