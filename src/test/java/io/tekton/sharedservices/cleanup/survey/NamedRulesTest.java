package io.tekton.sharedservices.cleanup.survey;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamedRulesTest {
    @Test
    void namesTheProtectRuleThatSpared() {
        assertThat(NamedRules.protect("protect rule 'gpu-jobs' names it: command contains --gpu"))
                .isEqualTo("gpu-jobs");
        assertThat(NamedRules.protect("no protect rule names it; no registry knows its pid 12"))
                .isNull();
        assertThat(NamedRules.protect("no registry knows its name protect rule 'x' names it: y"))
                .isNull();
    }

    @Test
    void namesTheOwnersThatLiveAndThoseThatEnded() {
        assertThat(NamedRules.owners("its ancestor pid 12 is a living owner: claude-code, github-runner"))
                .containsExactly("claude-code", "github-runner");
        assertThat(NamedRules.owners("its ancestor pid 12 is a living owner: codex (its environment is unreadable)"))
                .containsExactly("codex");
        assertThat(NamedRules.owners("it was seen below codex (pid 7), which lives"))
                .containsExactly("codex");
        assertThat(NamedRules.owners(
                        "it was seen below codex (pid 7) and claude-code, my.host (pid 9), which ended; its"
                                + " last owner was first seen ended 3h ago, and 2h is the minimum"))
                .containsExactly("claude-code", "codex", "my.host");
        assertThat(NamedRules.owners("whether its owner codex (pid 7) has ended is not known (it is gone)"))
                .containsExactly("codex");
    }

    @Test
    void namesNoOwnerWhereNoneIsKnown() {
        assertThat(NamedRules.owners("no owner of it is known")).isEmpty();
        assertThat(NamedRules.owners("it was never seen below an owner named codex"))
                .isEmpty();
        assertThat(NamedRules.owners("protect rule 'a' names it: seen below codex (pid 7)"))
                .isEmpty();
    }
}
