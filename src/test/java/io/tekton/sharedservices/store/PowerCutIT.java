package io.tekton.sharedservices.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tekton.sharedservices.journal.query.ChainCheck;
import io.tekton.sharedservices.journal.query.ChainCheck.Intact;
import io.tekton.sharedservices.store.record.PurgeChild;
import io.tekton.sharedservices.testing.Rounds;
import io.tekton.sharedservices.testing.Trials;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power goes while writers, a purge and the writing anew of the file are busy: what is left is what had reached the
 * disk. The disk is an image behind a loop device, in a file system of its own that is frozen ({@code fsfreeze(8)})
 * while the image is copied: the copy is of one moment, for neither the writers nor the kernel's own writing back reach
 * the image meanwhile. What the file system on the image had only in memory is not in the copy.
 */
@Tag(Rounds.LONG_FORM)
@EnabledOnOs(value = OS.LINUX, disabledReason = "it needs loop devices")
class PowerCutIT {
    /** Cuts that one store goes through; the next begins on an empty disk, which must not fill up. */
    private static final int OF_ONE_STORE = 6;

    @TempDir
    Path temp;

    @Test
    void keepsWhatWasAcknowledgedWholeAndInItsChain() throws Exception {
        assumeThat(System.getProperty("user.name")).as("only root mounts").isEqualTo("root");
        Path around = temp.resolve("around.img");
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Path image = outside.resolve("disk.img");
        Path disk = Files.createDirectory(temp.resolve("disk"));
        assumeThat(mounted(around, 600, outside) && done("fsfreeze", "--freeze", outside.toString()))
                .as("a file system can be mounted and frozen here")
                .isTrue();
        try {
            assertThat(done("fsfreeze", "--unfreeze", outside.toString())).isTrue();
            assertThat(mounted(image, 400, disk)).isTrue();
            keepsWhatWasAcknowledged(image, disk);
        } finally {
            assertThat(done("umount", outside.toString())).as("unmounted").isTrue();
        }
    }

    private static boolean mounted(Path image, int megabytes, Path at) throws Exception {
        return done("truncate", "--size=" + megabytes + "M", image.toString())
                && done("mkfs.ext4", "-q", "-F", image.toString())
                && done("mount", "-o", "loop", image.toString(), at.toString());
    }

    private void keepsWhatWasAcknowledged(Path image, Path disk) throws Exception {
        try (Trials trials = Trials.of("power cut", "cuts", Rounds.of(1, 10))) {
            for (int round = 1; trials.next(); round++) {
                if (round % OF_ONE_STORE == 0) {
                    assertThat(done("rm", "-rf", disk + "/purging", disk + "/writing"))
                            .isTrue();
                }
                cut(round, image, disk, trials);
                trials.kept();
            }
        } finally {
            assertThat(done("umount", disk.toString())).as("unmounted").isTrue();
        }
    }

    private void cut(int round, Path image, Path disk, Trials trials) throws Exception {
        boolean purges = trials.random().nextBoolean();
        Class<?> program = purges ? PurgeChild.class : StoreChild.class;
        Path folder = Files.createDirectories(disk.resolve(purges ? "purging" : "writing"));
        Path copy = temp.resolve("copy.img");
        int lines = 5 + trials.random().nextInt(80);
        List<String> promised = new ArrayList<>();
        Process child = StoreChild.start(program, folder, Integer.toString(round));
        try (BufferedReader output = StoreChild.output(child)) {
            while (promised.size() < lines) {
                String line = output.readLine();
                assertThat(line).as("the writer goes on, %s", trials.which()).isNotNull();
                promised.add(line);
            }
            // it is frozen at any moment of its work; what it says from here on is not promised
            assertThat(done("kill", "-STOP", Long.toString(child.pid()))).isTrue();
            while (output.ready()) {
                promised.add(output.readLine());
            }
            String outside = image.getParent().toString();
            assertThat(done("fsfreeze", "--freeze", outside)).isTrue();
            try {
                assertThat(done("cp", "--sparse=auto", image.toString(), copy.toString()))
                        .isTrue();
            } finally {
                assertThat(done("fsfreeze", "--unfreeze", outside)).isTrue();
            }
            child.toHandle().destroyForcibly();
        } finally {
            child.destroyForcibly().waitFor();
        }
        check(copy, folder.getFileName(), promised, trials.which());
        Files.delete(copy);
    }

    private void check(Path copy, Path name, List<String> promised, String which) throws Exception {
        Path after = Files.createDirectories(temp.resolve("after"));
        assertThat(done("mount", "-o", "loop", copy.toString(), after.toString()))
                .as("the file system of the copy, %s", which)
                .isTrue();
        try (Store store = Records.open(after.resolve(name))) {
            ChainCheck check = store.auditReader().verifyChain();
            assertThat(check).as(which).isInstanceOf(Intact.class);
            for (String promise : promised) {
                String[] words = promise.split(" ");
                if (List.of("begun", "decided", "ended", "finished", "kept").contains(words[0])) {
                    assertThat(store.auditReader().run(words[1]))
                            .as("%s, %s", promise, which)
                            .isPresent();
                }
            }
        } finally {
            assertThat(done("umount", after.toString())).as("unmounted").isTrue();
        }
    }

    private static boolean done(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(240, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return false;
        }
        return process.exitValue() == 0;
    }
}
