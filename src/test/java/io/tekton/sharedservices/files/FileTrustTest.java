package io.tekton.sharedservices.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tekton.sharedservices.posix.ThisUser;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTrustTest {

    private final int uid = ThisUser.uid();
    private final int stranger = uid + 12_345;
    private final FileTrust trust = FileTrust.ofThisUser();

    @TempDir
    Path temp;

    private Path folder;
    private Path file;

    @BeforeEach
    void writeAPrivateFile() throws IOException {
        folder = Files.createDirectory(temp.toRealPath().resolve("folder"));
        file = Files.writeString(folder.resolve("file"), "text");
        mode(folder, 0755);
        mode(file, 0644);
    }

    @Test
    void trustsAFileThatOnlyItsOwnerMayWrite() throws IOException {
        List<TrustObjection> strictly = trust.judgeStrictly(file);
        List<TrustObjection> leniently = trust.judgeLeniently(file);

        assertThat(strictly).isEmpty();
        assertThat(leniently).isEmpty();
    }

    @Test
    void objectsToAFileThatEverybodyMayWriteAndSaysHowToFixIt() throws IOException {
        mode(file, 0646);

        assertThat(trust.judgeStrictly(file)).singleElement().satisfies(objection -> {
            assertThat(objection.grave()).isTrue();
            assertThat(objection.text())
                    .isEqualTo(file + " may be written by everybody; fix it with: chmod go-w " + file);
        });
        assertThat(trust.judgeLeniently(file))
                .singleElement()
                .satisfies(objection -> assertThat(objection.remedy()).isEqualTo("chmod o-w " + file));
    }

    @Test
    void objectsToAFolderAnywhereAboveThatEverybodyMayWrite() throws IOException {
        Path deep = Files.createDirectories(folder.resolve("a/b/c"));
        Path inside = Files.writeString(deep.resolve("file"), "text");
        mode(folder, 0757);

        assertThat(trust.judgeStrictly(inside)).extracting(TrustObjection::path).containsExactly(folder);
        assertThat(trust.judgeLeniently(inside))
                .extracting(TrustObjection::path)
                .containsExactly(folder);
    }

    @Test
    void bearsAStickyFolderAboveAFileOfThisUser() throws IOException {
        mode(folder, 01777);

        assertThat(trust.judgeStrictly(file)).isEmpty();
        assertThat(trust.judgeLeniently(file)).isEmpty();
    }

    @Test
    void objectsToAStrangersEntryInAStickyFolder() throws IOException {
        assumeTrue(uid == 0, "only root can give a file away");
        mode(folder, 01777);
        Files.setAttribute(file, "unix:uid", stranger);

        assertThat(trust.judgeLeniently(file)).singleElement().satisfies(objection -> {
            assertThat(objection.path()).isEqualTo(file);
            assertThat(objection.what()).contains("everybody may write", "user " + stranger);
        });
    }

    @Test
    void objectsToAStrangersFolderInAStickyFolder() throws IOException {
        assumeTrue(uid == 0, "only root can give a folder away");
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        Path inside = Files.writeString(theirs.resolve("file"), "text");
        Files.setAttribute(theirs, "unix:uid", stranger);
        mode(folder, 01777);

        assertThat(trust.judgeLeniently(inside))
                .extracting(TrustObjection::path)
                .containsExactly(theirs);
    }

    @Test
    void objectsStrictlyToAStrangersFileAndLenientlyNot() throws IOException {
        assumeTrue(uid == 0, "only root can give a file away");
        Files.setAttribute(file, "unix:uid", stranger);

        assertThat(trust.judgeStrictly(file)).singleElement().satisfies(objection -> {
            assertThat(objection.grave()).isTrue();
            assertThat(objection.what()).contains("belongs to user " + stranger);
        });
        assertThat(trust.judgeLeniently(file)).isEmpty();
    }

    @Test
    void trustsAFileOfRootForEveryUser() throws IOException {
        assumeTrue(uid == 0, "the file must be root's");
        FileTrust asStranger = new FileTrust(stranger, new OwnGroups(Path.of("/etc/group")));

        assertThat(asStranger.judgeStrictly(file)).isEmpty();
    }

    @Test
    void onlyWarnsOfTheOwnersPrivateGroup() throws IOException {
        String owner = Files.getOwner(file).getName();
        assumeTrue(Files.getAttribute(file, "posix:group").toString().equals(owner), "this user has no private group");
        mode(file, 0664);
        Path noMembers = Files.writeString(temp.resolve("group"), owner + ":x:0:\nusers:x:100:someone\n");

        assertThat(new FileTrust(uid, new OwnGroups(noMembers)).judgeStrictly(file))
                .singleElement()
                .satisfies(objection -> {
                    assertThat(objection.grave()).isFalse();
                    assertThat(objection.remedy()).isEqualTo("chmod go-w " + file);
                });
        assertThat(trust.judgeLeniently(file)).isEmpty();
    }

    @Test
    void objectsToAPrivateGroupThatSomebodyElseHasJoined() throws IOException {
        String owner = Files.getOwner(file).getName();
        assumeTrue(owner.matches(".*\\D.*"), "a user without a name has no named group");
        mode(file, 0664);
        Path joined = Files.writeString(temp.resolve("group"), owner + ":x:0:" + owner + ",guest\n");

        assertThat(new FileTrust(uid, new OwnGroups(joined)).judgeStrictly(file))
                .singleElement()
                .satisfies(objection -> assertThat(objection.grave()).isTrue());
    }

    @Test
    void objectsToAForeignGroupThatMayWrite() throws IOException {
        assumeTrue(uid == 0, "only root can give a file to any group");
        Files.setAttribute(file, "unix:gid", 100);
        mode(file, 0664);

        assertThat(trust.judgeStrictly(file)).singleElement().satisfies(objection -> {
            assertThat(objection.grave()).isTrue();
            assertThat(objection.what()).isEqualTo("may be written by group 100");
        });
    }

    @Test
    void judgesALinkByItsTarget() throws IOException {
        mode(file, 0646);
        Path link = Files.createSymbolicLink(temp.toRealPath().resolve("link"), Path.of("folder/file"));

        assertThat(trust.judgeStrictly(link)).extracting(TrustObjection::path).containsExactly(file);
    }

    @Test
    void judgesTheFolderInWhichALinkLies() throws IOException {
        Path open = Files.createDirectory(temp.toRealPath().resolve("open"));
        Path link = Files.createSymbolicLink(open.resolve("link"), file);
        mode(open, 0777);

        assertThat(trust.judgeStrictly(link)).extracting(TrustObjection::path).containsExactly(open);
    }

    @Test
    void judgesTheWayOverALinkedFolderAndBackThroughItsParent() throws IOException {
        Path open = Files.createDirectory(temp.toRealPath().resolve("open"));
        Files.createDirectory(open.resolve("inner"));
        Path link = Files.createSymbolicLink(folder.resolve("way"), open.resolve("inner"));
        Path target = Files.writeString(open.resolve("target"), "text");
        mode(open, 0777);

        // the kernel goes through the link first, so .. is the folder of its target
        assertThat(trust.judgeStrictly(link.resolve("../target")))
                .extracting(TrustObjection::path)
                .containsExactly(open);
        assertThat(target).exists();
    }

    @Test
    void objectsToAStrangersLinkInAStickyFolder() throws IOException {
        assumeTrue(uid == 0, "only root can give a link away");
        Path open = Files.createDirectory(temp.toRealPath().resolve("open"));
        Path link = Files.createSymbolicLink(open.resolve("link"), file);
        Process chown = new ProcessBuilder("chown", "-h", Integer.toString(stranger), link.toString()).start();
        assertThat(join(chown)).isZero();
        mode(open, 01777);

        assertThat(trust.judgeStrictly(link)).extracting(TrustObjection::path).containsExactly(link);
    }

    @Test
    void objectsToWhateverIsNoRegularFile() throws IOException {
        Path fifo = folder.resolve("fifo");
        assertThat(join(new ProcessBuilder("mkfifo", "-m", "600", fifo.toString()).start()))
                .isZero();

        assertThat(trust.judgeStrictly(fifo))
                .singleElement()
                .satisfies(objection -> assertThat(objection.what()).isEqualTo("is a FIFO, not a regular file"));
        assertThat(trust.judgeLeniently(folder))
                .singleElement()
                .satisfies(objection -> assertThat(objection.what()).isEqualTo("is a folder, not a regular file"));
    }

    @Test
    void saysOfADeviceThatItIsOneAndNeverToChangeItsModeOrOwner() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("/dev/null"));
        FileTrust another = new FileTrust(stranger, new OwnGroups(Path.of("/etc/group")));

        for (List<TrustObjection> objections :
                List.of(trust.judgeStrictly(link), trust.judgeLeniently(link), trust.judgeOwners(link))) {
            assertThat(objections)
                    .extracting(TrustObjection::text)
                    .containsExactly("/dev/null is a device, not a regular file; name a regular file instead");
        }
        assertThat(another.judgeOwners(Path.of("/dev/null")))
                .extracting(TrustObjection::what)
                .containsExactly("is a device, not a regular file");
    }

    @Test
    void saysOfAHomeFolderWhatIsWrongAndNotToChangeItsModeOrOwner() throws IOException {
        String home = System.getProperty("user.home");
        FileTrust another = new FileTrust(stranger, new OwnGroups(Path.of("/etc/group")));
        mode(folder, 0757);
        System.setProperty("user.home", folder.toString());
        try {
            assertThat(trust.judgeLeniently(file))
                    .singleElement()
                    .satisfies(objection -> assertThat(objection.text())
                            .contains("may be written by everybody")
                            .doesNotContain("chmod"));
            assertThat(another.judgeOwners(folder))
                    .filteredOn(
                            objection -> objection.owner() && objection.path().equals(folder))
                    .allSatisfy(objection -> assertThat(objection.remedy()).isEqualTo("run this program as that user"));
        } finally {
            System.setProperty("user.home", home);
        }
    }

    @Test
    void knowsTheFoldersThatOtherProgramsNeedAsTheyAre() {
        assertThat(List.of("/", "/tmp", "/var/tmp", "/dev/shm", "/usr/local", "/home/op", "/proc/1", "/etc"))
                .allMatch(folder -> CommonFolders.has(Path.of(folder)));
        assertThat(List.of("/home/op/platform", "/state", "/var/lib/tekton", "/dev/shm/own", "/tmp/own"))
                .noneMatch(folder -> CommonFolders.has(Path.of(folder)));
    }

    @Test
    void quotesTheRemedyForAShell() throws IOException {
        Path odd = Files.writeString(folder.resolve("it's odd"), "text");
        mode(odd, 0606);

        assertThat(trust.judgeStrictly(odd))
                .singleElement()
                .satisfies(objection ->
                        assertThat(objection.remedy()).isEqualTo("chmod go-w '" + folder + "/it'\\''s odd'"));
    }

    @Test
    void reportsAMissingFileAndALoopOfLinks() throws IOException {
        Path loop = folder.resolve("loop");
        Files.createSymbolicLink(loop, loop);

        assertThatThrownBy(() -> trust.judgeStrictly(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> trust.judgeLeniently(loop)).isInstanceOf(FileSystemLoopException.class);
    }

    private static int join(Process process) {
        return process.onExit().join().exitValue();
    }

    private static void mode(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode);
    }
}
