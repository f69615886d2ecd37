package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.cleanup.verdict.LivingCi;
import io.tekton.sharedservices.process.ProcessIdentity;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Says of CI processes what a test wants; of none unless it is set. */
public final class SettableWitness implements RegistrationWitness {
    private final List<LivingCi> living = new CopyOnWriteArrayList<>();
    private int remembered;

    @Nullable
    String damage;

    /** A process that lives and was seen registered under this id. */
    LivingCi lives(String id, int pid) {
        LivingCi ci = new LivingCi(new ProcessIdentity("boot-1", pid, 100L + pid), Set.of(id), null);
        living.add(ci);
        return ci;
    }

    void ends(LivingCi ci) {
        living.remove(ci);
    }

    int remembered() {
        return remembered;
    }

    @Override
    public List<LivingCi> living() {
        return List.copyOf(living);
    }

    @Override
    public @Nullable String damage() {
        return damage;
    }

    @Override
    public boolean lives(ProcessIdentity process) {
        return living.stream().anyMatch(ci -> ci.identity().equals(process));
    }

    @Override
    public int maxDropPercent() {
        return 50;
    }

    @Override
    public void remember() {
        remembered++;
    }
}
