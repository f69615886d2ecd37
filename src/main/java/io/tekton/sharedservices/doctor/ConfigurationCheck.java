package io.tekton.sharedservices.doctor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamReadException;
import io.tekton.sharedservices.configsync.file.ConfigSyncSettings;
import io.tekton.sharedservices.configsync.file.LinkCheck;
import io.tekton.sharedservices.files.FileTrust;
import io.tekton.sharedservices.files.TrustObjection;
import io.tekton.sharedservices.json.FileFault;
import io.tekton.sharedservices.json.StrictJson;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the CI configuration can be read and written. It has no lock: every writer replaces the file. */
public final class ConfigurationCheck {
    private static final String NAME = "CI configuration";
    private static final int LARGEST = 64 * 1024 * 1024;

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private ConfigurationCheck() {}

    /** @param enabled whether the settings want the sync at all */
    public static Check of(ConfigSyncSettings settings, boolean enabled) {
        Path file = settings.configFile().orElse(null);
        if (!enabled) {
            return Check.good(NAME, "not checked: config-sync.enabled = false");
        }
        return file == null
                ? Check.good(NAME, "no file: neither config-sync.config-file nor TEKTON_ROOT names one")
                : of(file, settings.replace() == ConfigSyncSettings.Replace.IN_PLACE);
    }

    private static Check of(Path file, boolean inPlace) {
        try {
            List<TrustObjection> objections = FileTrust.ofThisUser().judgeLeniently(file).stream()
                    .filter(TrustObjection::grave)
                    .toList();
            if (!objections.isEmpty()) {
                TrustObjection first = objections.get(0);
                return Check.bad(NAME, file + " cannot be trusted: " + first.text(), "as the message says");
            }
            String fault = fault(bytes(file));
            return fault == null
                    ? writable(file.toRealPath(), inPlace)
                    : Check.bad(NAME, file + " is no JSON object: " + fault, "fix the file where the message says");
        } catch (NoSuchFileException e) {
            if (Files.isSymbolicLink(file)) {
                return Check.bad(
                        NAME,
                        file + " is a symbolic link to nowhere: every sync fails",
                        "make the file that it leads to, or remove the link: rm '" + file + "'");
            }
            return Check.good(
                    NAME,
                    file + " is not there"
                            + (isFolder(file.toAbsolutePath().getParent())
                                    ? "; the first sync makes it"
                                    : ", and neither is its folder: a sync creates the file, but not the folder"));
        } catch (AccessDeniedException e) {
            return Check.bad(
                    NAME, file + " cannot be read: permission denied", "chmod u+rw '" + file + "' as its owner");
        } catch (IOException e) {
            return Check.bad(
                    NAME, file + " cannot be read: " + Causes.of(e), "see that it is a JSON file of this user's");
        }
    }

    private static boolean isFolder(@Nullable Path folder) {
        return folder != null && Files.isDirectory(folder);
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new IOException("it is larger than " + LARGEST / (1024 * 1024) + " MiB");
            }
            return bytes;
        }
    }

    /** What keeps it from being one JSON object and nothing else; null if it is one. */
    private static @Nullable String fault(byte[] bytes) throws IOException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            try (JsonParser parser = JSON.createParser(text)) {
                return fault(parser);
            }
        } catch (CharacterCodingException e) {
            return "it is not UTF-8";
        }
    }

    private static @Nullable String fault(JsonParser parser) throws IOException {
        try {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return "it does not begin with {";
            }
            parser.skipChildren();
            return parser.nextToken() == null ? null : "there is something behind its end";
        } catch (StreamReadException e) {
            FileFault fault = StrictJson.fault(e, parser);
            return "line " + fault.line() + ", column " + fault.column() + ": it " + fault.problem();
        }
    }

    private static Check writable(Path file, boolean inPlace) throws IOException {
        String split = inPlace ? null : LinkCheck.why(file).orElse(null);
        if (split != null) {
            return Check.bad(
                    NAME, file + " " + split + ": every sync is refused", "set config-sync.replace = in-place");
        }
        Path folder = file.toAbsolutePath().getParent();
        return Files.isWritable(file) && (inPlace || (folder != null && Files.isWritable(folder)))
                ? Check.good(NAME, file.toString())
                : Check.bad(
                        NAME,
                        file + " or its folder cannot be written by this user",
                        "give this user the right to write both: a new version is put in the place of the old one");
    }
}
