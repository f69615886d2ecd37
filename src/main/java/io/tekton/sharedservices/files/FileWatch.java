package io.tekton.sharedservices.files;

import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reports at once when a file is created, written or replaced: {@code inotify(7)} on Linux. It watches the folders.
 * They need not exist yet and may be replaced: it scans for them from time to time. It may report a change more than
 * once; where events are lost, it reports all files. Where watching does not work, as with too few watches or on some
 * network file systems, it warns once and keeps trying. Callers must therefore also poll the files, or have them
 * watched {@link WatchedFile#atRest at rest}. It uses its own thread, from {@link #start()} to {@link #close()}.
 */
public final class FileWatch implements AutoCloseable {
    /** How often to scan for folders that do not exist yet. */
    public static final Duration USUAL_SCAN = Duration.ofSeconds(1);

    /**
     * The factor by which this is longer when all folders exist: one of them may have been replaced. Deletion of a
     * folder causes an event.
     */
    private static final int LONGER_AT_REST = 10;

    private static final Duration FOR_THE_END = Duration.ofSeconds(5);

    private final List<WatchedFile> files;

    /** Those that the kernel reports. */
    private final List<WatchedFile> inFolders;

    private final Consumer<String> warning;
    private final Duration betweenScans;
    private final Opening opening;
    private final Logger logger = LogManager.getLogger("file-watch");
    private final Map<Path, Registered> folders = new HashMap<>();
    private final Thread thread;

    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable WatchService service;
    private boolean warned;

    /** @param warning receives one message where watching does not work; called by the thread of the watch */
    public FileWatch(List<WatchedFile> files, Consumer<String> warning, Duration betweenScans) {
        this(files, warning, betweenScans, FileSystems.getDefault()::newWatchService);
    }

    FileWatch(List<WatchedFile> files, Consumer<String> warning, Duration betweenScans, Opening opening) {
        this.files = List.copyOf(files);
        this.inFolders =
                files.stream().filter(watched -> watched.resting() == null).toList();
        this.warning = warning;
        this.betweenScans = betweenScans;
        this.opening = opening;
        this.thread = new Thread(this::watch, "file-watch");
        thread.setDaemon(true);
    }

    /** How a watch service is opened. */
    interface Opening {
        WatchService open() throws IOException;
    }

    private record Registered(WatchKey key, Object folder) {}

    /** Begins to watch; to be called once. */
    public void start() {
        thread.start();
    }

    private void watch() {
        try {
            inFolders.forEach(this::report);
            while (closed.getCount() > 0) {
                long untilNext = Math.min(scan().toNanos(), checkResting().toNanos());
                WatchService open = service;
                if (open == null) {
                    closed.await(untilNext, TimeUnit.NANOSECONDS);
                } else if (closed.getCount() > 0) {
                    take(open, open.poll(untilNext, TimeUnit.NANOSECONDS));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ClosedWatchServiceException e) {
            logger.debug("the file watch is closed");
        } finally {
            closeService();
        }
    }

    private void closeService() {
        WatchService open = service;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                logger.warn("the file watch could not be closed", e);
            }
        }
    }

    /** @return until when to check again */
    private Duration checkResting() {
        Duration next = betweenScans.multipliedBy(LONGER_AT_REST);
        for (WatchedFile watched : files) {
            RestingFile resting = watched.resting();
            if (resting != null) {
                if (resting.hasChanged()) {
                    report(watched);
                }
                next = resting.untilNextCheck().compareTo(next) < 0 ? resting.untilNextCheck() : next;
            }
        }
        return next;
    }

    /** Registers the folders that are there and are not registered. @return until when to do it again */
    private Duration scan() {
        if (inFolders.isEmpty()) {
            return betweenScans.multipliedBy(LONGER_AT_REST);
        }
        try {
            if (service == null) {
                service = opening.open();
            }
        } catch (IOException | RuntimeException e) {
            warn("files cannot be watched: " + Causes.of(e));
            return betweenScans;
        }
        boolean all = true;
        Set<WatchedFile> changed = new LinkedHashSet<>();
        for (WatchedFile watched : inFolders) {
            for (Path place : places(watched)) {
                Path folder = DurableFiles.folderOf(place);
                if (register(folder)) {
                    changed.add(watched);
                }
                all &= folders.containsKey(folder);
            }
        }
        changed.forEach(this::report);
        return all ? betweenScans.multipliedBy(LONGER_AT_REST) : betweenScans;
    }

    /** Whether it was registered just now: what happened in it before is not known. */
    private boolean register(Path folder) {
        Object key = key(folder);
        Registered before = folders.get(folder);
        if (before != null) {
            if (before.key().isValid() && Objects.equals(key, before.folder())) {
                return false;
            }
            before.key().cancel();
            folders.remove(folder);
        }
        if (key == null) {
            return false;
        }
        try {
            WatchKey registered = folder.register(
                    Objects.requireNonNull(service),
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY);
            folders.put(folder, new Registered(registered, key));
            return true;
        } catch (ClosedWatchServiceException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            warn("the folder " + folder + " cannot be watched: " + Causes.of(e));
            return false;
        }
    }

    private void take(WatchService open, @Nullable WatchKey first) {
        Set<WatchedFile> changed = new LinkedHashSet<>();
        for (WatchKey key = first; key != null; key = open.poll()) {
            for (WatchEvent<?> event : key.pollEvents()) {
                changed.addAll(meant((Path) key.watchable(), event));
            }
            if (!key.reset()) {
                folders.remove((Path) key.watchable());
            }
        }
        changed.forEach(this::report);
    }

    private Set<WatchedFile> meant(Path folder, WatchEvent<?> event) {
        if (!(event.context() instanceof Path name)) {
            return new HashSet<>(inFolders); // OVERFLOW: any of them
        }
        Path file = folder.resolve(name);
        Set<WatchedFile> meant = new HashSet<>();
        for (WatchedFile watched : inFolders) {
            Set<Path> places = places(watched);
            boolean near = places.stream().anyMatch(place -> folder.equals(place.getParent()));
            if (places.contains(file) || (near && watched.beside().test(file))) {
                meant.add(watched);
            }
        }
        return meant;
    }

    private static Set<Path> places(WatchedFile watched) {
        Set<Path> places = new LinkedHashSet<>();
        places.add(watched.file());
        try {
            places.add(watched.file().toRealPath());
        } catch (IOException e) {
            // not there: its folder is watched for it
            return places;
        }
        return places;
    }

    private static @Nullable Object key(Path folder) {
        try {
            BasicFileAttributes seen = Files.readAttributes(folder, BasicFileAttributes.class);
            return seen.isDirectory() ? Objects.requireNonNullElse(seen.fileKey(), folder) : null;
        } catch (IOException e) {
            return null;
        }
    }

    private void report(WatchedFile watched) {
        try {
            watched.changed().run();
        } catch (RuntimeException e) {
            logger.error("the action after a change of {} failed", watched.file(), e);
        }
    }

    private void warn(String text) {
        if (!warned) {
            warned = true;
            warning.accept(text + "; until they can be, only the scheduled checks notice changes");
        }
    }

    /** Ends the watch; returns when no more changes are reported, or after a few seconds. */
    @Override
    public void close() {
        // not by an interrupt, which would reach what the thread is reporting to
        closed.countDown();
        closeService();
        try {
            if (Thread.currentThread() != thread) {
                thread.join(FOR_THE_END.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
