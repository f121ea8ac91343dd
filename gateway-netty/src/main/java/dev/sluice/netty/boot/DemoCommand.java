package dev.sluice.netty.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gateway demo}: the gateway in front of simulated providers, all on loopback, and what to try first. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Starts the gateway with three simulated providers on loopback, with tenants, users, credits and"
                + " plans, and prints what to try.")
final class DemoCommand implements Callable<Integer> {

    private static final int MOST_A_SECOND = 50;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--port", defaultValue = "8080", description = "The data port. Default: ${DEFAULT-VALUE}")
    private int port = 8080;

    @Option(names = "--admin-port", defaultValue = "9464", description = "The admin port. Default: ${DEFAULT-VALUE}")
    private int adminPort = 9464;

    @Option(
            names = "--traffic",
            arity = "0..1",
            fallbackValue = "5",
            defaultValue = "0",
            paramLabel = "N",
            description = "Sends requests all the time, so many a second, 1 to " + MOST_A_SECOND
                    + ", for an hour at the most. Without N: 5")
    private int traffic;

    @Override
    public Integer call() throws IOException {
        if (traffic < 0 || traffic > MOST_A_SECOND) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "--traffic is from 1 to " + MOST_A_SECOND);
        }
        try (DemoProviders providers = DemoProviders.start()) {
            Path folder = Files.createTempDirectory("sluice-demo");
            Path file = Files.writeString(folder.resolve("demo.yaml"), providers.configuration(port, adminPort));
            String password = oneTimePassword();
            // A signal ends the process without coming back here.
            return Startup.run(
                    file, new Startup.Extras(password, gateway -> started(gateway, password), () -> delete(folder)));
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("the demo's files could not be deleted: " + e);
        }
    }

    private void started(Assembly gateway, String password) {
        try {
            DemoAccounts.make(gateway.adminUrl(), password);
        } catch (AdminClient.Failed e) {
            System.err.println("the demo's credits and plans could not be made: " + e.getMessage());
        }
        welcome(gateway, password);
        if (traffic > 0) {
            DemoTraffic.start(gateway.dataUrl(), traffic);
        }
    }

    private static void welcome(Assembly gateway, String password) {
        System.out.println("""
                Sluice is up, in front of three simulated providers.

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
        byte[] random = new byte[12];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().encodeToString(random);
    }
}
