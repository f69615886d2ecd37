package io.tekton.sharedservices.daemon;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The daemon as a job of Apple's launchd, {@code launchd.plist(5)}: only keys of that page. */
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
        StringBuilder list = new StringBuilder("""
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
                <plist version="1.0">
                <dict>
                """);
        string(list, "Label", LABEL);
        if (system) {
            string(list, "UserName", installation.user());
        }
        key(list, "ProgramArguments").append("  <array>\n");
        List<String> arguments = List.of(
                installation.program().toString(),
                "--config",
                installation.configFile().toString(),
                "--state",
                installation.stateFolder().toString(),
                "run");
        arguments.forEach(argument ->
                list.append("    <string>").append(escaped(argument)).append("</string>\n"));
        list.append("  </array>\n");
        key(list, "EnvironmentVariables").append("  <dict>\n");
        List<String> variables =
                new ArrayList<>(List.of("HOME", installation.home().toString()));
        if (installation.tektonRoot() != null) {
            variables.addAll(List.of("TEKTON_ROOT", installation.tektonRoot().toString()));
        }
        if (installation.javaHome() != null) {
            variables.addAll(List.of("JAVA_HOME", installation.javaHome().toString()));
        }
        for (int i = 0; i < variables.size(); i += 2) {
            list.append("    <key>")
                    .append(variables.get(i))
                    .append("</key>\n    <string>")
                    .append(escaped(variables.get(i + 1)))
                    .append("</string>\n");
        }
        list.append("  </dict>\n");
        key(list, "RunAtLoad").append("  <true/>\n");
        // Again after a failure, not after a clean stop; not more often than every 10 s.
        key(list, "KeepAlive").append("  <dict>\n    <key>SuccessfulExit</key>\n    <false/>\n  </dict>\n");
        integer(list, "ThrottleInterval", 10);
        integer(list, "ExitTimeOut", installation.stopTimeout().toSeconds());
        integer(list, "Umask", 0077);
        string(list, "ProcessType", "Background");
        key(list, "LowPriorityIO").append("  <true/>\n");
        string(list, "WorkingDirectory", installation.stateFolder().getRoot().toString());
        string(
                list,
                "StandardErrorPath",
                logFolder.resolve("shared-services.launchd.log").toString());
        return list.append("</dict>\n</plist>\n").toString();
    }

    private static StringBuilder key(StringBuilder list, String name) {
        return list.append("  <key>").append(name).append("</key>\n");
    }

    private static void string(StringBuilder list, String name, String value) {
        key(list, name).append("  <string>").append(escaped(value)).append("</string>\n");
    }

    private static void integer(StringBuilder list, String name, long value) {
        key(list, name).append("  <integer>").append(value).append("</integer>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
