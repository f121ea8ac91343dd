package dev.sluice.core.store.sqlite;

import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoredKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code provider_keys}. One thread at a time. */
final class KeyTable implements AutoCloseable {

    private static final String COLUMNS =
            "provider, name, source, sealed, fingerprint, priority, state, failures, reason, cooling_until, deleted,"
                    + " version";

    private final Connection connection;
    private final PreparedStatement save;
    private final PreparedStatement drop;
    private final PreparedStatement find;

    KeyTable(Connection connection) throws SQLException {
        this.connection = connection;
        this.save = connection.prepareStatement("""
                INSERT INTO provider_keys (%s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (provider, name) DO UPDATE SET source = excluded.source, sealed = excluded.sealed,
                    fingerprint = excluded.fingerprint, priority = excluded.priority, state = excluded.state,
                    failures = excluded.failures, reason = excluded.reason, cooling_until = excluded.cooling_until,
                    deleted = excluded.deleted, version = excluded.version
                WHERE excluded.version >= version""".formatted(COLUMNS));
        this.drop = connection.prepareStatement("DELETE FROM provider_keys WHERE provider = ? AND name = ?");
        this.find = connection.prepareStatement(
                "SELECT " + COLUMNS + " FROM provider_keys WHERE provider = ? AND name = ?");
    }

    /** All rows, in the order in which they were first saved. */
    List<StoredKey> all() throws SQLException {
        List<StoredKey> all = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT " + COLUMNS + " FROM provider_keys ORDER BY rowid")) {
            while (rows.next()) {
                all.add(read(rows));
            }
        }
        return all;
    }

    /** Makes what is to be made one after the other, in a transaction that is the caller's. */
    void write(List<WriteQueue.KeyStep> steps) throws SQLException {
        for (WriteQueue.KeyStep step : steps) {
            write(step.changes());
            CheckedWrite<StoredKey, StoredKey> last = step.last();
            if (last != null) {
                write(last);
            }
        }
    }

    private void write(CheckedWrite<StoredKey, StoredKey> write) throws SQLException {
        List<StoredKey> inTheWay = new ArrayList<>();
        for (StoredKey key : write.changes()) {
            StoredKey there = row(key.id());
            if (there != null && !key.follows(there)) {
                inTheWay.add(there);
            }
        }
        write.found(inTheWay);
        if (inTheWay.isEmpty()) {
            for (StoredKey key : write.changes()) {
                save(key);
            }
        }
    }

    private @Nullable StoredKey row(StoredKey.Id id) throws SQLException {
        find.setString(1, id.provider());
        find.setString(2, id.name());
        try (ResultSet found = find.executeQuery()) {
            return found.next() ? read(found) : null;
        }
    }

    private void write(WriteQueue.Changes<StoredKey.Id, StoredKey> changes) throws SQLException {
        for (StoredKey.Id id : changes.drops()) {
            drop(id);
        }
        for (StoredKey key : changes.saves()) {
            save(key);
        }
    }

    @Override
    public void close() throws SQLException {
        save.close();
        drop.close();
        find.close();
    }

    private void save(StoredKey key) throws SQLException {
        save.setString(1, key.provider());
        save.setString(2, key.name());
        save.setString(3, key.source().name());
        save.setString(4, key.sealed());
        save.setString(5, key.fingerprint());
        save.setInt(6, key.priority());
        save.setString(7, key.state().name());
        save.setInt(8, key.failures());
        save.setString(9, key.reason());
        save.setLong(10, key.coolingUntilEpochMillis());
        save.setInt(11, key.deleted() ? 1 : 0);
        save.setLong(12, key.version());
        save.executeUpdate();
    }

    private void drop(StoredKey.Id id) throws SQLException {
        drop.setString(1, id.provider());
        drop.setString(2, id.name());
        drop.executeUpdate();
    }

    private static StoredKey read(ResultSet row) throws SQLException {
        String provider = row.getString(1);
        String name = row.getString(2);
        try {
            return new StoredKey(
                    provider,
                    name,
                    KeySource.valueOf(row.getString(3)),
                    row.getString(4),
                    row.getString(5),
                    row.getInt(6),
                    KeyState.valueOf(row.getString(7)),
                    row.getInt(8),
                    row.getString(9),
                    row.getLong(10),
                    row.getInt(11) != 0,
                    row.getLong(12));
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    "the stored key " + name + " of provider " + provider
                            + " has a source or state that this version does not know",
                    e);
        }
    }
}
