package io.tekton.sharedservices.leftover.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntryRemovalTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1,\"b\":2,\"c\":3}|a|{\"b\":2,\"c\":3}",
                "{\"a\":1,\"b\":2,\"c\":3}|b|{\"a\":1,\"c\":3}",
                "{\"a\":1,\"b\":2,\"c\":3}|c|{\"a\":1,\"b\":2}",
                "{\"a\":1,\"b\":2,\"c\":3}|a b|{\"c\":3}",
                "{\"a\":1,\"b\":2,\"c\":3}|b c|{\"a\":1}",
                "{\"a\":1,\"b\":2,\"c\":3}|a c|{\"b\":2}",
                "{ \"a\" : {\"x\": \"},\"} ,  \"b\":2 }|b|{ \"a\" : {\"x\": \"},\"} }"
            })
    void leavesTheRestAsItIs(String text, String names, String left) {
        assertThat(EntryRemoval.without(JsonText.of(text), Set.of(names.split(" "))))
                .isEqualTo(left);
    }

    @Test
    void neverTakesAll() {
        assertThatThrownBy(() -> EntryRemoval.without(JsonText.of("{\"a\": 1}"), Set.of("a")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsEachOtherMemberByteForByteInAnyLayout() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int trial = 0; trial < 500; trial++) {
            int number = 2 + random.nextInt(8);
            List<String> members = new ArrayList<>();
            Set<String> going = new TreeSet<>();
            for (int i = 0; i < number; i++) {
                members.add(blank(random) + "\"n" + i + "\"" + blank(random) + ":" + blank(random)
                        + List.of("1", "\"a,b\\\"}\"", "{\"x\":[1, 2]}", "null", "1.50")
                                .get(random.nextInt(5)));
                if (i > 0 && random.nextBoolean()) {
                    going.add("n" + i);
                }
            }
            if (going.isEmpty()) {
                continue;
            }
            String text = "{" + String.join(blank(random) + ",", members) + blank(random) + "}";

            JsonText before = JsonText.of(text);
            JsonText after = JsonText.of(EntryRemoval.without(before, going));

            assertThat(after.root().members())
                    .as("seed %d, %s", seed, text)
                    .extracting(member -> member.name() + after.raw(member.value()))
                    .containsExactlyElementsOf(before.root().members().stream()
                            .filter(member -> !going.contains(member.name()))
                            .map(member -> member.name() + before.raw(member.value()))
                            .toList());
        }
    }

    private static String blank(Random random) {
        return List.of("", " ", "\n  ", "\t").get(random.nextInt(4));
    }
}
