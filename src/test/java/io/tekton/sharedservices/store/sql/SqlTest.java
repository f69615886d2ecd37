package io.tekton.sharedservices.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SqlTest {
    @Test
    void keepsOnlyTheConditionsThatAreGiven() {
        Sql sql =
                new Sql("any", "SELECT 1\n-- why\nWHERE 1 = 1\n  AND a = :a -- if a\n  AND b = :b -- if b\nORDER BY a");

        assertThat(sql.with(Set.of("b"))).isEqualTo("SELECT 1\nWHERE 1 = 1\n  AND b = :b\nORDER BY a");
    }

    @Test
    void saysWhichStatementIsMissing() {
        assertThatThrownBy(() -> Sql.query("nobody-asks-this"))
                .hasMessageContaining("sql/queries/nobody-asks-this.sql");
    }

    /** What only H2 knows is in {@code sql/h2}: the queries are for PostgreSQL, too. */
    @Test
    void keepsQueriesFreeOfWhatOnlyOneDialectKnows() throws IOException {
        List<String> words =
                List.of("MERGE INTO", "TOP ", "LIMIT ALL", "DATEADD", "SYSTEM_RANGE", "IFNULL", "`", "CHECKPOINT");
        try (Stream<Path> files = Files.list(Path.of("sql/queries"))) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContain(words);
            }
        }
    }
}
