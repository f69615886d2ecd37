package io.tekton.sharedservices.process;

import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Turns the names of users into users. */
public final class UserNames {
    private static final Path SELF = Path.of("/proc/self");

    /**
     * Reads {@code self}, {@code any}, or user names or uids parted by commas.
     *
     * @throws IllegalArgumentException if the host knows no such user
     */
    public UserScope scope(String text) {
        if (text.equals("any")) {
            return new UserScope.Any();
        }
        Set<Owner> owners = new HashSet<>();
        for (String item : text.split(",", -1)) {
            String name = item.strip();
            if (name.isEmpty() || name.equals("any")) {
                throw new IllegalArgumentException("self, any, or user names parted by commas");
            }
            owners.add(name.equals("self") ? self() : named(name));
        }
        return new UserScope.Users(owners);
    }

    /**
     * Reads user names or uids parted by commas. A uid need not be in the user database.
     *
     * @return the uids as {@code stat(2)} has them; at least one
     * @throws IllegalArgumentException if the host knows no such user
     */
    public Set<Integer> uids(String text) {
        Set<Integer> uids = new HashSet<>();
        for (String item : text.split(",", -1)) {
            uids.add(uid(item.strip()));
        }
        return uids;
    }

    private static int uid(String user) {
        String digits = user.matches("[0-9]{1,10}")
                ? user
                : user.isEmpty() || user.startsWith("-") ? "" : run("id", "-u", user);
        // The largest number means "no user" in chown(2).
        if (!digits.matches("[0-9]{1,10}") || Long.parseLong(digits) >= 0xFFFF_FFFFL) {
            throw new IllegalArgumentException(
                    "users of this host or their uids, with commas between; '" + user + "' is neither");
        }
        return (int) Long.parseLong(digits);
    }

    /** The user who runs this program. */
    public Owner self() {
        try {
            int uid = (Integer) Files.getAttribute(SELF, "unix:uid");
            return new Owner(uid, uid, Files.getOwner(SELF).getName());
        } catch (IOException | UnsupportedOperationException e) {
            // Without /proc the process table reports users by name.
            return new Owner(-1, -1, ProcessHandle.current().info().user().orElse(System.getProperty("user.name")));
        }
    }

    private static Owner named(String name) {
        if (name.startsWith("-")) {
            throw new IllegalArgumentException("a user of this host; '" + name + "' is none");
        }
        // id(1) asks the host's whole user database, which Java can only ask for names.
        String uid = run("id", "-u", name);
        String known = run("id", "-un", name);
        if (!uid.matches("[0-9]{1,10}")) {
            throw new IllegalArgumentException("a user of this host; '" + name + "' is none");
        }
        int number = (int) Long.parseLong(uid);
        boolean linux =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
        return linux ? new Owner(number, number, known) : new Owner(-1, -1, known);
    }

    private static String run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readNBytes(1_000), StandardCharsets.UTF_8).strip();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0 ? out : "";
        } catch (IOException e) {
            throw new IllegalArgumentException("users of this host, which cannot be asked (" + Causes.of(e) + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("users of this host; the question was interrupted", e);
        }
    }
}
