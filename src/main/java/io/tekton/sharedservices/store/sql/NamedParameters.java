package io.tekton.sharedservices.store.sql;

import org.jdbi.v3.core.config.Configurable;
import org.jdbi.v3.core.statement.ParsedSql;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.TemplateEngine;

/**
 * Finds parameters such as {@code :runId} in a statement, outside texts, quoted names, comments and casts ({@code ::}).
 * Jdbi's own parsers, of parameters and of templates, cost a command that opens the store 8 % of its processor time
 * (decision 0048). No statement is a template.
 */
public final class NamedParameters implements SqlParser {
    private static final int END = -1;

    private NamedParameters() {}

    /**
     * Makes all its statements be read in this way.
     *
     * @param statements a database, or one connection
     * @return the same
     */
    public static <T extends Configurable<?>> T in(T statements) {
        statements
                .getConfig(SqlStatements.class)
                .setTemplateEngine(TemplateEngine.NOP)
                .setSqlParser(new NamedParameters());
        return statements;
    }

    @Override
    public ParsedSql parse(String sql, StatementContext context) {
        return parse(sql);
    }

    @Override
    public String nameParameter(String rawName, StatementContext context) {
        return ":" + rawName;
    }

    /** @throws IllegalArgumentException if a text, a quoted name or a comment does not end */
    static ParsedSql parse(String sql) {
        ParsedSql.Builder parsed = ParsedSql.builder();
        int copied = 0;
        int at = 0;
        while (at < sql.length()) {
            char here = sql.charAt(at);
            if (here == '\'' || here == '"') {
                at = behind(sql, String.valueOf(here), at + 1);
            } else if (sql.startsWith("--", at)) {
                int line = sql.indexOf('\n', at);
                at = line == END ? sql.length() : line;
            } else if (sql.startsWith("/*", at)) {
                at = behind(sql, "*/", at + 2);
            } else if (sql.startsWith("::", at)) {
                at += 2;
            } else if (here == ':' && isOfName(sql, at + 1)) {
                int end = at + 1;
                while (isOfName(sql, end)) {
                    end++;
                }
                parsed.append(sql.substring(copied, at)).appendNamedParameter(sql.substring(at + 1, end));
                at = end;
                copied = end;
            } else {
                at++;
            }
        }
        return parsed.append(sql.substring(copied)).build();
    }

    private static int behind(String sql, String end, int from) {
        int at = sql.indexOf(end, from);
        if (at == END) {
            throw new IllegalArgumentException("a statement ends before the " + end + " that it needs: " + sql);
        }
        return at + end.length();
    }

    private static boolean isOfName(String sql, int at) {
        return at < sql.length() && (Character.isLetterOrDigit(sql.charAt(at)) || sql.charAt(at) == '_');
    }
}
