package io.tekton.sharedservices.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TerminationResultTest {
    @Test
    void onlyASurvivorAndAForbiddenSignalMakeTheRunFail() {
        assertThat(Stream.of(TerminationResult.values()).filter(TerminationResult::isFailure))
                .containsExactly(TerminationResult.SURVIVED, TerminationResult.DENIED);
    }
}
