package dev.sluice.netty.boot;

import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoreSettings;
import dev.sluice.core.store.sqlite.SqliteBackup;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gateway backup}: a consistent copy of the store, while a gateway uses it or not. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = "Copies the store as it is at one moment, while the gateway runs; overwrites nothing. Keys in the"
                + " copy are encrypted as in the store: keep store.encryption_key as well.")
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
        return StoreOpener.withFile(config, settings -> copy(settings, copy));
    }

    private static int copy(StoreSettings settings, Path to) {
        try {
            int keys = SqliteBackup.copy(settings.path(), to.toAbsolutePath());
            System.out.println(to + ": a copy of " + settings.path() + " with " + keys + " rows of provider keys");
            return 0;
        } catch (StoreException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }
}
