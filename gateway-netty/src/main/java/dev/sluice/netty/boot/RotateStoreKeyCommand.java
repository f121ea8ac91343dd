package dev.sluice.netty.boot;

import dev.sluice.core.manage.StoredKeyRotation;
import dev.sluice.core.manage.StoredKeyRotation.Rotated;
import dev.sluice.core.secret.KeyVault;
import dev.sluice.core.secret.SealException;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoreSettings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gateway rotate-store-key}: encrypts the stored provider keys under another key. */
@Command(
        name = "rotate-store-key",
        mixinStandardHelpOptions = true,
        description = "Encrypts all stored provider keys anew under store.encryption_key, reading them with"
                + " store.previous_encryption_keys. Stop the gateway first.")
final class RotateStoreKeyCommand implements Callable<Integer> {

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration file (YAML).")
    private @Nullable Path config;

    @Override
    public Integer call() {
        if (config == null) {
            throw new IllegalStateException("picocli requires the option");
        }
        return StoreOpener.withStore(config, RotateStoreKeyCommand::rotate);
    }

    private static int rotate(StoreSettings settings) {
        try (Store store = StoreOpener.open(settings)) {
            Rotated rotated =
                    StoredKeyRotation.run(store, KeyVault.of(settings.encryptionKey(), settings.previousKeys()));
            System.out.println(settings.where() + ": " + rotated.keys() + " provider keys are now encrypted under"
                    + " store.encryption_key, " + rotated.underPrevious() + " of them were under another;"
                    + " store.previous_encryption_keys may be emptied");
            return 0;
        } catch (StoreException | SealException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }
}
