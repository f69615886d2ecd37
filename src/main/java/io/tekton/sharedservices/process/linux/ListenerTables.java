package io.tekton.sharedservices.process.linux;

import io.tekton.sharedservices.process.Listener;
import io.tekton.sharedservices.text.Causes;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The listening sockets of one network namespace, by inode: {@code net/tcp}, {@code net/tcp6} and {@code net/unix}
 * below a process's folder ({@code proc(5)}; states in {@code include/net/tcp_states.h}, the flag in
 * {@code include/uapi/linux/net.h}).
 */
final class ListenerTables {
    /** TCP_LISTEN. */
    private static final String LISTEN = "0A";

    /** __SO_ACCEPTCON: {@code listen(2)} was called. */
    private static final int ACCEPTS_CONNECTIONS = 0x10000;

    private static final int SOCK_STREAM = 1;
    private static final int SOCK_SEQPACKET = 5;

    private ListenerTables() {}

    /** @param net a folder such as {@code /proc/PID/net} */
    static Map<Long, Listener> read(String net) throws IOException {
        Map<Long, Listener> found = new HashMap<>();
        tcp(net + "/tcp", found);
        try {
            tcp(net + "/tcp6", found);
        } catch (FileNotFoundException e) {
            // A kernel without IPv6 has none, and then nothing listens there.
        }
        unix(net + "/unix", found);
        return found;
    }

    /** {@code sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode ...}. */
    private static void tcp(String file, Map<Long, Listener> into) throws IOException {
        try (BufferedReader lines = open(file)) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.strip().split(" +");
                if (fields.length > 9 && fields[3].equals(LISTEN)) {
                    long inode = Long.parseLong(fields[9]);
                    int port = Integer.parseInt(fields[1].substring(fields[1].lastIndexOf(':') + 1), 16);
                    into.put(inode, new Listener.Tcp(inode, port));
                }
            }
        } catch (NumberFormatException e) {
            throw new IOException(file + " has an unknown form: " + Causes.of(e), e);
        }
    }

    /** {@code Num RefCount Protocol Flags Type St Inode Path}; a path may hold blanks. */
    private static void unix(String file, Map<Long, Listener> into) throws IOException {
        try (BufferedReader lines = open(file)) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.strip().split(" +", 8);
                // A line break in a path causes an extra line, which is not a row of the table.
                if (fields.length == 8 && fields[0].endsWith(":")) {
                    int type = Integer.parseInt(fields[4], 16);
                    if ((Integer.parseUnsignedInt(fields[3], 16) & ACCEPTS_CONNECTIONS) != 0
                            && (type == SOCK_STREAM || type == SOCK_SEQPACKET)) {
                        long inode = Long.parseLong(fields[6]);
                        byte[] name = fields[7].getBytes(StandardCharsets.ISO_8859_1);
                        into.put(inode, new Listener.Unix(inode, new String(name, StandardCharsets.UTF_8)));
                    }
                }
            }
        } catch (NumberFormatException e) {
            throw new IOException(file + " has an unknown form: " + Causes.of(e), e);
        }
    }

    private static BufferedReader open(String file) throws IOException {
        return new BufferedReader(
                new InputStreamReader(new FileInputStream(file), StandardCharsets.ISO_8859_1), 64 * 1024);
    }
}
