package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.cleanup.RegistryBelief;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.verdict.LivingCi;
import io.tekton.sharedservices.process.ProcessIdentity;
import io.tekton.sharedservices.registry.RegistryReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the cleanup knows of registrations, for the sync. */
public record BelievedRegistrations(RegistryBelief belief, RegistryReader reader, Rules rules, int maxDropPercent)
        implements RegistrationWitness {
    @Override
    public List<LivingCi> living() {
        return belief.living(rules);
    }

    @Override
    public @Nullable String damage() {
        return belief.damage();
    }

    @Override
    public boolean lives(ProcessIdentity process) {
        return belief.lives(process);
    }

    @Override
    public void remember() {
        belief.readAndRemember(reader, rules);
    }
}
