package io.tekton.sharedservices.cleanup;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Secrets that are known by their form, such as a provider's prefix. The list, with the source of each row, is a resource. */
final class KnownForms {
    /** Compiled once, when the first text is masked. */
    private static final List<Form> ALL = ResourceTable.read("/secrets/known-forms.tsv", 5).stream()
            .map(row -> new Form(row.get(1), Pattern.compile(row.get(2))))
            .toList();

    private KnownForms() {}

    /** @param always a text that every secret of this form contains: looked for first, since it is cheap */
    record Form(String always, Pattern pattern) {}

    static List<Form> all() {
        return ALL;
    }

    static void mark(Spans spans) {
        String text = spans.text();
        for (Form form : ALL) {
            if (!text.contains(form.always())) {
                continue;
            }
            Matcher matcher = form.pattern().matcher(text);
            while (matcher.find()) {
                int group = matcher.groupCount() > 0 && matcher.group(1) != null ? 1 : 0;
                spans.add(matcher.start(group), matcher.end(group));
            }
        }
    }
}
