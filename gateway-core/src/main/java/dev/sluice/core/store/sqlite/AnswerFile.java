package dev.sluice.core.store.sqlite;

import dev.sluice.core.cache.Digest;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.Purge;
import dev.sluice.core.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/**
 * The file of cached answers beside a store: one of its own, so that what writes it never holds up the ledger, what
 * damages it damages nothing else, and no backup has it. Whoever opens it has the store locked. Everything blocks; one
 * thread.
 */
final class AnswerFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerFile.class);
    private static final int BUSY_MILLIS = 1_000;

    private static final Schema SCHEMA = new Schema(List.of("""
            CREATE TABLE answers (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                exact BLOB NOT NULL UNIQUE,
                id TEXT NOT NULL,
                tenant TEXT NOT NULL,
                model TEXT NOT NULL,
                client_key TEXT NOT NULL,
                expires INTEGER NOT NULL,
                size INTEGER NOT NULL,
                entry BLOB NOT NULL
            ) STRICT;
            CREATE INDEX answers_by_expiry ON answers (expires);
            CREATE INDEX answers_by_tenant ON answers (tenant)"""));

    private final Connection connection;
    private final PreparedStatement remove;
    private final PreparedStatement insert;
    private final PreparedStatement page;
    private final PreparedStatement purge;
    private final PreparedStatement expired;
    private final PreparedStatement oldest;
    private long bytes;

    /** A row, as it was written. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    record Row(long number, byte[] exact, byte[] entry) {}

    private AnswerFile(Connection connection) throws SQLException {
        this.connection = connection;
        this.remove = connection.prepareStatement("DELETE FROM answers WHERE exact = ? RETURNING size");
        this.insert = connection.prepareStatement("INSERT INTO answers"
                + " (exact, id, tenant, model, client_key, expires, size, entry) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        this.page = connection.prepareStatement(
                "SELECT number, exact, entry FROM answers WHERE number < ? AND expires > ? ORDER BY number DESC");
        this.purge = connection.prepareStatement("""
                DELETE FROM answers WHERE (?1 IS NULL OR tenant = ?1) AND (?2 IS NULL OR model = ?2)
                    AND (?3 IS NULL OR client_key = ?3) AND (?4 IS NULL OR id = ?4) RETURNING size""");
        this.expired = connection.prepareStatement("""
                DELETE FROM answers WHERE number IN (SELECT number FROM answers WHERE expires <= ? LIMIT ?)
                    RETURNING size""");
        this.oldest = connection.prepareStatement(
                "DELETE FROM answers WHERE number = (SELECT min(number) FROM answers) RETURNING size");
        this.bytes = sum(connection);
    }

    /** Where it is. */
    static Path beside(Path store) {
        return store.resolveSibling(store.getFileName() + ".answers");
    }

    /** Opens it, or makes it; one that is damaged is made anew, since there is nothing in it that could not be lost. */
    static AnswerFile open(Path file) {
        try {
            return openAsItIs(file);
        } catch (StoreException e) {
            if (!(e.getCause() instanceof SQLException cause && StoreFile.isDamaged(cause))) {
                throw e;
            }
            LOG.warn("{} is damaged: cached answers begin anew", file);
            delete(file);
            return openAsItIs(file);
        }
    }

    private static AnswerFile openAsItIs(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        Connection connection = StoreFile.connect(StoreFile.prepare(file), config);
        try {
            SCHEMA.check(connection, file);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA synchronous = NORMAL");
                // What was purged must not be left in free pages.
                statement.execute("PRAGMA secure_delete = ON");
            }
            SCHEMA.bring(connection, file);
            return new AnswerFile(connection);
        } catch (SQLException e) {
            StoreException explained = StoreFile.explain(file, "cannot be opened", e);
            StoreFile.close(connection, explained);
            throw explained;
        } catch (StoreException e) {
            StoreFile.close(connection, e);
            throw e;
        }
    }

    /** Removes it, and what SQLite has beside it. */
    static void delete(Path file) {
        try {
            for (String end : List.of("", "-wal", "-shm", "-journal")) {
                Files.deleteIfExists(file.resolveSibling(file.getFileName() + end));
            }
        } catch (IOException e) {
            throw new StoreException(file + " cannot be removed: " + StoreFile.reason(e), e);
        }
    }

    /** Something that is done in one transaction; how many bytes there are more after it. */
    @FunctionalInterface
    interface Work {
        long run() throws SQLException;
    }

    /** Does it whole, or not at all; what it told. */
    long change(Work work) throws SQLException {
        execute("BEGIN IMMEDIATE");
        try {
            long more = work.run();
            execute("COMMIT");
            bytes += more;
            return more;
        } catch (SQLException | RuntimeException e) {
            rollBack(e);
            throw e;
        }
    }

    /** Puts a row in the place of the one under its key, as the newest of all; within a change. */
    long put(Entry entry, byte[] value) throws SQLException {
        Digest exact = entry.key().exact();
        long before = remove(bytes(exact));
        insert.setBytes(1, bytes(exact));
        insert.setString(2, entry.id());
        insert.setString(3, entry.asker().tenant());
        insert.setString(4, entry.source().model());
        insert.setString(5, entry.asker().clientKey());
        insert.setLong(6, entry.life().expiresMillis());
        insert.setLong(7, value.length);
        insert.setBytes(8, value);
        insert.executeUpdate();
        return value.length + before;
    }

    /** Drops a row; within a change. */
    long remove(byte[] exact) throws SQLException {
        remove.setBytes(1, exact);
        return -gone(remove).bytes();
    }

    /** Drops the oldest until no more bytes are left than that, or so many rows are gone; within a change. */
    long shrink(long more, long most, int rows) throws SQLException {
        long gone = 0;
        for (int i = 0; i < rows && bytes + more + gone > most; i++) {
            long size = gone(oldest).bytes();
            if (size == 0) {
                break;
            }
            gone -= size;
        }
        return gone;
    }

    /** Drops rows that are not given any more; within a change. */
    long prune(long nowMillis, int rows) throws SQLException {
        expired.setLong(1, nowMillis);
        expired.setInt(2, rows);
        return -gone(expired).bytes();
    }

    /** Drops those that are to go; how many. */
    long purge(Purge which) throws SQLException {
        long[] rows = new long[1];
        change(() -> {
            purge.setString(1, which.tenant());
            purge.setString(2, which.model());
            purge.setString(3, which.clientKey());
            purge.setString(4, which.id());
            Gone gone = gone(purge);
            rows[0] = gone.rows();
            return -gone.bytes();
        });
        return rows[0];
    }

    /** Told of one row after the other; false ends it. */
    @FunctionalInterface
    interface Reader {
        boolean read(Row row) throws SQLException;
    }

    /** Tells of rows that may still be given, those that were written last first, from before a number on. */
    void read(long before, long nowMillis, Reader to) throws SQLException {
        page.setLong(1, before);
        page.setLong(2, nowMillis);
        try (ResultSet rows = page.executeQuery()) {
            boolean more = true;
            while (more && rows.next()) {
                byte[] exact = Objects.requireNonNullElse(rows.getBytes(2), new byte[0]);
                byte[] entry = Objects.requireNonNullElse(rows.getBytes(3), new byte[0]);
                more = to.read(new Row(rows.getLong(1), exact, entry));
            }
        }
    }

    /** Leaves one file: the write-ahead log is folded into it. */
    @Override
    public void close() throws SQLException {
        try (connection;
                remove;
                insert;
                page;
                purge;
                expired;
                oldest) {
            execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    private record Gone(long rows, long bytes) {}

    private static Gone gone(PreparedStatement delete) throws SQLException {
        long rows = 0;
        long bytes = 0;
        try (ResultSet sizes = delete.executeQuery()) {
            while (sizes.next()) {
                rows++;
                bytes += sizes.getLong(1);
            }
        }
        return new Gone(rows, bytes);
    }

    private static long sum(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT coalesce(sum(size), 0) FROM answers")) {
            return row.getLong(1);
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Some failures have ended the transaction already: then this one says so, and that is all. */
    private void rollBack(Exception cause) {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** As it stands in a row. */
    static byte[] bytes(Digest digest) {
        byte[] bytes = new byte[Digest.BYTES];
        digest.write(bytes, 0);
        return bytes;
    }

    /** Closes a file with which something is wrong already. */
    static void abandon(@Nullable AnswerFile file, Exception cause) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
