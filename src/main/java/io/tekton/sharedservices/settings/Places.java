package io.tekton.sharedservices.settings;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The folders and files that everything else is found from. All are absolute; none need exist.
 *
 * @param tektonRoot the platform's folder, {@code TEKTON_ROOT}; {@code null} where that is not set
 * @param tektonState {@code .tekton} in it, or in the home folder
 * @param baseFolder where logs and the minimum hour are: {@code tektonState}, or {@code shared-services} in
 *     {@code XDG_STATE_HOME} where there is no platform
 * @param otherRecords folders of the same kind with a store or a minimum hour of this user from an earlier start
 * @param stateFolder what this program owns: store, token, address
 * @param logFolder {@code logs} in {@code baseFolder}
 * @param home {@code HOME}; {@code null} where it is not set, which is allowed only if {@code TEKTON_ROOT} is set
 * @param installation the folder that holds {@code bin} and {@code quartz.properties}
 * @param configFile the settings file
 * @param configFileAsked whether the user named it; only a file that the user did not name may be absent
 */
public record Places(
        @Nullable Path tektonRoot,
        Path tektonState,
        Path baseFolder,
        List<Path> otherRecords,
        Path stateFolder,
        Path logFolder,
        @Nullable Path home,
        Path installation,
        Path configFile,
        boolean configFileAsked) {
    /** As the other one, for a host with the platform. */
    public static Places of(
            Map<String, String> environment,
            @Nullable String stateOption,
            @Nullable String configOption,
            Path installation,
            Path workingFolder) {
        return of(environment, stateOption, configOption, installation, workingFolder, usual -> false);
    }

    /**
     * Finds the places as the contract says: option, then environment variable, then default. Without
     * {@code TEKTON_ROOT}, what an earlier start has made decides first, so that no setting and no other program moves
     * the record and with it the minimum interval.
     *
     * @param environment of the process; an empty variable is treated as unset
     * @param stateOption the value of {@code --state}, {@code null} if it was not given
     * @param configOption the value of {@code --config}, {@code null} if it was not given
     * @param installation absolute
     * @param workingFolder absolute; the folder that relative paths start from
     * @param onlyOwners whether the settings use only owner rules, given the places of a host with the platform; asked
     *     where there is no {@code .tekton} and this program has no state yet
     * @throws SettingsException with everything that is wrong
     */
    public static Places of(
            Map<String, String> environment,
            @Nullable String stateOption,
            @Nullable String configOption,
            Path installation,
            Path workingFolder,
            Predicate<Places> onlyOwners) {
        List<Problem> problems = new ArrayList<>();
        Path home = home(environment, problems);
        Finder finder = new Finder(environment, new PathText(home, null), workingFolder, problems);
        Path root = finder.find(null, null, "TEKTON_ROOT").orElse(null);
        if (root == null && home == null && problems.isEmpty()) {
            problems.add(new Problem(
                    new Origin.Variable("HOME"),
                    "",
                    "",
                    "is not set, and neither is TEKTON_ROOT",
                    "one of them, so that the state folder can be found"));
        }
        finder = new Finder(environment, new PathText(home, root), workingFolder, problems);
        Optional<Path> state = finder.find("--state", stateOption, "SHARED_SERVICES_STATE");
        Optional<Path> config = finder.find("--config", configOption, "SHARED_SERVICES_CONFIG");
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        // without a problem one of the two is set; the working folder only satisfies the null checker
        Path above = root != null ? root : home != null ? home : workingFolder;
        Path tektonState = above.resolve(".tekton");
        Places usual = new Places(
                root,
                tektonState,
                tektonState,
                List.of(),
                state.orElse(tektonState.resolve(RecordPlaces.OWN)),
                tektonState.resolve("logs"),
                home,
                installation,
                config.orElse(installation.resolve("quartz.properties")),
                config.isPresent());
        if (root != null || home == null) {
            return usual;
        }
        RecordPlaces records = new RecordPlaces(environment, home, tektonState);
        Path base = records.chosen(() -> onlyOwners.test(usual));
        return (base.equals(tektonState) ? usual : usual.in(base, state))
                .beside(RecordPlaces.without(base, records.recorded()));
    }

    /**
     * Notes where the record is, for later calls of this user that have other variables. To be called by what is about
     * to make a record.
     *
     * @throws IOException if that cannot be written: such calls would begin a record of their own
     */
    public void noteRecord() throws IOException {
        if (tektonRoot == null && home != null) {
            new RecordPlaces(Map.of(), home, tektonState).note(baseFolder);
        }
    }

    /** Why the record is where it is, for people. */
    public String whyThere() {
        if (tektonRoot != null) {
            return "TEKTON_ROOT is set";
        }
        return baseFolder.equals(tektonState)
                ? "TEKTON_ROOT is not set"
                : "without TEKTON_ROOT, where no platform was at the first start, XDG_STATE_HOME decides";
    }

    /** What is wrong where there is more than one record of this user: a sentence; empty where there is one. */
    public Optional<String> doubt() {
        return otherRecords.isEmpty()
                ? Optional.empty()
                : Optional.of("this user has a record in more than one place: " + baseFolder + " is used, and "
                        + otherRecords.stream().map(Path::toString).collect(Collectors.joining(", "))
                        + " has one, too. The minimum hour of both applies, and a daemon of either excludes the other."
                        + " Stop the daemons, keep one folder and move the other away");
    }

    private Places beside(List<Path> others) {
        return new Places(
                tektonRoot,
                tektonState,
                baseFolder,
                others,
                stateFolder,
                logFolder,
                home,
                installation,
                configFile,
                configFileAsked);
    }

    private Places in(Path base, Optional<Path> state) {
        return new Places(
                tektonRoot,
                tektonState,
                base,
                otherRecords,
                state.orElse(base),
                base.resolve("logs"),
                home,
                installation,
                configFile,
                configFileAsked);
    }

    private static @Nullable Path home(Map<String, String> environment, List<Problem> problems) {
        String home = environment.getOrDefault("HOME", "");
        if (home.isEmpty()) {
            return null;
        }
        if (!home.startsWith("/")) {
            problems.add(new Problem(new Origin.Variable("HOME"), "HOME", home, "is not absolute", "an absolute path"));
            return null;
        }
        return Path.of(home).normalize();
    }

    private record Finder(Map<String, String> environment, PathText paths, Path base, List<Problem> problems) {

        Optional<Path> find(@Nullable String option, @Nullable String given, String variable) {
            if (option != null && given != null) {
                return resolve(new Origin.Option(option), option, given);
            }
            String value = environment.getOrDefault(variable, "");
            return value.isEmpty() ? Optional.empty() : resolve(new Origin.Variable(variable), variable, value);
        }

        private Optional<Path> resolve(Origin origin, String name, String value) {
            try {
                return Optional.of(paths.resolve(value, base));
            } catch (InvalidValueException e) {
                problems.add(new Problem(origin, name, value, e.what(), e.allowed()));
                return Optional.empty();
            }
        }
    }
}
