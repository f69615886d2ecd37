package io.tekton.sharedservices.cleanup.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.tekton.sharedservices.cleanup.verdict.Hosts;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrappedProgramsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "flock /l x",
                "flock -n -E 3 /l x",
                "flock -nE3 /l x",
                "flock --timeout 5 --close /l x -n",
                "setpriv --pdeathsig TERM x",
                "setpriv --reuid=1 --clear-groups x",
                "prlimit --nofile=1024 x",
                "choom -n 100 -- x",
                "nice -n 5 flock /l env A=B x"
            })
    void theProgramBehindAWrapperIsNamed(String words) {
        assertThat(fits("program=x", words.split(" "))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flock /l -c x",
                "flock /l",
                "flock 9",
                "flock --new-option x x",
                "setpriv -d x",
                "setpriv --new-option x x",
                "prlimit --pid 1 x",
                "prlimit -n x",
                "choom -p 1 x",
                "unshare --pid --fork --kill-child x"
            })
    void whereAnOptionIsNotKnownNothingIsNamed(String words) {
        assertThat(fits("program=x", words.split(" "))).isFalse();
    }

    @Test
    void aTitleIsNamedByATitleConditionAlone() {
        String[] padded = {"npm exec @x/y", "", "", ""};

        assertThat(fits("title=\"npm exec *\"", padded)).isTrue();
        assertThat(fits("title=\"npm run *\"", padded)).isFalse();
        assertThat(fits("program=npm*", padded)).isFalse();
        assertThat(fits("title=\"npm exec *\"", "npm", "exec", "@x/y")).isFalse();
    }

    private static boolean fits(String rule, String... words) {
        return !new Rules(List.of(RuleParser.match("r", rule)), List.of())
                .matching(Hosts.running(words))
                .isEmpty();
    }
}
