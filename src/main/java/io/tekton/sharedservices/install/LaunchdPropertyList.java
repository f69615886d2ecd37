package io.tekton.sharedservices.install;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The daemon as a job of Apple's launchd, {@code launchd.plist(5)}: only keys of that page. It starts again after a
 * failure, not after a clean stop, and not more often than every 10 s.
 */
public final class LaunchdPropertyList {
    public static final String LABEL = "com.tekton.shared-services";
    public static final String NAME = LABEL + ".plist";

    /** The label under which earlier versions installed it. */
    public static final String OLD_LABEL = "io.tekton.shared-services";

    private final Installation installation;
    private final boolean system;
    private final Path logFolder;

    /** @param system a daemon that runs as the user; else an agent of the user's own */
    public LaunchdPropertyList(Installation installation, boolean system, Path logFolder) {
        this.installation = installation;
        this.system = system;
        this.logFolder = logFolder;
    }

    /** @throws IllegalArgumentException if the installation is {@link Installation#unfit} */
    public String text() {
        installation.requireFit();
        Map<String, @Nullable String> values = new HashMap<>();
        values.put("label", LABEL);
        values.put("system", system ? "yes" : null);
        values.put("user", escaped(installation.user()));
        values.put("program", escaped(installation.program()));
        values.put("configFile", escaped(installation.configFile()));
        values.put("stateFolder", escaped(installation.stateFolder()));
        values.put("home", escaped(installation.home()));
        values.put("tektonRoot", installation.tektonRoot() == null ? null : escaped(installation.tektonRoot()));
        values.put("javaHome", installation.javaHome() == null ? null : escaped(installation.javaHome()));
        values.put("stopSeconds", String.valueOf(installation.stopTimeout().toSeconds()));
        values.put("rootFolder", escaped(installation.stateFolder().getRoot()));
        values.put("errorLog", escaped(logFolder.resolve("shared-services.launchd.log")));
        return UnitTemplate.named(NAME).filled(values);
    }

    private static String escaped(Object value) {
        return value.toString().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
