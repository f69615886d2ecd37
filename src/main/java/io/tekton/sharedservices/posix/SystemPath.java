package io.tekton.sharedservices.posix;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;

/** Paths as the C library wants them. */
final class SystemPath {
    private SystemPath() {}

    /** The absolute path in the bytes of the file system, with a zero at the end. */
    static byte[] bytes(Path file) {
        byte[] bytes = file.toAbsolutePath()
                .toString()
                .getBytes(Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
        return Arrays.copyOf(bytes, bytes.length + 1);
    }
}
