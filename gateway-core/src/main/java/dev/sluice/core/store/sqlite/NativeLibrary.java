package dev.sluice.core.store.sqlite;

import dev.sluice.core.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Loads SQLite's library, once a process, in half the time that the driver takes by itself: that runs a program to find
 * out about the system, and compares the file that it extracts byte by byte. Nor is a file left behind when the process
 * is killed. Where this way is not known, or fails, the driver's own is taken. Thread-safe.
 */
final class NativeLibrary {

    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);
    private static final String FOLDER_PROPERTY = "org.sqlite.lib.path";

    private NativeLibrary() {}

    /** Initialised once, by the first that asks. */
    private static final class Once {
        static final boolean LOADED = loadQuickly();
    }

    /** @throws StoreException when neither way works */
    static void load() {
        if (isLoadedQuickly()) {
            return;
        }
        try {
            SQLiteJDBCLoader.initialize();
        } catch (Exception | UnsatisfiedLinkError e) {
            String folder = System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir"));
            throw new StoreException(
                    "SQLite's library cannot be loaded by way of " + folder + ", which must be writable and allow"
                            + " programs to run; -Dorg.sqlite.tmpdir names another folder",
                    e);
        }
    }

    /** Loads it the quick way, and tells whether that did it. */
    static boolean isLoadedQuickly() {
        return Once.LOADED;
    }

    private static boolean loadQuickly() {
        String resource = resource(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        if (resource == null || System.getProperty(FOLDER_PROPERTY) != null) {
            return false;
        }
        try (InputStream library = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            return library != null && load(library);
        } catch (Exception e) {
            LOG.debug("SQLite's library is left to its driver", e);
            return false;
        }
    }

    /** Where the driver's archive has the library for a system; null when this is not known here. */
    static @Nullable String resource(String system, String architecture) {
        String folder = switch (system) {
            case "Linux" -> "Linux";
            case "Mac OS X" -> "Mac";
            default -> null;
        };
        String processor = switch (architecture.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64" -> "aarch64";
            default -> null;
        };
        return folder == null || processor == null
                ? null
                : "/org/sqlite/native/" + folder + "/" + processor + "/" + System.mapLibraryName("sqlitejdbc");
    }

    /** What is loaded stays mapped when its file is gone. */
    private static boolean load(InputStream library) throws Exception {
        Path folder = temporaryFolder();
        Path file = folder.resolve(System.mapLibraryName("sqlitejdbc"));
        try {
            Files.copy(library, file);
            System.setProperty(FOLDER_PROPERTY, folder.toString());
            return SQLiteJDBCLoader.initialize();
        } finally {
            System.clearProperty(FOLDER_PROPERTY);
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }

    /** One that nobody else can write to. */
    private static Path temporaryFolder() throws IOException {
        String chosen = System.getProperty("org.sqlite.tmpdir");
        return chosen == null
                ? Files.createTempDirectory("sluice-sqlite")
                : Files.createTempDirectory(Path.of(chosen), "sluice-sqlite");
    }
}
