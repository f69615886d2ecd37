package io.tekton.sharedservices.process.linux;

import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.process.ProcessNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Parses {@code PID/stat} where it lies, without a string for each field: it is read of thousands of processes. The
 * name, field 2, is in parentheses and may itself contain blanks and parentheses, so fields are counted from the last
 * one.
 */
final class StatText {
    private static final long PF_KTHREAD = 0x00200000;
    private static final int LAST_FIELD = 22;

    private StatText() {}

    static ProcessNode parse(String bootId, int pid, byte[] bytes, int length) throws IOException {
        int open = 0;
        while (open < length && bytes[open] != '(') {
            open++;
        }
        int close = length - 1;
        while (close > open && bytes[close] != ')') {
            close--;
        }
        int state = close + 2;
        if (close <= open || state >= length || bytes[close + 1] != ' ') {
            throw unknown(pid);
        }
        int parent = 0;
        int session = 0;
        int terminal = 0;
        long flags = 0;
        long start = 0;
        int at = state + 1;
        for (int field = 4; field <= LAST_FIELD; field++) {
            if (at >= length || bytes[at] != ' ') {
                throw unknown(pid);
            }
            int from = at + 1;
            at = from;
            while (at < length && bytes[at] != ' ' && bytes[at] != '\n') {
                at++;
            }
            switch (field) {
                case 4 -> parent = Math.toIntExact(number(pid, bytes, from, at));
                case 6 -> session = Math.toIntExact(number(pid, bytes, from, at));
                case 7 -> terminal = Math.toIntExact(number(pid, bytes, from, at));
                case 9 -> flags = number(pid, bytes, from, at);
                case LAST_FIELD -> start = number(pid, bytes, from, at);
                default -> {}
            }
        }
        return new ProcessNode(
                new ProcessIdentity(bootId, pid, start),
                parent,
                new String(bytes, open + 1, close - open - 1, StandardCharsets.UTF_8),
                Threads.ended((char) bytes[state]),
                (flags & PF_KTHREAD) != 0,
                session,
                terminal != 0);
    }

    private static long number(int pid, byte[] bytes, int from, int to) throws IOException {
        boolean negative = from < to && bytes[from] == '-';
        int first = negative ? from + 1 : from;
        long number = 0;
        for (int i = first; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
                throw unknown(pid);
            }
            number = number * 10 + digit;
        }
        if (first == to) {
            throw unknown(pid);
        }
        return negative ? -number : number;
    }

    private static IOException unknown(int pid) {
        return new IOException("stat of pid " + pid + " has an unknown form");
    }
}
