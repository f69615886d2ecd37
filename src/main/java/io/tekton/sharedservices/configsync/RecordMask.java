package io.tekton.sharedservices.configsync;

import io.tekton.sharedservices.journal.ConfigChange;
import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.redaction.Redaction;
import io.tekton.sharedservices.redaction.SecretJson;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What of configuration and registry is put on record: all but the secrets in them. The configuration itself and its
 * backups, which are the user's files, keep them.
 */
final class RecordMask {
    /** A changed secret is shown like this after the change, so that the change is visible. */
    private static final String ANOTHER = '"' + Redaction.MASK + " (another value)\"";

    private final Redaction redaction;
    private final SecretJson json;
    private final List<JsonText> parsed = new ArrayList<>();

    RecordMask(Redaction redaction) {
        this.redaction = redaction;
        this.json = new SecretJson(redaction);
    }

    /** Texts that need not be parsed once more when they are to be shown. */
    void knows(JsonText... texts) {
        parsed.addAll(List.of(texts));
    }

    /** Lets go of the texts: parsed they are large, and the record that follows needs memory of its own. */
    void forgetTexts() {
        parsed.clear();
    }

    /** A configuration's text as it may be shown, with as many lines; also if it is not JSON. */
    String text(String text) {
        for (JsonText known : parsed) {
            if (known.text().equals(text)) {
                return json.masked(known);
            }
        }
        try {
            return json.masked(JsonText.of(text));
        } catch (IllegalArgumentException e) {
            // No JSON object: then it is masked as any other text.
            return text.lines().map(redaction::text).collect(Collectors.joining("\n")) + endOf(text);
        }
    }

    private static String endOf(String text) {
        return text.endsWith("\n") ? "\n" : "";
    }

    List<ConfigChange> changes(List<ConfigChange> changes) {
        return changes.stream().map(this::change).toList();
    }

    private ConfigChange change(ConfigChange change) {
        String before = value(change.field(), change.before());
        String after = value(change.field(), change.after());
        boolean hidden = before != null && before.equals(after);
        return new ConfigChange(change.component(), change.field(), before, hidden ? ANOTHER : after);
    }

    private @Nullable String value(String field, @Nullable String value) {
        return value == null ? null : json.masked(field, value);
    }
}
