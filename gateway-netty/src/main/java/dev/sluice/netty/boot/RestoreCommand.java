package dev.sluice.netty.boot;

import dev.sluice.core.store.Moved;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoreMove;
import dev.sluice.core.store.StoreSettings;
import dev.sluice.core.store.StoreSettings.Synchronous;
import dev.sluice.core.store.sqlite.SqliteStore;
import dev.sluice.core.time.Ticker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gateway restore}: puts a backup, or another gateway's file, into an empty store. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = "Puts all that a backup has into the store that the configuration names, which must be empty."
                + " Gateways that share the store take it over while they run.")
final class RestoreCommand implements Callable<Integer> {

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration file (YAML).")
    private @Nullable Path config;

    @Option(names = "--from", required = true, paramLabel = "FILE", description = "A file that backup has made.")
    private @Nullable Path from;

    @Override
    public Integer call() {
        Path backup = from;
        if (config == null || backup == null) {
            throw new IllegalStateException("picocli requires the options");
        }
        return StoreOpener.withSettings(config, settings -> restore(backup, settings));
    }

    private static int restore(Path backup, StoreSettings settings) {
        if (Files.notExists(backup)) {
            System.err.println(backup + " does not exist");
            return 1;
        }
        try (SqliteStore from = SqliteStore.open(backup.toAbsolutePath(), Synchronous.NORMAL, Ticker.SYSTEM);
                Moved.Place to = StoreOpener.place(settings)) {
            StoreMove.Count count = StoreMove.run(from, to, Clock.systemUTC().millis());
            System.out.println(settings.where() + ": has what " + backup + " has: " + count.accounts() + " accounts, "
                    + count.providerKeys() + " rows of provider keys, " + count.entries() + " entries");
            return 0;
        } catch (StoreException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }
}
