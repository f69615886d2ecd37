package io.tekton.sharedservices.secrets;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Secrets that are known by their form, such as a provider's prefix. The list, with the source of each row, is a
 * resource.
 */
public final class KnownForms {
    /** Compiled once, when the first text is masked. */
    private static final List<Form> ALL = ResourceTable.read("/secrets/known-forms.tsv", 5).stream()
            .map(row -> new Form(row.get(1), Pattern.compile(row.get(2))))
            .toList();

    private KnownForms() {}

    /** @param always a text that every secret of this form contains: searched for first, since that is cheap */
    public record Form(String always, Pattern pattern) {}

    public static List<Form> all() {
        return ALL;
    }

    /** Whether the text holds one. */
    public static boolean areIn(String text) {
        return ALL.stream()
                .anyMatch(form -> text.contains(form.always())
                        && form.pattern().matcher(text).find());
    }
}
