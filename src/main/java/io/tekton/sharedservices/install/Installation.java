package io.tekton.sharedservices.install;

import io.tekton.sharedservices.text.PrintableText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a service manager must know to run the daemon for one user and one set of paths.
 *
 * @param program the start script
 * @param javaHome the JDK to run with; null lets the start script find one
 * @param writable folders that the service writes into, itself or its platform's configuration
 * @param grace the longest time that a stop may take for processes that were signalled already
 * @param anyUser whether it may end other users' processes: then it needs the right to
 */
public record Installation(
        String user,
        Path home,
        Path program,
        Path configFile,
        Path stateFolder,
        @Nullable Path tektonRoot,
        @Nullable Path javaHome,
        List<Path> writable,
        Duration grace,
        boolean anyUser) {
    public Installation {
        writable = List.copyOf(writable);
    }

    /**
     * What a unit cannot contain: a control character or a line separator would begin a new line there, whatever the
     * quotes.
     *
     * @return a sentence for people, with the character escaped; empty where all can
     */
    public Optional<String> unfit() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("the user's name", user);
        texts.put("the home folder", home.toString());
        texts.put("the program's path", program.toString());
        texts.put("the settings file's path", configFile.toString());
        texts.put("the state folder's path", stateFolder.toString());
        texts.put("TEKTON_ROOT", String.valueOf(tektonRoot));
        texts.put("JAVA_HOME", String.valueOf(javaHome));
        writable.forEach(path -> texts.put("the folder " + PrintableText.escaped(path.toString()), path.toString()));
        return texts.entrySet().stream()
                .filter(text -> text.getValue().codePoints().anyMatch(Installation::endsALine))
                .findFirst()
                .map(text -> text.getKey() + " has a control character, which a unit cannot hold: "
                        + PrintableText.escaped(text.getValue()));
    }

    private static boolean endsALine(int c) {
        int type = Character.getType(c);
        return Character.isISOControl(c) || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }

    /** @throws IllegalArgumentException if something is {@link #unfit} */
    void requireFit() {
        unfit().ifPresent(why -> {
            throw new IllegalArgumentException(why);
        });
    }

    /** How long a stop may take: what is signalled is watched to the end of its grace and recorded. */
    Duration stopTimeout() {
        return grace.plusSeconds(20);
    }
}
