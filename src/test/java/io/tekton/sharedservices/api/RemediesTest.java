package io.tekton.sharedservices.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What to do about a warning. */
class RemediesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            the registry cannot be relied on (registry-missing): /r.json is not there | start the platform
            the registry cannot be relied on (registry-locked): it is locked | shared-services doctor
            run 20260101-000000-aaaaaa of orphan-cleanup was REFUSED, registry-untrusted: it may be written | registry.trusted-users
            run 20260101-000000-aaaaaa of orphan-cleanup was REFUSED, too-many-orphans: 80, more than 50 | --max-terminations
            run 20260101-000000-aaaaaa of orphan-cleanup found 12 orphans, more than 10 | what starts them
            orphan-cleanup is overdue | shared-services restart
            the end of a run cannot be recorded: is the disk full? | free space
            the settings have faults, so those in force stay: web.prt | fix the settings
            web.port will apply after the next restart | shared-services restart
            """)
    void aWarningHasTheRemedyOfItsCause(String warning, String remedy) {
        assertThat(Remedies.of(warning))
                .hasValueSatisfying(text -> assertThat(text).contains(remedy));
    }

    @Test
    void aWarningThatIsNotInTheTableHasNone() {
        assertThat(Remedies.of("a warning")).isEmpty();
    }
}
