package io.tekton.sharedservices.leftover.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeftoverRuleParserTest {
    private static final Set<String> ROOTS = Set.of("tmp", "home");

    private static LeftoverRule parse(String text) {
        return LeftoverRuleParser.parse("a", text, ROOTS);
    }

    @Test
    void readsARule() {
        LeftoverRule rule = parse("path=home:.cache/job-*/lock kind=file owner-pid=name:.*-(\\d+) older-than=2h");

        assertThat(rule.root()).isEqualTo("home");
        assertThat(rule.path()).extracting(NameGlob::toString).containsExactly(".cache", "job-*", "lock");
        assertThat(rule.kind()).isEqualTo(Kind.FILE);
        assertThat(rule.ownerPid()).isInstanceOf(OwnerPid.InName.class);
        assertThat(rule.olderThan()).isEqualTo(Duration.ofHours(2));
        assertThat(parse("path=tmp:s kind=socket").olderThan()).isEqualTo(Duration.ofDays(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind=socket|a rule needs path=",
                "path=tmp:a|a rule needs kind=",
                "path=/tmp/a kind=socket|names no root; allowed are home, tmp",
                "path=var:a kind=socket|names no root",
                "path=tmp:../etc/a kind=socket|'..' is no name of a file",
                "path=tmp:./a kind=socket|'.' is no name of a file",
                "path=tmp:/etc/a kind=socket|'' is no name of a file",
                "path=tmp:a//b kind=socket|'' is no name of a file",
                "path=tmp: kind=socket|'' is no name of a file",
                "path=tmp:**/a kind=socket|** is not known",
                "path=tmp:a/* kind=socket|fits every name of its folder",
                "path=tmp:a kind=link|allowed are socket, file and folder",
                "path=tmp:a kind=file|needs owner-pid=",
                "path=tmp:a kind=folder|needs owner-pid=",
                "path=tmp:a kind=folder owner-pid=content|is for kind=file alone",
                "path=tmp:a kind=file owner-pid=link:b|is for kind=folder alone",
                "path=tmp:a kind=file owner-pid=file:../b|is no name of a file",
                "path=tmp:a kind=file owner-pid=name:a|has 0 groups; allowed is one",
                "path=tmp:a kind=file owner-pid=name:(|is no regular expression",
                "path=tmp:a kind=file owner-pid=magic|allowed are content",
                "path=tmp:a kind=socket older-than=59s|allowed is 1m or more",
                "path=tmp:a kind=socket older-than=5|no unit",
                "path=tmp:a kind=socket kind=file|is given twice",
                "path=tmp:a kind=socket size=5|'size=5' is not known",
            })
    void saysWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "ci_*.sock,ci_a.sock,true",
        "ci_*.sock,ci_.sock,true",
        "ci_*.sock,ci_a.sock2,false",
        "ci_?.sock,ci_ab.sock,false",
        "*.lock,.hidden.lock,false",
        ".*.lock,.hidden.lock,true",
        "a.b,axb,false",
        "a(b*,a(bc,true",
        "a*b*c,abxbc,true",
        "a*b*c,acb,false",
        "x?*,x😀,true",
        "x??,x😀,false"
    })
    void matchesAsAShellDoes(String glob, String name, boolean matches) {
        assertThat(NameGlob.of(glob).matches(name)).isEqualTo(matches);
    }

    @Test
    @Timeout(60)
    void manyStarsDoNotMultiplyTheWork() {
        assertThat(NameGlob.of("*a".repeat(20) + "*b").matches("a".repeat(255))).isFalse();
    }
}
