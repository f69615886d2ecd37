package io.tekton.sharedservices.leftover.registry;

import io.tekton.sharedservices.posix.path.Folder;
import io.tekton.sharedservices.posix.path.ProcessLinks;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What living processes carry of names: their command lines, and their {@code TEKTON_CI_NAME}. A registry entry whose
 * name one carries spares that process from the orphan cleanup. The environment of another user's process need not be
 * readable: the cleanup of this user cannot end it.
 */
final class CarriedNames {
    private static final int MOST = 4_000_000;
    private static final String VARIABLE = "TEKTON_CI_NAME=";

    private final int uid;
    private final List<String> texts = new ArrayList<>();
    private @Nullable String unreadable;

    private CarriedNames(int uid) {
        this.uid = uid;
    }

    /**
     * Reads all processes.
     *
     * @param proc where they are
     * @param uid of this user; 0 must be able to read all
     */
    static CarriedNames read(String proc, int uid) {
        CarriedNames carried = new CarriedNames(uid);
        try (Folder processes = Folder.root(proc)) {
            List<String> names = processes.names(MOST);
            if (!names.contains("1")) {
                carried.unreadable = "pid 1 is hidden";
            }
            for (String name : names) {
                if (name.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    carried.process(Path.of(proc, name));
                }
            }
        } catch (IOException e) {
            carried.unreadable = Causes.of(e);
        }
        return carried;
    }

    private void process(Path process) {
        try {
            String line = text(process.resolve("cmdline"));
            if (line.isEmpty()) {
                // a kernel thread, or a zombie
                return;
            }
            texts.add(normal(line));
            if (uid == 0 || ProcessLinks.follow(process.toString()).uid() == uid) {
                for (String variable : text(process.resolve("environ")).split("\0")) {
                    if (variable.startsWith(VARIABLE)) {
                        texts.add(normal(variable.substring(VARIABLE.length())));
                    }
                }
            }
        } catch (IOException e) {
            if (Files.exists(process) && unreadable == null) {
                unreadable = "pid " + process.getFileName() + ": " + Causes.of(e);
            }
        }
    }

    /** Each byte a character. */
    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    /** Component names come with {@code -} and with {@code _}, in any case. */
    private static String normal(String text) {
        return text.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a process may carry it, also as a part of another word; a blank name is carried by none. */
    boolean has(@Nullable String name) {
        if (name == null || name.isBlank()) {
            return false;
        }
        String wanted = normal(new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        return texts.stream().anyMatch(text -> text.contains(wanted));
    }

    /** Of which process that is not known, and why; null where it is known of all. */
    @Nullable
    String unreadable() {
        return unreadable;
    }
}
