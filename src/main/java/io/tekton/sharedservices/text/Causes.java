package io.tekton.sharedservices.text;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, in words for people. The one place that turns exceptions into text: their own messages name a class,
 * or a path and nothing else. Pure.
 */
public final class Causes {
    private static final String OURS = "io.tekton.sharedservices.";
    private static final String FAULT = "an unexpected state; the log has the details";
    private static final int DEEPEST = 16;

    /**
     * What the system says, {@code errno(3)}, and how it reads in a sentence. The first ones win over whatever was made
     * of them on their way up.
     */
    private static final Map<String, String> SYSTEM = new LinkedHashMap<>();

    /** How many of {@link #SYSTEM} say all there is to say, wherever in the chain of causes they are. */
    private static final int DECISIVE = 7;

    static {
        // the words of the JDK's watch service, which does not distinguish the two limits of inotify(7)
        SYSTEM.put(
                "user limit of inotify",
                "the limit of inotify is reached (fs.inotify.max_user_instances, fs.inotify.max_user_watches),"
                        + " or too many files are open");
        SYSTEM.put("no space left on device", "no space is left on the disk");
        SYSTEM.put("disk quota exceeded", "the disk quota of this user is used up");
        SYSTEM.put("read-only file system", "the file system is read-only");
        SYSTEM.put("too many open files", "too many files are open");
        SYSTEM.put("input/output error", "the disk reports an input/output error");
        SYSTEM.put("cannot allocate memory", "there is not enough memory");
        SYSTEM.put("permission denied", "permission denied");
        SYSTEM.put("operation not permitted", "the operation is not permitted");
        SYSTEM.put("not a directory", "a part of the path is no folder");
        SYSTEM.put("is a directory", "it is a folder");
        SYSTEM.put("no such file or directory", "there is no such file or folder");
        SYSTEM.put("file name too long", "the file name is too long");
        SYSTEM.put("too many levels of symbolic links", "the symbolic links on the way lead in a circle");
        SYSTEM.put("stale file handle", "the file is gone from the file server");
        SYSTEM.put("connection refused", "the connection was refused");
        SYSTEM.put("connection reset", "the other side closed the connection");
        SYSTEM.put("broken pipe", "the other side closed the connection");
        SYSTEM.put("address already in use", "the address is in use already");
        SYSTEM.put("cannot assign requested address", "this host has no such address");
    }

    private static final Pattern CLASS_NAME =
            Pattern.compile("\"?\\b(?:[a-z][\\w$]*\\.)+[A-Z][\\w$]*(?:Exception|Error)\\b:?\\s*");
    private static final Pattern BARE_CLASS_NAME = Pattern.compile("\\b[A-Z]\\w*(?:Exception|Error)\\b:?\\s*");
    private static final Pattern OBJECT = Pattern.compile("\\b(?:[a-z][\\w$]*\\.)+[A-Z][\\w$]*@[0-9a-f]+");
    private static final Pattern STATEMENT = Pattern.compile("(?s);? SQL statement:.*");
    private static final Pattern CODE = Pattern.compile("\\s*\\[[0-9.]+[-/][0-9]+]");

    private Causes() {}

    /**
     * A clause such as {@code /x/y: permission denied}, to follow a description of the attempt; never empty, never with
     * the name of a class.
     */
    public static String of(Throwable failure) {
        return of(failure, 0);
    }

    /** The same without the path, for a sentence that names the file already. */
    public static String withoutPath(IOException failure) {
        return failure instanceof FileSystemException file ? why(file) : of(failure);
    }

    private static String of(Throwable failure, int depth) {
        if (failure.getClass().getName().startsWith(OURS)) {
            return said(failure, depth);
        }
        Optional<String> decisive = decisive(failure);
        if (decisive.isPresent() && !(failure instanceof FileSystemException)) {
            return decisive.get();
        }
        if (failure instanceof FileSystemException file) {
            return file(file);
        }
        if (failure instanceof IOException io) {
            return io(io, depth);
        }
        if (failure instanceof OutOfMemoryError) {
            return "there is not enough memory";
        }
        if (failure instanceof ReadOnlyFileSystemException) {
            return "the file system is read-only";
        }
        if (failure instanceof ClosedFileSystemException) {
            return "the file was closed while it was in use";
        }
        return isFault(failure) ? FAULT : said(failure, depth);
    }

