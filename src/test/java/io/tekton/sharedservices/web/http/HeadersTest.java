package io.tekton.sharedservices.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Header fields, however their names are written. */
class HeadersTest {
    private final Headers headers = new Headers();

    @Test
    void theCaseOfANameHasNoMeaning() {
        headers.add("hOST", "a");

        assertThat(headers.has("Host")).isTrue();
        assertThat(headers.first("HOST")).isEqualTo("a");
        assertThat(headers.all("host")).containsExactly("a");
    }

    @Test
    void theSystemsLanguageChangesNoName() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            headers.add("AUTHORIZATION", "a");

            assertThat(headers.first("authorization")).isEqualTo("a");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void allValuesOfANameAreKeptInTheirOrder() {
        headers.add("Host", "b");
        headers.add("host", "a");

        assertThat(headers.all("Host")).containsExactly("b", "a");
        assertThat(headers.first("Host")).isEqualTo("b");
    }

    @Test
    void anAbsentNameHasNoValueAndAnEmptyValueIsOne() {
        headers.add("Origin", "");

        assertThat(headers.has("Host")).isFalse();
        assertThat(headers.first("Host")).isNull();
        assertThat(headers.all("Host")).isEmpty();
        assertThat(headers.all("Origin")).containsExactly("");
    }

    @Test
    void oneValueReplacesAllBefore() {
        headers.add("Cache-Control", "no-store");
        headers.add("Cache-Control", "private");

        headers.set("CACHE-CONTROL", "no-cache");

        assertThat(headers.all("Cache-Control")).containsExactly("no-cache");
    }

    @Test
    void eachValueIsALine() {
        headers.add("x-content-TYPE-options", "nosniff");
        headers.add("X-Content-Type-Options", "b: c");

        StringBuilder text = new StringBuilder();
        headers.writeTo(text);

        assertThat(text).hasToString("X-content-type-options: nosniff\r\nX-content-type-options: b: c\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX: b", "a\nX: b", "a\rX: b", "a\r\n\r\nbody", "a\r\n folded", "\n", "a\r", "a\u0000"})
    void whatWouldEndTheLineIsRefused(String text) {
        assertThatThrownBy(() -> headers.set("Allow", text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> headers.add("Allow", text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> headers.set(text, "GET")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> headers.add(text, "GET")).isInstanceOf(IllegalArgumentException.class);
        assertThat(headers.has("Allow")).isFalse();
    }
}
