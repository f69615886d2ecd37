package io.tekton.sharedservices.leftover.proof;

import io.tekton.sharedservices.posix.path.FileStatus;
import io.tekton.sharedservices.posix.path.Folder;
import io.tekton.sharedservices.posix.path.ProcessLinks;
import io.tekton.sharedservices.posix.path.ProcessLinks.Shared;
import io.tekton.sharedservices.posix.path.SystemCallException;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads {@code fd}, {@code maps}, {@code cwd}, {@code root} and {@code exe} of every process, {@code proc(5)}; of a
 * thread apart where it does not share them. What this program itself has open is among it, so the caller holds nothing
 * that is to be judged at that moment.
 */
final class OpenThingsReader {
    private static final int MOST = 4_000_000;
    /** The place of the number of threads in {@code stat}, counted from the state on. */
    private static final int THREADS = 17;

    private static final List<String> PLACES = List.of("cwd", "root");

    private final String proc;
    private final OpenThings found = new OpenThings();

    /** @param proc where the processes are, {@code /proc} */
    OpenThingsReader(String proc) {
        this.proc = proc;
    }

    OpenThings read() {
        try (Folder processes = Folder.root(proc)) {
            List<String> names = processes.names(MOST);
            if (!names.contains("1")) {
                found.couldNotRead("pid 1 is hidden");
            }
            for (String name : names) {
                if (isNumber(name)) {
                    process(Integer.parseInt(name));
                }
            }
        } catch (IOException e) {
            found.couldNotRead(proc + ": " + Causes.of(e));
        }
        return found;
    }

    static boolean isNumber(String name) {
        return !name.isEmpty() && name.length() < 10 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private void process(int pid) {
        String folder = proc + "/" + pid;
        try (Folder tasks = Folder.root(folder + "/task")) {
            open(pid, folder);
            places(pid, folder);
            link(pid, folder + "/exe", "runs it");
            maps(pid, folder);
            for (String task : tasks.names(MOST)) {
                thread(pid, Integer.parseInt(task), folder + "/task/" + task);
            }
        } catch (IOException e) {
            refused(pid, e);
        }
    }

    private void thread(int pid, int task, String folder) throws IOException {
        if (task == pid) {
            return;
        }
        try {
            if (!ProcessLinks.share(pid, task, Shared.OPEN_FILES)) {
                open(pid, folder);
            }
            if (!ProcessLinks.share(pid, task, Shared.FOLDERS)) {
                places(pid, folder);
            }
        } catch (IOException e) {
            if (Files.exists(Path.of(folder)) && !hasEnded(Path.of(folder))) {
                throw e;
            }
        }
    }

    /** A process that is gone uses nothing, and neither does one that has ended and of which no thread is left. */
    private void refused(int pid, IOException e) {
        Path process = Path.of(proc, Integer.toString(pid));
        if (Files.exists(process) && !hasEnded(process)) {
            found.couldNotRead("pid " + pid + ": " + Causes.of(e));
        }
    }

    /** False where it is unknown. */
    private static boolean hasEnded(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields.length > THREADS
                    && (fields[0].equals("Z") || fields[0].equals("X"))
                    && Integer.parseInt(fields[THREADS]) <= 1;
        } catch (IOException e) {
            return !Files.exists(process);
        }
    }

    private void open(int pid, String folder) throws IOException {
        try (Folder descriptors = Folder.root(folder + "/fd")) {
            for (String descriptor : descriptors.names(MOST)) {
                try {
                    String target = descriptors.link(descriptor);
                    if (target.startsWith("/")) {
                        found.addPath(target, "pid " + pid + " has it open");
                        found.add(
                                Inode.of(ProcessLinks.follow(folder + "/fd/" + descriptor)),
                                "pid " + pid + " has it open");
                    }
                } catch (SystemCallException e) {
                    // closed meanwhile
                    if (!e.isMissing() && !e.isNoProcess()) {
                        throw e;
                    }
                }
            }
        }
    }

    private void places(int pid, String folder) throws IOException {
        for (String place : PLACES) {
            link(pid, folder + "/" + place, place.equals("cwd") ? "works in it" : "has it as its root");
        }
    }

    /** A kernel thread, and one that ends, has none. */
    private void link(int pid, String link, String use) throws IOException {
        try {
            FileStatus status = ProcessLinks.follow(link);
            found.add(Inode.of(status), "pid " + pid + " " + use);
            found.addPath(Files.readSymbolicLink(Path.of(link)).toString(), "pid " + pid + " " + use);
        } catch (NoSuchFileException e) {
            return;
        } catch (SystemCallException e) {
            if (!e.isMissing() && !e.isNoProcess()) {
                throw e;
            }
        }
    }

    private void maps(int pid, String folder) throws IOException {
        for (String line : Files.readString(Path.of(folder, "maps"), StandardCharsets.ISO_8859_1)
                .split("\n")) {
            // address, permissions, offset, device, inode, path
            String[] fields = line.split(" +", 6);
            if (fields.length >= 5 && !fields[4].equals("0")) {
                found.addMapped(Long.parseUnsignedLong(fields[4]), "pid " + pid + " has it mapped");
            }
        }
    }
}
