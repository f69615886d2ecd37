package io.tekton.sharedservices.install;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The daemon as a unit of systemd, {@code systemd.service(5)}, {@code systemd.exec(5)}. Closed as far as its work
 * allows. Left open on purpose: {@code MemoryDenyWriteExecute} breaks the JIT compiler; {@code ProtectProc=invisible},
 * {@code PrivatePIDs} and {@code PrivateUsers} hide or rename the processes that it must judge.
 */
public final class SystemdUnit {
    public static final String NAME = "tekton-shared-services.service";

    /** The name under which earlier versions installed it. */
    public static final String OLD_NAME = "shared-services.service";

    private final Installation installation;
    private final boolean system;

    /** @param system for the system's manager, running as the user; else for the user's own manager */
    public SystemdUnit(Installation installation, boolean system) {
        this.installation = installation;
        this.system = system;
    }

    /** @throws IllegalArgumentException if the installation is {@link Installation#unfit} */
    public String text() {
        installation.requireFit();
        Map<String, @Nullable String> values = new HashMap<>();
        // The lines that only the system's manager can carry out: a user's own may not make the namespaces, on every
        // kernel.
        values.put("system", system ? "yes" : null);
        values.put("user", plain(installation.user()));
        values.put("home", escaped(installation.home().toString()));
        values.put("tektonRoot", escapedOrNull(installation.tektonRoot()));
        values.put("javaHome", escapedOrNull(installation.javaHome()));
        // An argument of /bin/sh: systemd refuses quotes and backslashes in an executable's own path.
        values.put("program", argument(installation.program()));
        values.put("configFile", argument(installation.configFile()));
        values.put("stateFolder", argument(installation.stateFolder()));
        values.put("stopSeconds", String.valueOf(installation.stopTimeout().toSeconds()));
        values.put("capabilities", installation.anyUser() ? "CAP_KILL CAP_SYS_PTRACE CAP_DAC_READ_SEARCH" : "");
        values.put(
                "writable",
                installation.writable().stream()
                        .map(path -> "\"-" + escaped(path.toString()) + '"')
                        .collect(Collectors.joining(" ")));
        values.put("target", system ? "multi-user.target" : "default.target");
        return UnitTemplate.named(NAME).filled(values);
    }

    private static @Nullable String escapedOrNull(@Nullable Path path) {
        return path == null ? null : escaped(path.toString());
    }

    /** In a command line a dollar sign begins a variable, too. */
    private static String argument(Path path) {
        return escaped(path.toString()).replace("$", "$$");
    }

    /** For a place within double quotes, {@code systemd.syntax(7)}; a per cent sign begins a specifier. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("%", "%%");
    }

    private static String plain(String text) {
        return text.replace("%", "%%").replaceAll("[\\p{Cntrl}]", "?");
    }
}
