package io.tekton.sharedservices.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BoundedLabelTest {
    @Test
    void whatStrangersMakeUpIsBoundedAndWhatIsKnownStays() {
        BoundedLabel label = new BoundedLabel();
        Set<String> values = new HashSet<>();

        for (int i = 0; i < 10_000; i++) {
            values.add(label.of("made-up-" + i));
        }

        assertThat(values).hasSize(201).contains("other", "made-up-0");
        assertThat(label.of("made-up-7")).isEqualTo("made-up-7");
    }
}
