package io.tekton.sharedservices.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * Files under H2 ({@code jdbc:h2:crash:...}) of which it is known, after each page that is written, what a process that
 * was killed just then would leave. H2 makes instances as it likes, so what they share is static: one test at a time.
 */
public final class CrashFiles extends FilePathWrapper {
    private static final int PAGE = 4096;
    private static final Map<String, byte[]> FILES = new TreeMap<>();
    private static volatile Runnable afterEachStep = () -> {};

    /** @param step called in the middle of H2's work, after each page and each renaming */
    static void watch(Runnable step) {
        FILES.clear();
        afterEachStep = step;
        FilePath.register(new CrashFiles());
    }

    /** Puts the files as they are now into another folder. */
    static synchronized void leaveIn(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> file : FILES.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
    }

    @Override
    public String getScheme() {
        return "crash";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        FileChannel channel = super.open(mode);
        synchronized (CrashFiles.class) {
            FILES.put(getName(), Files.readAllBytes(Path.of(unwrap().toString())));
        }
        return new Watched(channel, getName());
    }

    @Override
    public String getName() {
        return unwrap().getName();
    }

    @Override
    public void moveTo(FilePath target, boolean atomic) {
        synchronized (CrashFiles.class) {
            super.moveTo(target, atomic);
            FILES.put(target.getName(), FILES.remove(getName()));
        }
        afterEachStep.run();
    }

    @Override
    public void delete() {
        synchronized (CrashFiles.class) {
            super.delete();
            FILES.remove(getName());
        }
    }

    private static final class Watched extends FileBase {
        private final FileChannel channel;
        private final String name;

        Watched(FileChannel channel, String name) {
            this.channel = channel;
            this.name = name;
        }

        @Override
        public synchronized int write(ByteBuffer bytes, long position) throws IOException {
            byte[] all = new byte[bytes.remaining()];
            bytes.duplicate().get(all);
            int written = channel.write(bytes, position);
            for (int from = 0; from < written; ) {
                int here = (int) position + from;
                int length = Math.min(PAGE - here % PAGE, written - from);
                synchronized (CrashFiles.class) {
                    byte[] file = FILES.get(name);
                    byte[] grown = Arrays.copyOf(file, Math.max(file.length, here + length));
                    System.arraycopy(all, from, grown, here, length);
                    FILES.put(name, grown);
                }
                from += length;
                afterEachStep.run();
            }
            return written;
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            channel.truncate(size);
            synchronized (CrashFiles.class) {
                byte[] file = FILES.get(name);
                FILES.put(name, Arrays.copyOf(file, (int) Math.min(file.length, size)));
            }
            afterEachStep.run();
            return this;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            return write(bytes, channel.position());
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return channel.read(into);
        }

        @Override
        public synchronized int read(ByteBuffer into, long position) throws IOException {
            return channel.read(into, position);
        }

        @Override
        public long position() throws IOException {
            return channel.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            channel.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void force(boolean metadata) throws IOException {
            channel.force(metadata);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return channel.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            channel.close();
        }
    }
}
