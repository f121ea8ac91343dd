package dev.sluice.netty.boot;

import dev.sluice.core.store.Moved;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoreMove;
import dev.sluice.core.store.StoreSettings;
import dev.sluice.core.store.StoreSettings.Kind;
import dev.sluice.core.store.StoreSettings.Synchronous;
import dev.sluice.core.store.sqlite.SqliteBackup;
import dev.sluice.core.store.sqlite.SqliteStore;
import dev.sluice.core.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gateway backup}: a consistent copy of the store, while a gateway uses it or not. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = "Copies the store while gateways run; overwrites nothing. Of a file the copy is as it was at one"
                + " moment; a store in Redis is copied into such a file. Keys in the copy are encrypted as in the"
                + " store: keep store.encryption_key as well.")
final class BackupCommand implements Callable<Integer> {

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration file (YAML).")
    private @Nullable Path config;

    @Option(names = "--to", required = true, paramLabel = "FILE", description = "The copy; must not exist yet.")
    private @Nullable Path to;

    @Override
    public Integer call() {
        Path copy = to;
        if (config == null || copy == null) {
            throw new IllegalStateException("picocli requires the options");
        }
        return StoreOpener.withStore(config, settings -> copy(settings, copy));
    }

    private static int copy(StoreSettings settings, Path to) {
        try {
            int keys = settings.kind() == Kind.SQLITE
                    ? SqliteBackup.copy(settings.path(), to.toAbsolutePath())
                    : move(settings, to.toAbsolutePath());
            System.out.println(to + ": a copy of " + settings.where() + " with " + keys + " rows of provider keys");
            return 0;
        } catch (StoreException | IOException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    /** Into a file beside the copy first, so that the copy is whole, or not there. */
    private static int move(StoreSettings settings, Path to) throws IOException {
        Path folder = Files.createTempDirectory(to.getParent(), ".backup");
        try {
            Path file = folder.resolve("sluice.db");
            try (Moved.Place from = StoreOpener.place(settings);
                    SqliteStore moved = SqliteStore.open(file, Synchronous.NORMAL, Ticker.SYSTEM)) {
                StoreMove.run(from, moved, Clock.systemUTC().millis());
            }
            return SqliteBackup.copy(file, to);
        } finally {
            remove(folder);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
