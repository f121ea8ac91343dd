package dev.sluice.netty.boot;

import dev.sluice.netty.simulate.KeyBehaviour;
import dev.sluice.netty.simulate.Options;
import dev.sluice.netty.simulate.Script;
import dev.sluice.netty.simulate.SimulatedProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;

/** The providers of the demo, each on a free port of the loopback address, and the configuration that leads to them. */
record DemoProviders(SimulatedProvider openai, SimulatedProvider anthropic, SimulatedProvider gemini)
        implements AutoCloseable {

    private static final String FILE = "demo.yaml";
    private static final int STORE_KEY_BYTES = 32;

    static DemoProviders start() {
        Script quick = Script.DEFAULT.with("tokens=24+delay=120ms+interval=15ms+jitter=0.4");
        Options plain = Options.loopback().withScript(quick);
        Options particular = plain.withKey("old", "sk-sim-old", new KeyBehaviour.Revoked())
                .withKey("second", "sk-sim-second", KeyBehaviour.of("limited=10/10s"));
        return new DemoProviders(
                SimulatedProvider.start(particular),
                SimulatedProvider.start(plain.withScript(quick.with("delay=200ms"))),
                SimulatedProvider.start(plain.withScript(quick.with("thinking=12+status=503+fail-every=4"))));
    }

    /** The configuration file's text. */
    String configuration(int port, int adminPort) throws IOException {
        try (InputStream file = DemoProviders.class.getResourceAsStream(FILE)) {
            return new String(Objects.requireNonNull(file, FILE).readAllBytes(), StandardCharsets.UTF_8)
                    .replace("${PORT}", Integer.toString(port))
                    .replace("${ADMIN_PORT}", Integer.toString(adminPort))
                    .replace("${STORE_KEY}", storeKey())
                    .replace("${OPENAI}", openai.url())
                    .replace("${ANTHROPIC}", anthropic.url())
                    .replace("${GEMINI}", gemini.url());
        }
    }

    private static String storeKey() {
        byte[] random = new byte[STORE_KEY_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getEncoder().encodeToString(random);
    }

    @Override
    public void close() {
        try (openai;
                anthropic) {
            gemini.close();
        }
    }
}
