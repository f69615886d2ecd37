package io.tekton.sharedservices.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.ColonPrefixSqlParser;
import org.jdbi.v3.core.statement.ParsedSql;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedParametersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "",
                ":a",
                "SELECT :a, :b_2, :a FROM t WHERE x=:X1",
                "SELECT ':no', 'it''s :no', \":no\" FROM t WHERE a = :yes",
                "SELECT 1 -- why :no, and no end\nWHERE a = :yes",
                "SELECT 1 /* :no, no end */ WHERE a = :yes",
                "SELECT a::text, :b::bigint",
                "SELECT '' || :a || ''''",
                "SELECT a - :b, a-:b, (:c), :d;",
                "SELECT a[:b]",
                "SELECT 'ends'--",
                "SELECT 1 / 2 - 3"
            })
    void findsWhatJdbisOwnParserFinds(String sql) {
        assertThat(NamedParameters.parse(sql)).isEqualTo(byJdbi(sql));
    }

    @Test
    void findsTheSameInEveryStatementOfThisProgram() throws IOException {
        for (Path file : statements()) {
            String sql = Files.readString(file);

            assertThat(NamedParameters.parse(sql)).as(file.toString()).isEqualTo(byJdbi(sql));
        }
    }

    private static List<Path> statements() throws IOException {
        try (Stream<Path> h2 = Files.walk(Path.of("sql/h2"));
                Stream<Path> queries = Files.walk(Path.of("sql/queries"));
                Stream<Path> fleet = Files.walk(Path.of("sql/fleet/queries"))) {
            List<Path> files = Stream.of(h2, queries, fleet)
                    .flatMap(some -> some)
                    .filter(file -> file.toString().endsWith(".sql"))
                    .toList();
            assertThat(files).hasSizeGreaterThan(60);
            return files;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 'no end", "SELECT \"no end", "SELECT 1 /* no end"})
    void refusesWhatDoesNotEnd(String sql) {
        assertThatThrownBy(() -> NamedParameters.parse(sql))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sql);
    }

    @Test
    void bindsByNameInARealDatabase() {
        try (Handle handle = NamedParameters.in(Jdbi.open("jdbc:h2:mem:"))) {
            List<String> row = handle.createQuery("SELECT ':no' AS a, CAST(:yes AS VARCHAR) AS b, '<no>' AS c")
                    .bind("yes", "it's")
                    .map((rows, context) -> rows.getString("a") + rows.getString("b") + rows.getString("c"))
                    .list();

            assertThat(row).containsExactly(":noit's<no>");
        }
    }

    private static ParsedSql byJdbi(String sql) {
        try (Handle handle = Jdbi.open("jdbc:h2:mem:")) {
            StatementContext context = handle.createQuery("SELECT 1").getContext();
            return new ColonPrefixSqlParser().parse(sql, context);
        }
    }
}
