package dev.sluice.core.store.sqlite;

import dev.sluice.core.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/**
 * Copies a store as it was at one moment, while a gateway writes it or not: SQLite's {@code VACUUM INTO} on a
 * connection that only reads. The gateway is neither stopped nor slowed down, and needs not take part.
 */
public final class SqliteBackup {

    private static final int BUSY_MILLIS = 10_000;

    private SqliteBackup() {}

    /**
     * Copies the store to a file that there is not yet; blocks until the copy is on the disk, and found whole.
     *
     * @return how many provider keys the copy has rows of
     * @throws StoreException when it cannot be done; there is no file then, unless there was one before
     */
    public static int copy(Path store, Path to) {
        if (Files.notExists(store)) {
            throw new StoreException(store + " does not exist: there is nothing to copy yet");
        }
        reserve(to);
        try {
            copyInto(store, to);
            force(to);
            return check(to);
        } catch (StoreException e) {
            remove(to, e);
            throw e;
        }
    }

    private static void reserve(Path to) {
        try {
            StoreFile.create(to);
        } catch (FileAlreadyExistsException e) {
            throw new StoreException(to + " is there already, and is not overwritten: name another file", e);
        } catch (IOException e) {
            throw new StoreException(to + " cannot be made: " + StoreFile.reason(e), e);
        }
    }

    private static void copyInto(Path store, Path to) {
        try (Connection connection = StoreFile.connect(store, readOnly())) {
            Schema.CURRENT.check(connection, store);
            try (PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
                vacuum.setString(1, to.toUri().toString());
                vacuum.execute();
            }
        } catch (SQLException e) {
            throw StoreFile.explain(store, "cannot be copied to " + to, e);
        }
    }

    /** SQLite leaves the copy to the operating system. */
    private static void force(Path to) {
        try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException e) {
            throw new StoreException(to + " cannot be written: " + StoreFile.reason(e), e);
        }
    }

    private static int check(Path copy) {
        try (Connection connection = StoreFile.connect(copy, readOnly());
                Statement statement = connection.createStatement()) {
            Schema.CURRENT.check(connection, copy);
            try (ResultSet found = statement.executeQuery("PRAGMA integrity_check(1)")) {
                if (!found.getString(1).equals("ok")) {
                    throw new StoreException(copy + " is not whole (" + found.getString(1) + "): try again");
                }
            }
            try (ResultSet count = statement.executeQuery("SELECT count(*) FROM provider_keys")) {
                return count.getInt(1);
            }
        } catch (SQLException e) {
            throw StoreFile.explain(copy, "cannot be read back", e);
        }
    }

    private static SQLiteConfig readOnly() {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLIS);
        return config;
    }

    private static void remove(Path file, StoreException cause) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
