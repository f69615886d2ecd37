package io.tekton.sharedservices.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.posix.PosixException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.sql.SQLException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CausesTest {
    @TempDir
    Path temp;

    static Stream<Arguments> causes() {
        IOException full = new IOException("No space left on device");
        return Stream.of(
                Arguments.of(new AccessDeniedException("/x"), "/x: permission denied"),
                Arguments.of(new NoSuchFileException("/x"), "/x: there is no such file or folder"),
                Arguments.of(new FileAlreadyExistsException("/x"), "/x: there is such a file already"),
                Arguments.of(new DirectoryNotEmptyException("/x"), "/x: the folder is not empty"),
                Arguments.of(new NotDirectoryException("/x"), "/x: it is no folder"),
                Arguments.of(new NotLinkException("/x"), "/x: it is no symbolic link"),
                Arguments.of(new FileSystemLoopException("/x"), "/x: the symbolic links on the way lead in a circle"),
                Arguments.of(new FileSystemException("/x"), "/x: the file system refused it"),
                Arguments.of(
                        new FileSystemException("/x", null, "No space left on device"),
                        "/x: no space is left on the disk"),
                Arguments.of(
                        new FileSystemException("/x", null, "Read-only file system"),
                        "/x: the file system is read-only"),
                Arguments.of(
                        new FileSystemException("/x", null, "Not a directory"), "/x: a part of the path is no folder"),
                Arguments.of(new FileSystemException("/x", null, "Is a directory"), "/x: it is a folder"),
                Arguments.of(new FileSystemException("/x", null, "Too many open files"), "/x: too many files are open"),
                Arguments.of(
                        new IOException("User limit of inotify instances reached or too many open files"),
                        "the limit of inotify is reached (fs.inotify.max_user_instances, fs.inotify.max_user_watches),"
                                + " or too many files are open"),
                Arguments.of(
                        new AtomicMoveNotSupportedException("/x", "/y", "Invalid cross-device link"),
                        "/x: Invalid cross-device link"),
                Arguments.of(new FileNotFoundException("/x (Permission denied)"), "/x: Permission denied"),
                Arguments.of(full, "no space is left on the disk"),
                Arguments.of(new IOException("Disk quota exceeded"), "the disk quota of this user is used up"),
                Arguments.of(new IOException("Input/output error"), "the disk reports an input/output error"),
                Arguments.of(new IOException(), "the system gives no reason"),
                Arguments.of(new EOFException(), "it ends too early"),
                Arguments.of(new ClosedChannelException(), "it was closed while it was in use"),
                Arguments.of(new ClosedByInterruptException(), "it was closed while it was in use"),
                Arguments.of(new ClosedFileSystemException(), "the file was closed while it was in use"),
                Arguments.of(new ReadOnlyFileSystemException(), "the file system is read-only"),
                Arguments.of(new MalformedInputException(1), "its text is not valid UTF-8"),
                Arguments.of(new UnknownHostException("nowhere"), "the host nowhere is not known"),
                Arguments.of(new SocketTimeoutException("Read timed out"), "there was no answer in time"),
                Arguments.of(new ConnectException("Connection refused"), "the connection was refused"),
                Arguments.of(new SocketException("Broken pipe"), "the other side closed the connection"),
                Arguments.of(
                        new BindException("Address already in use (Bind failed)"), "the address is in use already"),
                Arguments.of(new OutOfMemoryError("Java heap space"), "there is not enough memory"),
                Arguments.of(new OutOfMemoryError("unable to create native thread"), "there is not enough memory"),
                Arguments.of(
                        new SQLException("IO Exception: \"/s\" [90028-252]", "90028", 90028, full),
                        "no space is left on the disk"),
                Arguments.of(
                        new SQLException("General error: \"org.h2.mvstore.MVStoreException: Reading from "
                                + "sun.nio.ch.FileChannelImpl@5c1a8622 failed\";"
                                + " SQL statement:\nSELECT 1 [50000-252]"),
                        "General error: Reading from the file failed\""),
                Arguments.of(new UncheckedIOException(full), "no space is left on the disk"),
                Arguments.of(
                        new UncheckedIOException("the address cannot be written", new AccessDeniedException("/x")),
                        "the address cannot be written: /x: permission denied"),
                Arguments.of(new IllegalStateException(new AccessDeniedException("/x")), "/x: permission denied"),
                Arguments.of(
                        new PosixException("setsid failed", 1, new IOException("[1] Operation not permitted")),
                        "setsid failed (errno 1: [1] Operation not permitted)"));
    }

    @ParameterizedTest
    @MethodSource("causes")
    void saysInWordsWhatWentWrong(Throwable cause, String words) {
        assertThat(Causes.of(cause)).isEqualTo(words);
    }

    @ParameterizedTest
    @MethodSource("causes")
    void namesNoClass(Throwable cause, String words) {
        for (Throwable each : List.of(
                cause,
                new RuntimeException(cause),
                new IllegalStateException(cause.toString(), cause),
                new IOException(cause))) {
            assertThat(Causes.of(each)).isNotBlank().doesNotContainPattern("Exception|Error\\b|@[0-9a-f]{5}");
        }
    }

    @Test
    void aFaultOfTheProgramIsCalledOne() {
        for (Throwable fault : List.of(
                new NullPointerException("Cannot invoke \"String.length()\" because \"x\" is null"),
                new ClassCastException("class java.lang.String cannot be cast"),
                new NoSuchElementException("No value present"),
                new IndexOutOfBoundsException("Index 3 out of bounds for length 2"),
                new NoClassDefFoundError("org/x/Y"),
                new StackOverflowError(),
                new IllegalStateException())) {
            assertThat(Causes.of(fault)).isEqualTo("an unexpected state; the log has the details");
        }
    }

    @Test
    void whatTheSystemReallySays() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));

        assertThat(thrown(() -> Files.readString(temp.resolve("none"))))
                .isEqualTo(temp.resolve("none") + ": there is no such file or folder");
        assertThat(thrown(() -> Files.createFile(file))).isEqualTo(file + ": there is such a file already");
        assertThat(thrown(() -> Files.createFile(file.resolve("below"))))
                .isEqualTo(file.resolve("below") + ": a part of the path is no folder");
        assertThat(thrown(() -> Files.readString(temp))).isEqualTo("it is a folder");
    }

    private interface Work {
        Object run() throws IOException;
    }

    private static String thrown(Work work) {
        try {
            return "nothing, but " + work.run();
        } catch (IOException e) {
            return Causes.of(e);
        }
    }

    @Test
    void comesBackFromACauseThatIsItsOwn() {
        IllegalStateException one = new IllegalStateException((String) null);
        one.initCause(new IllegalStateException(null, one));

        assertThat(Causes.of(one)).isNotBlank();
    }
}
