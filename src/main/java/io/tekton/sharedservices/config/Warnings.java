package io.tekton.sharedservices.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** What an operator should know now, one sentence a subject: a newer one takes an older one's place. Thread-safe. */
public final class Warnings {
    private final Map<String, String> bySubject = new ConcurrentSkipListMap<>();

    /** @param sentence what is wrong, for people */
    public void raise(String subject, String sentence) {
        bySubject.put(subject, sentence);
    }

    /** The sentence of a subject, if there is one. */
    public Optional<String> of(String subject) {
        return Optional.ofNullable(bySubject.get(subject));
    }

    public void clear(String subject) {
        bySubject.remove(subject);
    }

    /** Clears all subjects that begin so. */
    public void clearAll(String beginning) {
        bySubject.keySet().removeIf(subject -> subject.startsWith(beginning));
    }

    public List<String> all() {
        return new ArrayList<>(bySubject.values());
    }
}
