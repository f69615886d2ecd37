package io.tekton.sharedservices.process.linux;

import io.tekton.sharedservices.text.Causes;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The open TCP connections of one network namespace: {@code net/tcp} and {@code net/tcp6} of {@code proc(5)}. */
record TcpTable(List<Connection> connections) {
    private static final String ESTABLISHED = "01";
    private static final String SYN_RECEIVED = "03";
    private static final String MAPPED = "0000000000000000FFFF0000";

    /** Addresses as the kernel writes them, IPv4 ones mapped into IPv6 shortened; {@code inode} is 0 before accept. */
    record Connection(String local, String remote, long inode) {
        int localPort() {
            return Integer.parseInt(local.substring(local.lastIndexOf(':') + 1), 16);
        }
    }

    TcpTable {
        connections = List.copyOf(connections);
    }

    /** @param net a folder such as {@code /proc/PID/net} */
    static TcpTable read(String net) throws IOException {
        List<Connection> found = new ArrayList<>();
        read(net + "/tcp", found);
        try {
            read(net + "/tcp6", found);
        } catch (FileNotFoundException e) {
            // A kernel without IPv6 has none.
        }
        return new TcpTable(found);
    }

    private static void read(String file, List<Connection> into) throws IOException {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new FileInputStream(file), StandardCharsets.ISO_8859_1), 64 * 1024)) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.strip().split(" +");
                if (fields.length > 9 && (fields[3].equals(ESTABLISHED) || fields[3].equals(SYN_RECEIVED))) {
                    into.add(new Connection(shortened(fields[1]), shortened(fields[2]), Long.parseLong(fields[9])));
                }
            }
        } catch (NumberFormatException e) {
            throw new IOException(file + " has an unknown form: " + Causes.of(e), e);
        }
    }

    private static String shortened(String address) {
        String upper = address.toUpperCase(Locale.ROOT);
        return upper.startsWith(MAPPED) ? upper.substring(MAPPED.length()) : upper;
    }

    /** The same connection as its other end has it; empty where that is on another host or in another namespace. */
    Optional<Connection> otherEnd(Connection of) {
        return connections.stream()
                .filter(other ->
                        other.local().equals(of.remote()) && other.remote().equals(of.local()))
                .findFirst();
    }
}
