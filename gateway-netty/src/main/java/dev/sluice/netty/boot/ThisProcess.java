package dev.sluice.netty.boot;

import dev.sluice.core.config.Platform;
import dev.sluice.core.dialect.Dialects;
import io.netty.util.internal.PlatformDependent;

/** What this process offers to a configuration. */
final class ThisProcess {

    private ThisProcess() {}

    static Platform platform() {
        return new Platform(
                System::getenv,
                new Dialects().all(),
                Runtime.getRuntime().availableProcessors(),
                PlatformDependent.maxDirectMemory(),
                Runtime.getRuntime().maxMemory());
    }
}
