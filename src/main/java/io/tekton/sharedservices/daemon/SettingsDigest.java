package io.tekton.sharedservices.daemon;

import io.tekton.sharedservices.files.Sha256;
import io.tekton.sharedservices.settings.Places;
import io.tekton.sharedservices.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A digest of the settings in force that is the same for hosts that should do the same: it has neither what a host is
 * in its fleet, nor under which names it is reached, and folders of the host stand in paths by what they are.
 */
final class SettingsDigest {
    private static final int DIGITS = 12;
    private static final String OF_FLEET = "fleet.";

    /** The host's own addresses. */
    private static final Set<String> NAMES = Set.of("web.public-url", "web.allowed-hosts");

    private SettingsDigest() {}

    static String of(Settings settings, Places places) {
        Map<Pattern, String> folders = folders(places);
        String text = settings.inForce().stream()
                .filter(setting -> !setting.key().startsWith(OF_FLEET) && !NAMES.contains(setting.key()))
                .map(setting -> setting.key() + "=" + withoutFolders(setting.value(), folders))
                .sorted()
                .collect(Collectors.joining("\n"));
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
    }

    /** The inner ones first. */
    private static Map<Pattern, String> folders(Places places) {
        Map<Pattern, String> folders = new LinkedHashMap<>();
        add(folders, places.stateFolder(), "STATE");
        add(folders, places.baseFolder(), "BASE");
        add(folders, places.tektonState(), "TEKTON_STATE");
        add(folders, places.tektonRoot(), "TEKTON_ROOT");
        add(folders, places.installation(), "INSTALLATION");
        add(folders, places.configFile().getParent(), "CONFIG");
        add(folders, places.home(), "HOME");
        return folders;
    }

    private static void add(Map<Pattern, String> folders, @Nullable Path folder, String name) {
        if (folder != null && folder.getNameCount() > 0) {
            folders.put(Pattern.compile("(?<![\\w/.-])" + Pattern.quote(folder.toString()) + "(?![\\w.-])"), name);
        }
    }

    private static String withoutFolders(@Nullable String value, Map<Pattern, String> folders) {
        String text = String.valueOf(value);
        for (Map.Entry<Pattern, String> folder : folders.entrySet()) {
            text = folder.getKey().matcher(text).replaceAll(Matcher.quoteReplacement("<" + folder.getValue() + ">"));
        }
        return text;
    }
}
