package io.tekton.sharedservices.process.linux;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tekton.sharedservices.posix.Pidfd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;

/** A folder in the shape of {@code /proc}, for what a real one cannot be made to show. */
public final class FakeProc {
    static final int OWN_PID = Math.toIntExact(ProcessHandle.current().pid());

    /** Boot is 10,000 s back. */
    static final int UPTIME_SECONDS = 10_000;

    final Path root;

    public FakeProc(Path root) throws IOException {
        this.root = root;
        Files.createDirectories(root.resolve("sys/kernel/random"));
        Files.writeString(root.resolve("sys/kernel/random/boot_id"), "11111111-2222-3333-4444-555555555555\n");
        Files.writeString(root.resolve("uptime"), UPTIME_SECONDS + ".50 123.45\n");
        add(1, "/sbin/init\0");
        add(OWN_PID, "java\0");
        Files.write(folder(OWN_PID).resolve("auxv"), Files.readAllBytes(Path.of("/proc/self/auxv")));
        Files.createSymbolicLink(root.resolve("self"), Path.of(Integer.toString(OWN_PID)));
    }

    Path folder(int pid) {
        return root.resolve(Integer.toString(pid));
    }

    /** A process of this user, started one second after boot. */
    public Path add(int pid, String cmdline) throws IOException {
        return add(pid, cmdline, "HOME=/\0");
    }

    public Path add(int pid, String cmdline, String environ) throws IOException {
        Path folder = Files.createDirectories(folder(pid));
        Files.write(folder.resolve("cmdline"), cmdline.getBytes(UTF_8));
        Files.writeString(folder.resolve("stat"), stat(pid, "fake", 100));
        Files.writeString(folder.resolve("status"), "Name:\tfake\nUid:\t7\t7\t7\t7\nNSpid:\t" + pid + "\n");
        Files.writeString(folder.resolve("environ"), environ);
        return folder;
    }

    static String stat(int pid, String name, long startTicks) {
        return pid + " (" + name + ") S 1 1 1 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 " + startTicks + " 0 0\n";
    }

    /** Puts a FIFO in place of a file: any reader that opens it hangs until {@link #release}. */
    Path fifo(int pid, String name) throws IOException, InterruptedException {
        Path fifo = folder(pid).resolve(name);
        Files.deleteIfExists(fifo);
        if (new ProcessBuilder("mkfifo", fifo.toString()).inheritIO().start().waitFor() != 0) {
            throw new IOException("mkfifo " + fifo + " failed");
        }
        return fifo;
    }

    /** Opens the other end, so that a hanging reader reads an empty file; hangs itself where nobody reads. */
    static void release(Path fifo) throws IOException {
        Files.newOutputStream(fifo).close();
    }

    public LinuxProcessTable open(Duration readBound) {
        return LinuxProcessTable.open(
                root, Set.of("TEKTON_ROOT"), Clock.systemUTC(), readBound, pid -> new Pidfd.Opening.Gone());
    }
}
