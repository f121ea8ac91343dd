package dev.sluice.core.store.sqlite;

import dev.sluice.core.store.StoreException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The database file and those beside it: made for the owner alone, opened, and what may be wrong with them. */
final class StoreFile {

    private StoreFile() {}

    /** Makes the file, empty, and its folder where there is none; its real path, by which all know it. */
    static Path prepare(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            if (Files.notExists(file)) {
                create(file);
            }
            return file.toRealPath();
        } catch (FileAlreadyExistsException e) {
            throw new StoreException(e.getFile() + " is there, but not a folder: change store.path", e);
        } catch (IOException e) {
            throw new StoreException(file + " cannot be made (" + reason(e) + "): change store.path or the rights", e);
        }
    }

    /** Makes an empty file that only its owner may read; fails when there is one. */
    static void create(Path file) throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] owner = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Files.createFile(file, owner);
    }

    /** Opens a connection. As a URI: the driver would take what follows a question mark in a name for parameters. */
    static Connection connect(Path file, SQLiteConfig config) {
        NativeLibrary.load();
        try {
            return config.createConnection("jdbc:sqlite:" + file.toUri());
        } catch (SQLException e) {
            throw explain(file, "cannot be opened", e);
        }
    }

    /** Closes a connection because of what went wrong with it. */
    static void close(Connection connection, StoreException cause) {
        try {
            connection.close();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** What went wrong with a database, in an operator's words. */
    static StoreException explain(Path file, String what, SQLException cause) {
        return new StoreException(file + " " + what + ": " + reason(cause), cause);
    }

    /** Whether another connection has what was wanted. */
    static boolean isLocked(SQLException cause) {
        return kind(cause) == SQLiteErrorCode.SQLITE_BUSY;
    }

    /** Whether what is in there is no database, or none any more. */
    static boolean isDamaged(SQLException cause) {
        SQLiteErrorCode kind = kind(cause);
        return kind == SQLiteErrorCode.SQLITE_CORRUPT || kind == SQLiteErrorCode.SQLITE_NOTADB;
    }

    /** Whether a row was not written for what is in it: it will not be the next time either, and others will. */
    static boolean isOfWhatWasWritten(StoreException failure) {
        return failure.getCause() instanceof SQLException cause
                && switch (kind(cause)) {
                    case SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_TOOBIG, SQLITE_RANGE -> true;
                    default -> false;
                };
    }

    static String reason(IOException cause) {
        String reason = cause instanceof FileSystemException named ? named.getReason() : cause.getMessage();
        return reason != null ? reason : cause.getClass().getSimpleName();
    }

    private static String reason(SQLException cause) {
        return switch (kind(cause)) {
            case SQLITE_FULL -> "the disk is full";
            case SQLITE_READONLY, SQLITE_PERM -> "it, or its folder, may not be written";
            case SQLITE_BUSY, SQLITE_LOCKED -> "another program keeps it locked";
            case SQLITE_NOTADB -> "it is not a database; set store.path to another file";
            case SQLITE_CORRUPT -> "it is damaged; restore a backup";
            case SQLITE_CANTOPEN -> "it may not be opened; look at the rights of the file and its folder";
            case SQLITE_IOERR -> "its disk fails (" + cause.getMessage() + ")";
            default -> String.valueOf(cause.getMessage());
        };
    }

    /** The kind of an error, which is the low byte of its code; the rest says which of that kind. */
    private static SQLiteErrorCode kind(SQLException cause) {
        return cause instanceof SQLiteException sqlite
                ? SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xff)
                : SQLiteErrorCode.UNKNOWN_ERROR;
    }
}
