package dev.sluice.core.store.sqlite;

import dev.sluice.core.store.ResponseHome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table {@code response_homes}. One thread at a time. */
final class ResponseTable implements AutoCloseable {

    private final Connection connection;
    private final PreparedStatement find;
    private final PreparedStatement save;
    private final PreparedStatement drop;
    private final PreparedStatement prune;

    ResponseTable(Connection connection) throws SQLException {
        this.connection = connection;
        this.find = connection.prepareStatement(
                "SELECT provider, provider_key, made_at FROM response_homes WHERE owner = ? AND response = ?");
        this.save = connection.prepareStatement("""
                INSERT INTO response_homes (owner, response, provider, provider_key, made_at) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (owner, response) DO UPDATE SET provider = excluded.provider,
                    provider_key = excluded.provider_key, made_at = excluded.made_at""");
        this.drop = connection.prepareStatement("DELETE FROM response_homes WHERE owner = ? AND response = ?");
        this.prune = connection.prepareStatement("DELETE FROM response_homes WHERE made_at < ?");
    }

    Optional<ResponseHome> find(ResponseHome.Id id) throws SQLException {
        find.setString(1, id.owner());
        find.setString(2, id.response());
        try (ResultSet row = find.executeQuery()) {
            return row.next()
                    ? Optional.of(new ResponseHome(id, row.getString(1), row.getString(2), row.getLong(3)))
                    : Optional.empty();
        }
    }

    List<ResponseHome> all() throws SQLException {
        List<ResponseHome> all = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT owner, response, provider, provider_key, made_at FROM response_homes")) {
            while (row.next()) {
                ResponseHome.Id id = new ResponseHome.Id(row.getString(1), row.getString(2));
                all.add(new ResponseHome(id, row.getString(3), row.getString(4), row.getLong(5)));
            }
        }
        return all;
    }

    /** Makes the changes, in a transaction that is the caller's. */
    void write(WriteQueue.Batch batch) throws SQLException {
        for (ResponseHome.Id id : batch.homes().drops()) {
            drop.setString(1, id.owner());
            drop.setString(2, id.response());
            drop.executeUpdate();
        }
        for (ResponseHome home : batch.homes().saves()) {
            save.setString(1, home.id().owner());
            save.setString(2, home.id().response());
            save.setString(3, home.provider());
            save.setString(4, home.key());
            save.setLong(5, home.madeAtEpochMillis());
            save.executeUpdate();
        }
        if (batch.homesBefore() != WriteQueue.NEVER) {
            prune.setLong(1, batch.homesBefore());
            prune.executeUpdate();
        }
    }

    @Override
    public void close() throws SQLException {
        find.close();
        save.close();
        drop.close();
        prune.close();
    }
}
