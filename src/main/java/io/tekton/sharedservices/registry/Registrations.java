package io.tekton.sharedservices.registry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All registrations of all registry files, ready to be asked. Names compare as {@link CiNames} says. Immutable; every
 * query costs one map lookup.
 */
public final class Registrations {
    private final List<Registration> all;
    private final Map<Integer, List<Registration>> byPid = new HashMap<>();
    private final Map<String, List<Registration>> byName = new HashMap<>();
    private final Map<String, List<Registration>> byComponent = new HashMap<>();
    private final Map<String, List<Registration>> pidlessByName = new HashMap<>();
    private final Map<String, List<Registration>> pidlessByComponent = new HashMap<>();

    private Registrations(Collection<Registration> registrations) {
        all = List.copyOf(registrations);
        for (Registration entry : all) {
            entry.pids().forEach(pid -> put(byPid, pid, entry));
            putNames(byName, entry);
            put(byComponent, CiNames.folded(entry.effectiveComponent()), entry);
            if (entry.pids().isEmpty()) {
                putNames(pidlessByName, entry);
                put(pidlessByComponent, CiNames.folded(entry.effectiveComponent()), entry);
            }
        }
    }

    /** The given registrations, in the given order; entries of the same id all stay. */
    public static Registrations of(Collection<Registration> registrations) {
        return new Registrations(registrations);
    }

    /** No registrations: what every file says when all of them are read and empty. */
    public static Registrations none() {
        return new Registrations(List.of());
    }

    /** Every entry: the files in the order of the setting, each file's entries in its order. */
    public List<Registration> all() {
        return all;
    }

    /** Every registered pid. */
    public Set<Integer> pids() {
        return Collections.unmodifiableSet(byPid.keySet());
    }

    /** The entries that name this pid; empty where none does. */
    public List<Registration> withPid(int pid) {
        return found(byPid, pid);
    }

    /**
     * The entries of this name, which is an entry's id or its {@code name}: whether a {@code TEKTON_CI_NAME} is
     * registered, and with which pids. Empty where none has it.
     */
    public List<Registration> named(String name) {
        return found(byName, CiNames.folded(name));
    }

    /** The entries of this {@linkplain Registration#effectiveComponent() component}, with a pid or without. */
    public List<Registration> ofComponent(String component) {
        return found(byComponent, CiNames.folded(component));
    }

    /**
     * The entries without a pid whose id or {@code name} this is: every process that carries it is registered by it.
     */
    public List<Registration> withoutPidNamed(String name) {
        return found(pidlessByName, CiNames.folded(name));
    }

    /**
     * The entries without a pid of this {@linkplain Registration#effectiveComponent() component}: every process of it
     * is registered.
     */
    public List<Registration> withoutPidOfComponent(String component) {
        return found(pidlessByComponent, CiNames.folded(component));
    }

    private static void putNames(Map<String, List<Registration>> map, Registration entry) {
        String id = CiNames.folded(entry.id());
        put(map, id, entry);
        String name = entry.name();
        if (name != null && !CiNames.folded(name).equals(id)) {
            put(map, CiNames.folded(name), entry);
        }
    }

    private static <K> void put(Map<K, List<Registration>> map, K key, Registration entry) {
        map.computeIfAbsent(key, k -> new ArrayList<>(1)).add(entry);
    }

    private static <K> List<Registration> found(Map<K, List<Registration>> map, K key) {
        return Collections.unmodifiableList(map.getOrDefault(key, List.of()));
    }

    @Override
    public String toString() {
        return all.size()
                + (all.size() == 1 ? " registration, " : " registrations, ")
                + byPid.size()
                + (byPid.size() == 1 ? " pid" : " pids");
    }
}
