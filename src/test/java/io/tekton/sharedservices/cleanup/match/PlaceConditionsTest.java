package io.tekton.sharedservices.cleanup.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tekton.sharedservices.cleanup.verdict.Hosts;
import io.tekton.sharedservices.process.CommandLine;
import io.tekton.sharedservices.process.ProcessSnapshot;
import io.tekton.sharedservices.process.ProcessSnapshot.Place;
import io.tekton.sharedservices.process.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceConditionsTest {
    private static final Place PLACE = place("/srv/jobs/night", "/opt/agent/bin/node", "bash", "/srv/sup.sh");

    private static Place place(String folder, String program, String... parent) {
        return new Place(
                new Reading.Present<>(folder),
                new Reading.Present<>(program),
                new Reading.Present<>(new Place.Parent(CommandLine.of(List.of(parent)), "kernel name")),
                new Reading.Gone<>());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cwd=/srv/jobs/night | true",
                "cwd=night | true",
                "cwd=jobs/night | true",
                "cwd=/srv/jobs/* | true",
                "cwd=/srv/* | false",
                "cwd=/srv/** | true",
                "cwd=/srv/jobs/night/** | true",
                "cwd=jobs/** | true",
                "cwd=/sr/** | false",
                "cwd=/srv/job/** | false",
                "cwd=srv/night | false",
                "cwd=/** | true",
                "cwd=/ | false",
                "cwd=other,night | true",
                "exe=node | true",
                "exe=/opt/agent/bin/node | true",
                "exe=bin/* | true",
                "exe=/opt/*/node | false",
                "exe=x | false",
                "parent=bash | true",
                "parent=sup.sh | true",
                "parent=/srv/*.sh | true",
                "parent=make | false",
                "parent=kernel* | false"
            })
    void holds(String condition, boolean expected) {
        ProcessSnapshot process = running(PLACE);

        assertThat(matches("program=x " + condition, process)).isEqualTo(expected);
        assertThat(protects(condition, process)).isEqualTo(expected || condition.equals("parent=kernel*"));
    }

    @Test
    void theRootFolderIsOnlyItself() {
        assertThat(matches("program=x cwd=/", running(place("/", "/x", "sh")))).isTrue();
        assertThat(matches("program=x cwd=/**", running(place("/", "/x", "sh"))))
                .isTrue();
        assertThat(matches("program=x cwd=/srv/**", running(place("/", "/x", "sh"))))
                .isFalse();
    }

    /** Steps over prefixes as program= does; the kernel's name is used where the arguments hide the program. */
    @Test
    void theParentIsNamedByWhatItRuns() {
        assertThat(matches("program=x parent=make", running(place("/", "/x", "nice", "-n", "5", "make"))))
                .isTrue();
        assertThat(matches("program=x parent=nice", running(place("/", "/x", "nice", "make"))))
                .isFalse();
        assertThat(protects("parent=nice", running(place("/", "/x", "nice", "make"))))
                .isTrue();
        assertThat(matches("program=x parent=\"kernel name\"", running(place("/", "/x", "sshd: op@pts/0", "", ""))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cwd=/srv/**", "exe=node", "parent=bash"})
    void whatCannotBeReadIsNeverNamedAndAlwaysProtected(String condition) {
        ProcessSnapshot process = running(Place.UNREAD);

        assertThat(matches("program=x " + condition, process)).isFalse();
        assertThat(protects(condition, process)).isTrue();
        assertThat(protects("program=other " + condition, process)).isFalse();
    }

    @Test
    void aProcessWithoutParentHasNone() {
        ProcessSnapshot process = running(new Place(
                new Reading.Present<>("/"), new Reading.Present<>("/x"), new Reading.Gone<>(), new Reading.Gone<>()));

        assertThat(matches("program=x parent=*", process)).isFalse();
        assertThat(protects("parent=*", process)).isFalse();
    }

    /** It is no owner, and its descendants are not judged as if they had none. */
    @Test
    void whetherAProcessIsAnOwnerMayBeUnknown() {
        Rules rules = new Rules(
                List.of(),
                List.of(),
                List.of(
                        RuleParser.owner("agent", "program=x exe=/opt/agent/bin/node"),
                        RuleParser.owner("y", "program=y exe=z")));

        assertThat(rules.owning(running(Place.UNREAD))).isEmpty();
        assertThat(rules.mayBeOwning(running(Place.UNREAD))).containsExactly("agent");
        assertThat(rules.owning(running(PLACE))).containsExactly("agent");
        assertThat(rules.mayBeOwning(running(PLACE))).isEmpty();
        assertThat(rules.mayBeOwning(running(place("/", "/bin/other", "sh")))).isEmpty();
    }

    @Test
    void theExecutableAloneCanNameAProcessButNoOwner() {
        assertThat(matches("exe=/opt/agent/bin/*", running(PLACE))).isTrue();
        assertThat(new Rules(List.of(RuleParser.match("r", "exe=/opt/agent/bin/*")), List.of())
                        .mayMatch(CommandLine.of(List.of("any"))))
                .isTrue();
        assertThatThrownBy(() -> RuleParser.owner("r", "exe=/opt/agent/bin/*")).hasMessageContaining("command lines");
    }

    @Test
    void onlyWhatARuleAsksForIsRead() {
        Rules none = new Rules(List.of(RuleParser.match("r", "program=x")), List.of());
        Rules all = new Rules(
                List.of(RuleParser.match("r", "program=x cwd=/srv/*")),
                List.of(RuleParser.protect("p", "parent=make")),
                List.of(RuleParser.owner("o", "program=x exe=/opt/*")));

        assertThat(none.wanted().folder()).isFalse();
        assertThat(none.wanted().program()).isFalse();
        assertThat(none.wanted().parent()).isFalse();
        assertThat(none.wanted().script().apply(CommandLine.of(List.of("python3", "x.py"))))
                .isEmpty();
        assertThat(all.wanted().folder()).isTrue();
        assertThat(all.wanted().program()).isTrue();
        assertThat(all.wanted().parent()).isTrue();
        assertThat(Hosts.defaultRules().wanted().script().apply(CommandLine.of(List.of("python3", "-u", "x.py"))))
                .isEqualTo("x.py");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // The path as it was written | where it leads, ? if that is not known | rule | named | protected
                "/srv/batch/run.py | /srv/batch/run.py | /srv/batch/run.py | true | true",
                "/opt/tool | /srv/batch/run.py | batch/run.py | true | true",
                "/opt/tool | /srv/batch/run.py | tool | true | true",
                "/opt/tool | ? | batch/run.py | false | false",
                "/srv//batch/./run.py | ? | /srv/batch/run.py | true | true",
                "/srv/x/../batch/run.py | ? | /srv/batch/run.py | true | true",
                "/srv/link/../batch/run.py | /mnt/batch/run.py | /srv/batch/run.py | false | true",
                "/srv/link/../batch/run.py | /mnt/batch/run.py | /mnt/batch/run.py | true | true",
                "/srv/../run.py | ? | /srv/*/run.py | false | true",
                "../run.py | ? | */run.py | false | true",
                "../batch/run.py | ? | batch/run.py | true | true",
                "./run.py | ? | */run.py | false | true",
                "run.py | /srv/batch/run.py | batch/run.py | true | true",
                "/../run.py | ? | /run.py | true | true"
            })
    void scriptsAreComparedWithoutDetoursAndByWhereTheyLead(
            String path, String real, String pattern, boolean named, boolean guarded) {
        ProcessSnapshot process = Hosts.process(4711)
                .argv("python3", path)
                .place(new Place(
                        PLACE.folder(),
                        PLACE.program(),
                        PLACE.parent(),
                        real.equals("?") ? new Reading.Unreadable<>("other mounts") : new Reading.Present<>(real)))
                .snapshot();

        assertThat(matches("script=" + pattern, process)).isEqualTo(named);
        assertThat(protects("script=" + pattern, process)).isEqualTo(guarded);
        if (named) {
            assertThat(new Rules(List.of(RuleParser.match("r", "script=" + pattern)), List.of())
                            .mayMatch(process.command()))
                    .isTrue();
        }
    }

    /** Otherwise each process with a script would be read whole at every scan. */
    @Test
    void theBuiltInMatchRulesFollowNoLinks() {
        Rules rules = Hosts.defaultRules();

        assertThat(rules.mayMatch(CommandLine.of(List.of("python3", "/opt/tool"))))
                .isFalse();
        assertThat(rules.mayMatch(CommandLine.of(List.of("python3", "/srv/x/../shared/ai/generic_specialist.py"))))
                .isTrue();
    }

    /** Behind a link, the text of a path with {@code ..} is another file's. */
    @Test
    void aBuiltInMatchRuleDoesNotBelieveAPathThatGoesUp() {
        Hosts.Builder process = Hosts.process(4711)
                .argv("python3", "/srv/link/../shared/ai/generic_specialist.py")
                .place(leadsTo(new Reading.Present<>("/mnt/other/generic.py")));

        assertThat(Hosts.defaultRules().matching(process.snapshot())).isEmpty();
        assertThat(Hosts.defaultRules()
                        .matching(process.place(leadsTo(new Reading.Present<>("/srv/shared/ai/generic_specialist.py")))
                                .snapshot()))
                .isNotEmpty();
    }

    private static Place leadsTo(Reading<String> script) {
        return new Place(PLACE.folder(), PLACE.program(), PLACE.parent(), script);
    }

    private static ProcessSnapshot running(Place place) {
        return Hosts.process(4711).argv("x").place(place).snapshot();
    }

    private static boolean matches(String rule, ProcessSnapshot process) {
        return !new Rules(List.of(RuleParser.match("r", rule)), List.of())
                .matching(process)
                .isEmpty();
    }

    private static boolean protects(String rule, ProcessSnapshot process) {
        return !new Rules(List.of(), List.of(RuleParser.protect("r", rule)))
                .protecting(process)
                .isEmpty();
    }
}
