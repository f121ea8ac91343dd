package dev.sluice.core.store.sqlite;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.EntryNames;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names that entries have, each set of them once and under a number. Numbers that were met lately are remembered;
 * where a transaction failed, this must be made anew. One thread at a time.
 */
final class UsageNames implements AutoCloseable {

    /** As the schema has it. */
    static final String TABLE = """
            CREATE TABLE usage_names (
                number INTEGER PRIMARY KEY,
                tenant TEXT NOT NULL,
                user TEXT,
                key TEXT NOT NULL,
                role TEXT,
                model TEXT NOT NULL,
                provider TEXT NOT NULL
            ) STRICT;
            CREATE INDEX usage_names_of_key ON usage_names (key, model)""";

    private static final int REMEMBERED = 20_000;

    private final PreparedStatement find;
    private final PreparedStatement add;
    private final Map<EntryNames, Long> numbers = new HashMap<>();

    /** That of the entry before: most have the same. */
    private @Nullable EntryNames last;

    private long lastNumber;

    UsageNames(Connection connection) throws SQLException {
        find = connection.prepareStatement("SELECT number FROM usage_names WHERE tenant = ? AND user IS ?"
                + " AND key = ? AND role IS ? AND model = ? AND provider = ?");
        add = connection.prepareStatement("INSERT INTO usage_names (tenant, user, key, role, model, provider)"
                + " VALUES (?, ?, ?, ?, ?, ?) RETURNING number");
    }

    /** The number of an entry's names, which are added where they are new. */
    long number(Entry entry) throws SQLException {
        EntryNames before = last;
        if (before != null && before.areOf(entry)) {
            return lastNumber;
        }
        EntryNames names = EntryNames.of(entry);
        Long known = numbers.get(names);
        if (known == null) {
            if (numbers.size() == REMEMBERED) {
                numbers.clear();
            }
            known = asked(names);
            numbers.put(names, known);
        }
        last = names;
        lastNumber = known;
        return known;
    }

    private long asked(EntryNames names) throws SQLException {
        bind(find, names);
        try (ResultSet row = find.executeQuery()) {
            if (row.next()) {
                return row.getLong(1);
            }
        }
        bind(add, names);
        try (ResultSet row = add.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void bind(PreparedStatement statement, EntryNames names) throws SQLException {
        statement.setString(1, names.tenant());
        statement.setString(2, names.user());
        statement.setString(3, names.key());
        statement.setString(4, names.role());
        statement.setString(5, names.model());
        statement.setString(6, names.provider());
    }

    @Override
    public void close() throws SQLException {
        find.close();
        add.close();
    }
}
