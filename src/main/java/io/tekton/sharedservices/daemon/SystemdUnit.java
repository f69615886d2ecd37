package io.tekton.sharedservices.daemon;

import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * The daemon as a unit of systemd, {@code systemd.service(5)}, {@code systemd.exec(5)}. Closed as far as its work allows. Left open on purpose: {@code
 * MemoryDenyWriteExecute} breaks the JIT compiler; {@code ProtectProc=invisible}, {@code PrivatePIDs} and {@code PrivateUsers} hide or rename the
 * processes that it must judge.
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
        StringBuilder unit = new StringBuilder();
        unit.append("# Written by shared-services install systemd; written anew by the same command.\n[Unit]\n")
                .append("Description=Shared Services: cleanup of orphaned CI processes for ")
                .append(plain(installation.user()))
                .append('\n')
                .append("StartLimitIntervalSec=300\nStartLimitBurst=5\n\n[Service]\nType=notify\nNotifyAccess=main\n");
        if (system) {
            unit.append("User=").append(plain(installation.user())).append('\n');
            unit.append(environment("HOME", installation.home()));
        }
        if (installation.tektonRoot() != null) {
            unit.append(environment("TEKTON_ROOT", installation.tektonRoot()));
        }
        if (installation.javaHome() != null) {
            unit.append(environment("JAVA_HOME", installation.javaHome()));
        }
        // Not the script itself: systemd refuses quotes and backslashes in an executable's own path.
        unit.append("ExecStart=/bin/sh ")
                .append(argument(installation.program()))
                .append(" --config ")
                .append(argument(installation.configFile()))
                .append(" --state ")
                .append(argument(installation.stateFolder()))
                .append(" run\nExecReload=/bin/kill -HUP $MAINPID\n")
                .append("Restart=on-failure\nRestartSec=10\n")
                .append("# wrong settings do not mend themselves\nRestartPreventExitStatus=2\n")
                .append("TimeoutStartSec=90\nTimeoutStopSec=")
                .append(installation.stopTimeout().toSeconds())
                .append(
                        "\nWatchdogSec=120\n# one SIGTERM to the daemon itself; it ends its runs in order\nKillMode=mixed\n")
                .append("UMask=0077\n\nMemoryMax=384M\nCPUQuota=50%\nTasksMax=128\nLimitNOFILE=65536\n\n");
        hardening(unit);
        unit.append("\n[Install]\nWantedBy=")
                .append(system ? "multi-user.target" : "default.target")
                .append('\n');
        return unit.toString();
    }

    private void hardening(StringBuilder unit) {
        unit.append("""
                NoNewPrivileges=yes
                LockPersonality=yes
                RestrictRealtime=yes
                RestrictSUIDSGID=yes
                RestrictNamespaces=yes
                RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
                SystemCallArchitectures=native
                SystemCallFilter=@system-service
                SystemCallFilter=~@privileged @resources @obsolete
                SystemCallFilter=setpriority sched_setaffinity
                SystemCallErrorNumber=EPERM
                """);
        if (!system) {
            // A user's own manager may not make the namespaces that the rest needs, on every kernel.
            return;
        }
        String rights = installation.anyUser() ? "CAP_KILL CAP_SYS_PTRACE CAP_DAC_READ_SEARCH" : "";
        unit.append("CapabilityBoundingSet=").append(rights).append('\n');
        unit.append("AmbientCapabilities=").append(rights).append('\n');
        unit.append("""
                ProtectSystem=strict
                ProtectHome=read-only
                """);
        unit.append("ReadWritePaths=")
                .append(installation.writable().stream()
                        .map(path -> "-" + path)
                        .map(SystemdUnit::quoted)
                        .collect(Collectors.joining(" ")))
                .append('\n');
        unit.append("""
                PrivateDevices=yes
                DevicePolicy=closed
                ProtectClock=yes
                ProtectControlGroups=yes
                ProtectHostname=yes
                ProtectKernelLogs=yes
                ProtectKernelModules=yes
                ProtectKernelTunables=yes
                KeyringMode=private
                RemoveIPC=no
                IPAddressDeny=any
                IPAddressAllow=localhost
                """);
    }

    private static String environment(String name, Path value) {
        return "Environment=" + quoted(name + "=" + value) + "\n";
    }

    /** In a command line a dollar sign begins a variable, too. */
    private static String argument(Path path) {
        return quoted(path.toString()).replace("$", "$$");
    }

    /** Quoted as {@code systemd.syntax(7)} has it; a per cent sign begins a specifier. */
    private static String quoted(String text) {
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("%", "%%")
                + '"';
    }

    private static String plain(String text) {
        return text.replace("%", "%%").replaceAll("[\\p{Cntrl}]", "?");
    }
}
