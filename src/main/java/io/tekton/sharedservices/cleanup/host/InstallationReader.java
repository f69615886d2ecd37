package io.tekton.sharedservices.cleanup.host;

import io.tekton.sharedservices.cleanup.match.CiVariables;
import io.tekton.sharedservices.cleanup.match.Invocation;
import io.tekton.sharedservices.cleanup.verdict.Candidate.Installation;
import io.tekton.sharedservices.process.FileIdentity;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.SeenPath;
import io.tekton.sharedservices.process.SeenPaths;
import java.util.Map;

/**
 * Finds out whether a process provably belongs to our installation. Folders are compared by device and inode, as each
 * process sees them. A service manager gives its services their own mounts: there, the same folder keeps both, while
 * another folder can have the same path. For one scan of the host.
 */
public final class InstallationReader {
    private final OurInstallation ours;
    private final SeenPaths paths;
    private final int self;

    /** @param self this process, to see our own folder as it does */
    public InstallationReader(OurInstallation ours, SeenPaths paths, int self) {
        this.ours = ours;
        this.paths = paths;
        this.self = self;
    }

    public Installation of(ProcessSnapshot process) {
        Map<String, String> environment = process.environment();
        if (environment == null) {
            return new Installation.Unknown("its environment would name its installation");
        }
        if (process.command().isEmpty()) {
            return new Installation.Unknown("it has no command line any more, so its installation is not known");
        }
        Reading<SeenPath> folder = paths.of(self, ours.folder().toString());
        if (!(folder instanceof Reading.Present<SeenPath> present)
                || !present.value().exists()) {
            return new Installation.Unknown("this installation's folder " + ours.folder() + " cannot be read");
        }
        FileIdentity our = present.value().chain().get(0);
        String root = environment.getOrDefault(CiVariables.ROOT, "");
        return root.isEmpty() ? withoutRoot(process, environment, our) : byRoot(process.pid(), root, our);
    }

    private Installation byRoot(int pid, String root, FileIdentity our) {
        Reading<SeenPath> reading = paths.of(pid, root);
        if (reading instanceof Reading.Present<SeenPath> seen) {
            return seen.value().is(our)
                    ? new Installation.Ours()
                    : new Installation.Other("its TEKTON_ROOT names another folder, " + root);
        }
        return unknown("its TEKTON_ROOT", root, reading);
    }

    private Installation withoutRoot(ProcessSnapshot process, Map<String, String> environment, FileIdentity our) {
        String home = environment.getOrDefault(CiVariables.HOME, "");
        if (home.startsWith("/")) {
            Reading<SeenPath> reading = paths.of(process.pid(), home);
            if (reading instanceof Reading.Present<SeenPath> seen
                    && seen.value().is(our)) {
                return new Installation.Ours();
            }
            if (ours.inHome() && !(reading instanceof Reading.Present<SeenPath>)) {
                return unknown("its home", home, reading);
            }
        }
        if (ours.inHome()) {
            return new Installation.Other("it has no TEKTON_ROOT, and its home "
                    + (home.isEmpty() ? "is not known" : home + " is another folder"));
        }
        return byProgram(process, our);
    }

    private Installation byProgram(ProcessSnapshot process, FileIdentity our) {
        Invocation invocation = Invocation.of(process);
        String what;
        String path = "";
        Reading<SeenPath> reading;
        if (invocation.hasScript()) {
            what = "script";
            path = process.command().argument(invocation.script());
            reading = paths.of(process.pid(), path);
        } else if (invocation.hasModule()) {
            what = "working folder";
            reading = paths.of(process.pid(), "");
        } else {
            what = "program";
            reading = paths.ofProgram(process.pid());
        }
        if (!(reading instanceof Reading.Present<SeenPath> seen)) {
            return unknown("its " + what, path, reading);
        }
        // A relative path led from the working folder at the start, which may have been another: it is used only if the
        // file exists.
        boolean certain = path.isEmpty() || path.startsWith("/") || seen.value().exists();
        boolean below = seen.value().isBelow(our)
                || (invocation.hasModule() && seen.value().is(our));
        return certain && below
                ? new Installation.Ours()
                : new Installation.Other("it has no TEKTON_ROOT, and its " + what + (path.isEmpty() ? "" : " " + path)
                        + " is not in this installation's folder");
    }

    private static Installation unknown(String what, String path, Reading<SeenPath> reading) {
        return new Installation.Unknown(what + (path.isEmpty() ? "" : " " + path) + " cannot be followed ("
                + (reading instanceof Reading.Unreadable<SeenPath> unreadable ? unreadable.why() : "it is gone") + ")");
    }
}
