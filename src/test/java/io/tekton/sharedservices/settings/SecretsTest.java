package io.tekton.sharedservices.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings are masked by the same tables as command lines. */
class SecretsTest {
    @ParameterizedTest
    @CsvSource({
        "fleet.password, x",
        "my.token, x",
        "web.api-key, hunter2",
        "org.quartz.dataSource.ds.password, x",
        "db.PGPASSWORD, x",
        "signing.passphrase, x",
        "storage.private-key, MIIEvQ",
        "aws.credentials, abc",
        "notify.webhook.url, https://hooks.example/T0/B0",
        "cache.session, 8f3a9Zq0Lw2x",
        "a, -----BEGIN PRIVATE KEY-----",
        "a, sk-hunter2hunter2",
        "a, https://user:hunter2@host/",
        "a, ghp_abcdefghijklmnopqrstuvwxyz0123456789",
        "orphan-cleanup.match.x, argument=glpat-abcdefghij0123456789",
    })
    void aSecretIsMasked(String key, String value) {
        assertThat(Secrets.masked(key, value)).isEqualTo("***");
    }

    @ParameterizedTest
    @CsvSource({
        "fleet.password-file, /etc/fleet/password",
        "web.token-file, token.txt",
        "aws.credentials, /home/op/.aws/credentials",
        "orphan-cleanup.min-age, 2h",
        "llm.max-token, 4096",
        "list.sort-key, name",
        "registry.files, ai_registry/platform_ai_registry.json",
        "fleet.url, jdbc:postgresql://host/fleet",
    })
    void whatIsNoneIsShown(String key, String value) {
        assertThat(Secrets.masked(key, value)).isEqualTo(value);
    }
}
