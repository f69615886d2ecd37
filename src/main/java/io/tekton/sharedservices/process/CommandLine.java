package io.tekton.sharedservices.process;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A process's arguments as the kernel has them: raw bytes, each ended by a NUL ({@code /proc/PID/cmdline},
 * {@code proc(5)}). Empty arguments count. A command line that the process table passes to a filter is a view on the
 * table's buffer, valid only during that call; {@link #copy()} keeps it.
 */
public final class CommandLine {
    private byte[] bytes;
    private int length;
    private int[] ends;
    private int size;

    private CommandLine(byte[] bytes, int length, int expectedSize) {
        this.bytes = bytes;
        this.ends = new int[expectedSize];
        point(bytes, length);
    }

    /** A view that {@link #point} sets on one buffer after the other. */
    public static CommandLine view() {
        return new CommandLine(new byte[0], 0, 64);
    }

    public static CommandLine of(byte[] raw) {
        return new CommandLine(raw.clone(), raw.length, 8);
    }

    public static CommandLine of(List<String> arguments) {
        byte[] raw = arguments.isEmpty()
                ? new byte[0]
                : (String.join("\0", arguments) + "\0").getBytes(StandardCharsets.UTF_8);
        return new CommandLine(raw, raw.length, arguments.size());
    }

    public void point(byte[] buffer, int newLength) {
        bytes = buffer;
        length = newLength;
        size = 0;
        for (int i = 0; i < newLength; i++) {
            if (buffer[i] == 0) {
                addEnd(i);
            }
        }
        if (newLength > 0 && buffer[newLength - 1] != 0) {
            addEnd(newLength);
        }
    }

    private void addEnd(int end) {
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, Math.max(8, size * 2));
        }
        ends[size++] = end;
    }

    public CommandLine copy() {
        return new CommandLine(Arrays.copyOf(bytes, length), length, size);
    }

    /** How many arguments there are, the program's own name included; 0 for zombies and kernel threads. */
    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** Where argument {@code i} begins in the bytes. */
    public int start(int i) {
        return i == 0 ? 0 : ends[i - 1] + 1;
    }

    /** Where argument {@code i} ends in the bytes, exclusive. */
    public int end(int i) {
        return ends[i];
    }

    public byte byteAt(int offset) {
        return bytes[offset];
    }

    /** Argument {@code i} as text; bytes that are not UTF-8 become U+FFFD. */
    public String argument(int i) {
        return new String(bytes, start(i), end(i) - start(i), StandardCharsets.UTF_8);
    }

    public List<String> arguments() {
        List<String> all = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            all.add(argument(i));
        }
        return all;
    }

    /** Whether argument {@code i} is exactly these bytes. */
    public boolean is(int i, byte[] expected) {
        return isText(start(i), end(i), expected);
    }

    /** Whether the bytes from {@code start} to {@code end} are exactly these. */
    public boolean isText(int start, int end, byte[] expected) {
        // The length alone decides most of the hundred comparisons that each process costs.
        return end - start == expected.length && Arrays.equals(bytes, start, end, expected, 0, expected.length);
    }

    /** Where the last component of argument {@code i} begins, if that is a path. */
    public int baseName(int i) {
        int base = end(i);
        while (base > start(i) && bytes[base - 1] != '/') {
            base--;
        }
        return base;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CommandLine that && Arrays.equals(bytes, 0, length, that.bytes, 0, that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    /** How many arguments; never their text, which may hold secrets. */
    @Override
    public String toString() {
        return "command line of " + size + " arguments";
    }
}
