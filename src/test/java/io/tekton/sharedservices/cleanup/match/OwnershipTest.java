package io.tekton.sharedservices.cleanup.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.cleanup.verdict.Hosts;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnershipTest {
    private static Ownership of(String text) {
        return RuleParser.match("r", text).ownership();
    }

    @Test
    void readsOwnersAndWhatElseIsEnded() {
        assertThat(of("program=x owner=a,b:nearest detached=end listening=end"))
                .isEqualTo(new Ownership(
                        List.of(new Ownership.Named("a", false), new Ownership.Named("b", true)), true, true));
        assertThat(of("program=x")).isEqualTo(Ownership.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "owner=a",
                "program=x owner=a owner=b",
                "program=x owner=a,",
                "program=x owner=a:farthest",
                "program=x owner=a,a:nearest",
                "program=x owner=\"a b\"",
                "program=x detached=end",
                "program=x listening=end",
                "program=x owner=a detached=spare",
                "program=* owner=a"
            })
    void refusesWhatItCannotMean(String text) {
        assertThatThrownBy(() -> of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isForMatchRulesAlone() {
        assertThatThrownBy(() -> RuleParser.protect("p", "program=x owner=a")).hasMessageContaining("owner=");
        assertThatThrownBy(() -> RuleParser.owner("o", "program=x owner=a")).hasMessageContaining("owner=");
        assertThatThrownBy(() -> RuleParser.owner("o", "env.A=*")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatSeveralRulesEndTheyMustAllEnd() {
        Rule mild = RuleParser.match("m", "program=x owner=a");
        Rule hard = RuleParser.match("h", "program=x owner=b detached=end listening=end");

        Ownership both = Ownership.of(List.of(mild, hard));

        assertThat(both.names()).containsExactlyInAnyOrder("a", "b");
        assertThat(both.endsDetached()).isFalse();
        assertThat(both.endsListening()).isFalse();
    }

    @Test
    void anOwnerIsWhatItsRuleNames() {
        Rules rules = new Rules(List.of(), List.of(), List.of(RuleParser.owner("agent", "program=agent")));

        assertThat(rules.owning(Hosts.running("/opt/agent", "run"))).containsExactly("agent");
        assertThat(rules.owning(Hosts.running("vim", "agent"))).isEmpty();
    }

    @Test
    void thePlatformsOwnOwnersAreWitnessedOnlyForARuleThatAsksForThem() {
        List<Rule> platform = Rules.DEFAULT_OWNERS.entrySet().stream()
                .map(owner -> RuleParser.owner(owner.getKey(), owner.getValue()))
                .toList();
        List<Rule> byRegistry = List.of(RuleParser.match("a", "program=a"));
        List<Rule> byOwner = List.of(RuleParser.match("a", "program=a owner=tool-wrapper"));

        assertThat(new Rules(byRegistry, List.of(), platform).witnessOwners()).isFalse();
        assertThat(new Rules(byOwner, List.of(), platform).witnessOwners()).isTrue();
        assertThat(new Rules(byRegistry, List.of(), List.of(RuleParser.owner("agent", "program=agent")))
                        .witnessOwners())
                .isTrue();
        assertThat(new Rules(byRegistry, List.of()).witnessOwners()).isFalse();
    }
}
