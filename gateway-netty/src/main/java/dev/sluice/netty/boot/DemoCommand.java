package dev.sluice.netty.boot;

import dev.sluice.netty.simulate.Options;
import dev.sluice.netty.simulate.Script;
import dev.sluice.netty.simulate.SimulatedProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gateway demo}: the gateway in front of two simulated providers, all on loopback, and what to try first. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Starts the gateway with two simulated providers on loopback and prints what to try.")
final class DemoCommand implements Callable<Integer> {

    @Option(names = "--port", defaultValue = "8080", description = "The data port. Default: ${DEFAULT-VALUE}")
    private int port = 8080;

    @Option(names = "--admin-port", defaultValue = "9464", description = "The admin port. Default: ${DEFAULT-VALUE}")
    private int adminPort = 9464;

    @Override
    public Integer call() throws IOException {
        Script quick = Script.DEFAULT;
        try (SimulatedProvider first =
                        SimulatedProvider.start(Options.loopback().withScript(quick));
                SimulatedProvider second =
                        SimulatedProvider.start(Options.loopback().withScript(quick))) {
            Path file = Files.createTempFile("sluice-demo", ".yaml");
            // A signal ends the process without coming back here.
            file.toFile().deleteOnExit();
            Files.writeString(file, configuration(first, second));
            String password = oneTimePassword();
            return Startup.run(file, new Startup.Extras(password, gateway -> welcome(gateway, password), () -> {}));
        }
    }

    private String configuration(SimulatedProvider first, SimulatedProvider second) {
        return """
                server: { listen: 127.0.0.1:%d }
                admin: { listen: 127.0.0.1:%d }
                auth: { mode: open }
                log: { access: text }
                store: { kind: memory, encryption_key: "%s" }
                providers:
                  - { name: simulated-one, dialect: openai, base_url: "%s", keys: [ { name: demo, value: sk-demo } ] }
                  - { name: simulated-two, dialect: openai, base_url: "%s", keys: [ { name: demo, value: sk-demo } ] }
                  - name: simulated
                    members: [ { provider: simulated-one, weight: 3 }, { provider: simulated-two } ]
                models:
                  - { name: gpt-4o, targets: [ { provider: simulated-one }, { provider: simulated-two } ] }
                  - { name: gpt-4o-mini, targets: [ { provider: simulated } ] }
                  - { name: text-embedding-3-small, targets: [ { provider: simulated-two } ] }
                """.formatted(port, adminPort, random(32), first.url(), second.url());
    }

    private static void welcome(Assembly gateway, String password) {
        System.out.println("""
                Sluice is up, in front of two simulated providers.

                  gateway   %1$s
                  admin     %2$s   (metrics: %2$s/metrics)
                  login     admin / %3$s   (valid until it stops)

                Stream a completion through it:

                  curl -N %1$s/v1/chat/completions -H 'content-type: application/json' \\
                    -d '{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"Hello!"}]}'

                Ctrl-C stops it. Below is its access log.
                """.formatted(gateway.dataUrl(), gateway.adminUrl(), password));
    }

    private static String oneTimePassword() {
        return random(12).replace('+', '-').replace('/', '_');
    }

    private static String random(int length) {
        byte[] random = new byte[length];
        new SecureRandom().nextBytes(random);
        return Base64.getEncoder().encodeToString(random);
    }
}