    /** What is wrong with a file, behind its path. */
    private static String file(FileSystemException e) {
        String path = e.getFile();
        String why = why(e);
        return path == null || path.isEmpty() ? why : path + ": " + why;
    }

    private static String why(FileSystemException e) {
        String reason = e.getReason();
        if (reason != null && !reason.isBlank()) {
            return inWords(reason).orElseGet(() -> plain(reason));
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "there is such a file already";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "the folder is not empty";
        }
        if (e instanceof NotDirectoryException) {
            return "it is no folder";
        }
        if (e instanceof NotLinkException) {
            return "it is no symbolic link";
        }
        return e instanceof FileSystemLoopException
                ? "the symbolic links on the way lead in a circle"
                : "the file system refused it";
    }

    private static String io(IOException e, int depth) {
        if (e instanceof CharacterCodingException) {
            return "its text is not valid UTF-8";
        }
        if (e instanceof ClosedChannelException) {
            return "it was closed while it was in use";
        }
        if (e instanceof UnknownHostException) {
            return "the host " + e.getMessage() + " is not known";
        }
        if (e instanceof SocketTimeoutException) {
            return "there was no answer in time";
        }
        if (e instanceof ConnectException && e.getMessage() == null) {
            return "the connection was refused";
        }
        if (e instanceof EOFException && e.getMessage() == null) {
            return "it ends too early";
        }
        if (e instanceof FileNotFoundException && e.getMessage() != null) {
            return e.getMessage().replaceFirst(" \\((.*)\\)$", ": $1");
        }
        return said(e, depth);
    }

    /** Its own message, if that says more than its cause; never the cause's name. */
    private static String said(Throwable failure, int depth) {
        Throwable cause = depth < DEEPEST && failure.getCause() != failure ? failure.getCause() : null;
        String message = Objects.requireNonNullElse(failure.getMessage(), "");
        if (message.isBlank() || (cause != null && message.equals(cause.toString()))) {
            return cause == null ? fallback(failure) : of(cause, depth + 1);
        }
        String own = failure.getClass().getName().startsWith(OURS)
                ? message
                : inWords(message).orElseGet(() -> plain(message));
        if (cause != null && failure instanceof UncheckedIOException) {
            String why = of(cause, depth + 1);
            return own.contains(why) ? own : own + ": " + why;
        }
        return own.isBlank() ? fallback(failure) : own;
    }

    private static String fallback(Throwable failure) {
        return failure instanceof IOException ? "the system gives no reason" : FAULT;
    }

    private static boolean isFault(Throwable failure) {
        return failure instanceof NullPointerException
                || failure instanceof ClassCastException
                || failure instanceof IndexOutOfBoundsException
                || failure instanceof ArithmeticException
                || failure instanceof ArrayStoreException
                || failure instanceof NegativeArraySizeException
                || failure instanceof UnsupportedOperationException
                || failure instanceof java.util.NoSuchElementException
                || failure instanceof java.util.ConcurrentModificationException
                || failure instanceof NoClassDefFoundError
                || failure instanceof StackOverflowError
                || failure instanceof AssertionError;
    }

    /** A full disk is a full disk, whatever a library made of it. */
    private static Optional<String> decisive(Throwable failure) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < DEEPEST; depth++) {
            String message = lower(at.getMessage());
            Optional<String> words = SYSTEM.entrySet().stream()
                    .limit(DECISIVE)
                    .filter(said -> message.contains(said.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst();
            if (words.isPresent()) {
                return words;
            }
            at = at.getCause();
        }
        return Optional.empty();
    }

    /** For a message that is all the system's. */
    private static Optional<String> inWords(String message) {
        String lower = lower(message).strip();
        return SYSTEM.entrySet().stream()
                .filter(said -> lower.equals(said.getKey()) || lower.startsWith(said.getKey() + " ("))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    /** Without the names of classes, objects and statements. */
    private static String plain(String message) {
        String text = STATEMENT.matcher(message).replaceAll("");
        text = OBJECT.matcher(text).replaceAll("the file");
        text = CLASS_NAME.matcher(text).replaceAll("");
        text = BARE_CLASS_NAME.matcher(text).replaceAll("");
        return CODE.matcher(text).replaceAll("").strip();
    }
}
