package io.tekton.sharedservices.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BoundedMatchTest {
    private static @Nullable Boolean found(Pattern pattern, String text) {
        return BoundedMatch.of(pattern, text, matcher -> matcher.find());
    }

    @Test
    @Timeout(60)
    void givesUpWhereThePatternBacktracksWithoutEnd() {
        Pattern endless = Pattern.compile("(\\w+)(.*a){20}(.*=)");

        assertThat(found(endless, "a".repeat(60) + "!")).isNull();
        assertThat(found(endless, "a".repeat(60) + "!")).isNull();
        assertThat(found(endless, "bcd=")).isFalse();
    }

    @Test
    void givesUpWhereTheStackIsNotDeepEnough() {
        assertThat(found(Pattern.compile("(a|b)*c"), "ab".repeat(500_000))).isNull();
    }

    @Test
    void anOrdinaryPatternCopesWithTwoMegabytes() {
        Pattern words = Pattern.compile(
                "(?i)\\b(password|passwd|secret|token|apikey|api_key|credential|auth|bearer|session|cookie|pin|key)=(\\w+)");
        String text = "x=1 ppppassword_ ".repeat(125_000) + "token=abc";

        @Nullable String masked = BoundedMatch.of(words, text, matcher -> matcher.replaceAll("$1=***"));

        assertThat(masked).isEqualTo(words.matcher(text).replaceAll("$1=***")).endsWith("token=***");
    }
}
