package io.tekton.sharedservices.web.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whose socket is at the other end of a connection on this host: {@code /proc/net/tcp} and {@code tcp6},
 * {@code proc_net_tcp(5)}. A socket without an inode has no owner any more; the kernel then shows uid 0, which is not
 * believed.
 */
public final class SocketOwners {
    private static final List<String> TABLES = List.of("tcp", "tcp6");
    private static final String MAPPED = word(new byte[] {0, 0, (byte) 0xff, (byte) 0xff}, 0);

    private final Path tables;

    public SocketOwners() {
        this(Path.of("/proc/self/net"));
    }

    /** @param tables the folder with {@code tcp} and {@code tcp6} */
    public SocketOwners(Path tables) {
        this.tables = tables;
    }

    /**
     * The uid at the other end of each connection; none for a peer that has closed its end or lives on another host.
     * One reading for all of them.
     *
     * @return empty where this host does not show it
     */
    Optional<Map<Endpoints, Integer>> of(Collection<Endpoints> connections) {
        Map<String, Endpoints> wanted = new HashMap<>();
        for (Endpoints ends : connections) {
            wanted.put(written(ends.peer(), false) + " " + written(ends.here(), false), ends);
            wanted.put(written(ends.peer(), true) + " " + written(ends.here(), true), ends);
        }
        Map<Endpoints, Integer> owners = new HashMap<>();
        int read = 0;
        for (String table : TABLES) {
            try (BufferedReader lines = Files.newBufferedReader(tables.resolve(table), StandardCharsets.ISO_8859_1)) {
                lines.readLine();
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    note(line, wanted, owners);
                }
                read++;
            } catch (IOException e) {
                // Another system, or one without IPv6: the other table may be there.
                continue;
            }
        }
        return read == 0 ? Optional.empty() : Optional.of(owners);
    }

    private static void note(String line, Map<String, Endpoints> wanted, Map<Endpoints, Integer> owners) {
        int from = line.indexOf(": ") + 2;
        int middle = line.indexOf(' ', from);
        int to = middle < 0 ? -1 : line.indexOf(' ', middle + 1);
        Endpoints ends = from < 2 || to < 0 ? null : wanted.get(line.substring(from, to));
        if (ends == null) {
            return;
        }
        // state, queues, timer, retransmissions, uid, timeout, inode
        String[] fields = line.substring(to + 1).strip().split(" +");
        if (fields.length > 6 && !fields[6].equals("0") && fields[4].matches("[0-9]{1,10}")) {
            owners.put(ends, (int) Long.parseLong(fields[4]));
        }
    }

    /** As the kernel writes it: each four bytes as a number of this processor, in hex. */
    private static String written(InetSocketAddress address, boolean mapped) {
        InetAddress ip = address.getAddress();
        byte[] bytes = ip.getAddress();
        StringBuilder text = new StringBuilder();
        if (mapped && bytes.length == 4) {
            text.append("0".repeat(16)).append(MAPPED);
        }
        for (int at = 0; at < bytes.length; at += 4) {
            text.append(word(bytes, at));
        }
        return text.append(String.format(":%04X", address.getPort())).toString();
    }

    private static String word(byte[] bytes, int at) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            int from = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? at + 3 - i : at + i;
            text.append(String.format("%02X", bytes[from]));
        }
        return text.toString();
    }
}
