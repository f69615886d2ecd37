package io.tekton.sharedservices.client;

import io.tekton.sharedservices.process.Owner;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.ProcessTableException;
import io.tekton.sharedservices.process.Reading;
import io.tekton.sharedservices.process.UserNames;
import io.tekton.sharedservices.store.database.StoreHeldException.Holder;
import io.tekton.sharedservices.text.Causes;
import io.tekton.sharedservices.text.HostTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Finds the daemon of a state folder; sees through stale files and recycled pids. */
public final class DaemonFinder {
    private final Path stateFolder;
    private final Supplier<ProcessTable> processes;

    /** @param processes opens this host's process table; asked only where there is a file to judge */
    public DaemonFinder(Path stateFolder, Supplier<ProcessTable> processes) {
        this.stateFolder = stateFolder;
        this.processes = processes;
    }

    public DaemonLookup look() {
        DaemonLookup announced = announced();
        return announced instanceof DaemonLookup.NotRunning
                ? StoreHolder.daemon(stateFolder)
                        .<DaemonLookup>map(this::unannounced)
                        .orElse(announced)
                : announced;
    }

    private DaemonLookup.Unclear unannounced(Holder holder) {
        return new DaemonLookup.Unclear(
                "a daemon of the state folder " + stateFolder + " runs as pid " + holder.pid() + " since "
                        + HostTime.text(holder.since()) + ", but its file " + DaemonAddress.FILE
                        + " is missing or names another. If it has only just started, wait until it is ready. Otherwise"
                        + " stop it with: kill " + holder.pid(),
                holder.since());
    }

    /** What {@code daemon.json} alone comes to. */
    private DaemonLookup announced() {
        DaemonAddress address;
        try {
            address = DaemonAddress.read(stateFolder);
        } catch (NoSuchFileException e) {
            // newer JDKs say of a path below a file that it is not there
            return canBeFolder(stateFolder)
                    ? new DaemonLookup.NotRunning(
                            "no daemon was started with the state folder " + stateFolder + ", or it was stopped")
                    : noFolder();
        } catch (DaemonAddress.DamagedException e) {
            return new DaemonLookup.Unclear(
                    "where the daemon is cannot be read: " + Causes.of(e) + ". " + StoreHolder.advice(stateFolder));
        } catch (IOException e) {
            if (!canBeFolder(stateFolder)) {
                return noFolder();
            }
            return new DaemonLookup.Unclear("where the daemon is cannot be read: " + Causes.of(e));
        }
        try {
            return judge(address, processes.get());
        } catch (ProcessTableException e) {
            return new DaemonLookup.Unclear(
                    "cannot determine whether " + address.process() + " is the daemon: " + Causes.of(e));
        }
    }

    private DaemonLookup.NotRunning noFolder() {
        return new DaemonLookup.NotRunning("the state folder " + stateFolder + " is no folder");
    }

    /** Whether the nearest part of the path that is there is a folder: no daemon has its state below a file. */
    private static boolean canBeFolder(Path folder) {
        Path known = folder;
        while (known.getParent() != null && !Files.exists(known)) {
            known = known.getParent();
        }
        return Files.isDirectory(known);
    }

    private DaemonLookup judge(DaemonAddress address, ProcessTable table) {
        String daemon = "the daemon that began at " + HostTime.text(address.startedAt()) + " as pid "
                + address.process().pid();
        if (!address.process().bootId().equals(table.bootId())) {
            return ended(address, daemon + " ended with an earlier boot of this host, without a clean stop");
        }
        Reading<ProcessNode> node = table.node(address.process().pid());
        if (node instanceof Reading.Unreadable<ProcessNode> unreadable) {
            return new DaemonLookup.Unclear("cannot determine whether " + daemon + " still runs: " + unreadable.why());
        }
        if (!(node instanceof Reading.Present<ProcessNode> present)
                || present.value().zombie()) {
            return ended(address, daemon + " has ended without a clean stop");
        }
        if (!present.value().identity().equals(address.process())) {
            return ended(
                    address, daemon + " has ended without a clean stop, and its pid belongs to another process now");
        }
        return isOurs(table, address)
                ? new DaemonLookup.Running(address)
                : new DaemonLookup.Unclear("the process that " + address.process() + " names is not this user's");
    }

    private DaemonLookup.NotRunning ended(DaemonAddress address, String why) {
        try {
            return new DaemonLookup.NotRunning(
                    why,
                    new StartRecord(stateFolder).of(address.process().pid()).orElse(List.of()));
        } catch (IOException e) {
            return new DaemonLookup.NotRunning(why);
        }
    }

    private static boolean isOurs(ProcessTable table, DaemonAddress address) {
        Owner self = new UserNames().self();
        Reading<ProcessSnapshot> reading = table.read(address.process().pid());
        if (!(reading instanceof Reading.Present<ProcessSnapshot> present)) {
            return false;
        }
        Owner owner = present.value().owner();
        return owner != null
                && present.value().identity().equals(address.process())
                && (self.uid() == -1 ? owner.name().equals(self.name()) : owner.effectiveUid() == self.uid());
    }
}
