package io.tekton.sharedservices.journal.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.journal.Decision;
import io.tekton.sharedservices.journal.RecordedVerdict;
import io.tekton.sharedservices.journal.TerminationResult;
import io.tekton.sharedservices.process.ProcessFacts.Memory;
import io.tekton.sharedservices.process.ProcessFacts.Use;
import io.tekton.sharedservices.store.Records;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class BroughtTest {
    private static final long MIB = 1 << 20;

    private static RecordedVerdict verdict(int pid, TerminationResult result, Use use) {
        return Records.orphan(pid).withResult(result, null).using(use);
    }

    private static Use holding(long bytes) {
        return new Use(new Memory(bytes, Memory.Kind.RSS), null);
    }

    private static String words(RecordedVerdict... verdicts) {
        return Brought.by(Arrays.asList(verdicts)).words();
    }

    @Test
    void saysHowManyItEndedAndWhatTheyHeld() {
        assertThat(words(
                        verdict(4, TerminationResult.TERMINATED, holding(1_000 * MIB)),
                        verdict(5, TerminationResult.KILLED, holding(229 * MIB)),
                        verdict(6, TerminationResult.TERMINATED, holding(0))))
                .isEqualTo("ended 3 processes, 1.2 GiB");
        assertThat(words(verdict(4, TerminationResult.KILLED, holding(52 * MIB))))
                .isEqualTo("ended 1 process, 52 MiB");
    }

    @Test
    void saysWhatADryRunWouldHaveBrought() {
        assertThat(words(verdict(4, TerminationResult.WOULD_TERMINATE, holding(52 * MIB))))
                .isEqualTo("would end 1 process, 52 MiB");
    }

    @Test
    void whatIsNotKnownIsSaid() {
        assertThat(words(
                        verdict(4, TerminationResult.TERMINATED, holding(52 * MIB)),
                        verdict(5, TerminationResult.TERMINATED, Use.UNKNOWN)))
                .isEqualTo("ended 2 processes, at least 52 MiB");
        assertThat(words(verdict(4, TerminationResult.TERMINATED, Use.UNKNOWN))).isNull();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"TERMINATED", "KILLED", "WOULD_TERMINATE"})
    void whatWasNotEndedByUsBroughtNothing(TerminationResult result) {
        assertThat(words(verdict(4, result, holding(52 * MIB)))).isNull();
        assertThat(Brought.by(List.of(Records.verdict(5, Decision.SPARED, null)))
                        .processes())
                .isZero();
    }
}
