package io.tekton.sharedservices.process;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whose processes may be judged. */
public sealed interface UserScope {
    boolean includes(Owner owner);

    /** In words, for explanations. */
    String describe();

    /** Everybody's. */
    record Any() implements UserScope {
        @Override
        public boolean includes(Owner owner) {
            return true;
        }

        @Override
        public String describe() {
            return "any user";
        }
    }

    /** Those of these users; both the real and the effective user must be among them. */
    record Users(Set<Owner> owners) implements UserScope {
        public Users {
            owners = Set.copyOf(owners);
            if (owners.isEmpty()) {
                throw new IllegalArgumentException("at least one user is needed");
            }
        }

        @Override
        public boolean includes(Owner owner) {
            return owner.uid() < 0
                    ? owners.stream().anyMatch(o -> o.name().equals(owner.name()))
                    : includesUid(owner.uid()) && includesUid(owner.effectiveUid());
        }

        public boolean includesUid(int uid) {
            // Asked of every process there is: no stream.
            for (Owner owner : owners) {
                if (owner.uid() == uid) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String describe() {
            return owners.stream().map(Owner::name).collect(Collectors.toCollection(TreeSet::new)).stream()
                    .collect(Collectors.joining(", "));
        }
    }
}
