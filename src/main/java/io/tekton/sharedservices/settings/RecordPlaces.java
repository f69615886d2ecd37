package io.tekton.sharedservices.settings;

import io.tekton.sharedservices.files.DurableFiles;
import io.tekton.sharedservices.posix.ThisUser;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Where this user's record may be on a host without {@code TEKTON_ROOT}, in the order in which they decide. A place
 * with a store or a file of the minimum hour comes before every setting and variable, so that the interval does not
 * begin again.
 */
final class RecordPlaces {
    static final String OWN = "shared-services";

    private final Path tektonState;
    private final Path usual;
    private final Path pointer;
    private final List<Path> own;

    /**
     * @param tektonState {@code .tekton} in the home folder
     * @throws SettingsException if the file that names a place cannot be read
     */
    RecordPlaces(Map<String, String> environment, Path home, Path tektonState) {
        this.tektonState = tektonState;
        Path xdg = home.resolve(".local/state");
        this.usual = xdg.resolve(OWN);
        this.pointer = xdg.resolve(OWN + ".path");
        // By the XDG Base Directory Specification, which has a relative path ignored.
        this.own = Stream.concat(
                        Stream.of(environment.getOrDefault("XDG_STATE_HOME", ""))
                                .filter(folder -> folder.startsWith("/"))
                                .map(folder -> Path.of(folder).normalize().resolve(OWN)),
                        Stream.concat(Stream.of(usual), pointed().stream()))
                .distinct()
                .toList();
    }

    /** The place that decides where {@code TEKTON_ROOT} is not set. */
    Path chosen(BooleanSupplier onlyOwners) {
        List<Path> recorded = recorded();
        if (!recorded.isEmpty()) {
            return recorded.get(0);
        }
        // what an installation made for a service that has not run yet
        if (Files.exists(tektonState.resolve(OWN))) {
            return tektonState;
        }
        return own.stream().filter(Files::isDirectory).findFirst().orElseGet(() -> ofNew(onlyOwners));
    }

    private Path ofNew(BooleanSupplier onlyOwners) {
        return !Files.exists(tektonState) && onlyOwners.getAsBoolean() ? own.get(0) : tektonState;
    }

    /** Every place with a record. */
    List<Path> recorded() {
        return Stream.concat(
                        Stream.of(tektonState).filter(this::isRecordOfThePlatform),
                        own.stream().filter(RecordPlaces::isRecord))
                .toList();
    }

    private boolean isRecordOfThePlatform(Path folder) {
        return hasHour(folder) || hasStore(folder.resolve(OWN));
    }

    private static boolean isRecord(Path folder) {
        return hasHour(folder) || hasStore(folder);
    }

    private static boolean hasStore(Path folder) {
        return Files.exists(folder.resolve("store.mv.db"), LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean hasHour(Path folder) {
        return Files.exists(
                folder.resolve("shared-services-hour-" + Integer.toUnsignedString(ThisUser.uid())),
                LinkOption.NOFOLLOW_LINKS);
    }

    private List<Path> pointed() {
        try {
            String text = Files.readString(pointer).strip();
            if (!text.startsWith("/")) {
                throw unknown("names no folder, so it is unknown where the record is");
            }
            return List.of(Path.of(text).normalize());
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException | IllegalArgumentException e) {
            throw unknown("cannot be read, so it is unknown where the record is: " + Causes.of(e));
        }
    }

    private SettingsException unknown(String what) {
        return new SettingsException(List.of(new Problem(
                new Origin.InFile(pointer, 0),
                "",
                "",
                what,
                "a file that names the folder by its absolute path, or none")));
    }

    /**
     * Notes a place that only a variable names beside the usual one, for calls without that variable, such as cron's.
     */
    void note(Path chosen) throws IOException {
        List<Path> noted = pointed();
        if (chosen.equals(tektonState)
                || chosen.equals(usual)
                || noted.contains(chosen)
                || noted.stream().anyMatch(RecordPlaces::isRecord)) {
            return;
        }
        Path folder = Files.createDirectories(DurableFiles.folderOf(pointer));
        Path fresh = Files.createTempFile(folder, "." + OWN + "-", ".new");
        try {
            Files.delete(fresh);
            DurableFiles.write(fresh, (chosen + "\n").getBytes(StandardCharsets.UTF_8));
            Files.move(fresh, pointer, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
        DurableFiles.syncFolder(folder);
    }

    /** Those with a record besides the chosen one. */
    static List<Path> without(Path chosen, List<Path> recorded) {
        List<Path> others = new ArrayList<>(recorded);
        others.remove(chosen);
        return List.copyOf(others);
    }
}
