package io.tekton.sharedservices.redaction;

import io.tekton.sharedservices.secrets.KnownForms;
import io.tekton.sharedservices.secrets.SecretNames;
import io.tekton.sharedservices.secrets.SecretNames.Kind;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds secrets in any text by what is around them: everything but the words of a command line. */
final class SecretTexts {
    private static final Pattern BEARER = Pattern.compile(
            "(?<![A-Za-z0-9])(?:bearer|basic)[ \\t]{1,20}+(?=[^\\s]{0,200}?[0-9A-Z=]|[^\\s]{20})([A-Za-z0-9._~+/=-]{6,}+)",
            Pattern.CASE_INSENSITIVE);

    /** As a {@code netrc} file has it. */
    private static final Pattern LOGIN = Pattern.compile(
            "\\blogin\\s{1,20}+\\S{1,200}+\\s{1,20}+password\\s{1,20}+(\\S++)", Pattern.CASE_INSENSITIVE);

    private static final Pattern PRIVATE_KEY = Pattern.compile("-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----");
    private static final String END_OF_KEY = "-----END";

    private static final Pattern ELEMENT = Pattern.compile("<([\\w.:-]{1,60}+)(?: [^<>]{0,200}+)?>([^<]++)");

    private SecretTexts() {}

    static void mark(Spans spans) {
        privateKeys(spans);
        markKnownForms(spans);
        SecretAddresses.mark(spans);
        SecretAssignments.mark(spans);
        for (Pattern pattern : List.of(BEARER, LOGIN)) {
            Matcher matcher = pattern.matcher(spans.text());
            while (matcher.find()) {
                spans.add(matcher.start(1), matcher.end(1));
            }
        }
        elements(spans);
    }

    /** All patterns that texts are searched for, beside the known forms. */
    static List<Pattern> patterns() {
        return List.of(BEARER, LOGIN, PRIVATE_KEY, ELEMENT, SecretAddresses.pattern());
    }

    private static void privateKeys(Spans spans) {
        Matcher matcher = PRIVATE_KEY.matcher(spans.text());
        int at = 0;
        while (matcher.find(at)) {
            int end = spans.text().indexOf(END_OF_KEY, matcher.end());
            at = end < 0 ? spans.text().length() : end;
            spans.add(matcher.end(), at);
        }
    }

    private static void elements(Spans spans) {
        if (spans.text().indexOf('<') < 0) {
            return;
        }
        Matcher matcher = ELEMENT.matcher(spans.text());
        while (matcher.find()) {
            if (SecretNames.kind(matcher.group(1)) == Kind.SECRET) {
                spans.add(matcher.start(2), matcher.end(2));
            }
        }
    }

    private static void markKnownForms(Spans spans) {
        String text = spans.text();
        for (KnownForms.Form form : KnownForms.all()) {
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
