package io.tekton.sharedservices.settings;

import io.tekton.sharedservices.files.FileTrust;
import io.tekton.sharedservices.files.TrustObjection;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A settings file as it was read, with everything that is wrong with it. A file that another user could have written is
 * not opened at all.
 *
 * @param present {@code false} if there is no such file
 * @param warnings what is doubtful but no fault, each a sentence
 */
record SettingsFile(
        Path path, boolean present, List<GivenSetting> settings, List<Problem> problems, List<String> warnings) {

    private static final int MOST_BYTES = 1 << 20;

    /** @param asked whether somebody named this file; then it must exist */
    static SettingsFile read(Path path, boolean asked, FileTrust trust) {
        List<Problem> problems = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        try {
            if (!judge(path, trust, problems, warnings)) {
                return new SettingsFile(path, true, List.of(), problems, warnings);
            }
            byte[] bytes = bytes(path);
            if (bytes.length > MOST_BYTES) {
                problems.add(fault(path, 0, "is larger than 1 MiB", "at most " + MOST_BYTES + " bytes"));
                return new SettingsFile(path, true, List.of(), problems, warnings);
            }
            // it may have been replaced between the check and the read
            if (!judge(path, trust, problems, new ArrayList<>())) {
                return new SettingsFile(path, true, List.of(), problems, warnings);
            }
            return parse(path, bytes, problems, warnings);
        } catch (NoSuchFileException e) {
            boolean dangling = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
            if (asked || dangling) {
                problems.add(fault(path, 0, dangling ? "is a link to nothing" : "does not exist", "a readable file"));
            }
            return new SettingsFile(path, false, List.of(), problems, warnings);
        } catch (IOException e) {
            problems.add(fault(path, 0, "cannot be read (" + Causes.withoutPath(e) + ")", "a readable file"));
            return new SettingsFile(path, true, List.of(), problems, warnings);
        }
    }

    private static boolean judge(Path path, FileTrust trust, List<Problem> problems, List<String> warnings)
            throws IOException {
        for (TrustObjection objection : trust.judgeStrictly(path)) {
            if (objection.grave()) {
                problems.add(fault(path, 0, "is not safe to use: " + objection.text(), ""));
            } else {
                warnings.add(objection.text());
            }
        }
        return problems.isEmpty();
    }

    private static byte[] bytes(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(MOST_BYTES + 1);
        }
    }

    private static SettingsFile parse(Path path, byte[] bytes, List<Problem> problems, List<String> warnings) {
        CharBuffer text = CharBuffer.allocate(bytes.length + 1);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, text, true);
        String read = text.flip().toString();
        if (result.isError()) {
            problems.add(fault(path, lineOf(read, read.length()), "is not UTF-8", "text in UTF-8"));
        } else if (read.indexOf('\0') >= 0) {
            problems.add(fault(path, lineOf(read, read.indexOf('\0')), "contains a NUL byte", "text in UTF-8"));
        } else if (read.startsWith("\uFEFF")) {
            problems.add(fault(path, 1, "starts with a byte order mark", "UTF-8 without one"));
        } else if (read.contains("-----BEGIN ")) {
            // nothing of it may be quoted
            problems.add(
                    fault(path, lineOf(read, read.indexOf("-----BEGIN ")), "holds a key or a certificate", "settings"));
        } else {
            PropertiesText.Parsed parsed = PropertiesText.parse(path, read);
            problems.addAll(parsed.problems());
            return new SettingsFile(path, true, parsed.settings(), problems, warnings);
        }
        return new SettingsFile(path, true, List.of(), problems, warnings);
    }

    private static int lineOf(String text, int index) {
        return 1
                + (int) text.substring(0, index)
                        .replace("\r\n", "\n")
                        .chars()
                        .filter(c -> c == '\n' || c == '\r')
                        .count();
    }

    private static Problem fault(Path path, int line, String what, String allowed) {
        return new Problem(new Origin.InFile(path, line), "", "", what, allowed);
    }
}
