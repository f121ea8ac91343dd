package dev.sluice.core;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.Extension;

/**
 * Has tests see at once what they wait for, rather than a tenth of a second later, and wait for a minute: a slow
 * machine fails no test. JUnit finds it by itself ({@code META-INF/services}).
 */
public final class Promptness implements Extension {

    static {
        Awaitility.setDefaultPollDelay(0, MILLISECONDS);
        Awaitility.setDefaultPollInterval(10, MILLISECONDS);
        Awaitility.setDefaultTimeout(1, MINUTES);
    }
}
