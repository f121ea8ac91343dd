package dev.sluice.metrics.admin;

import com.sun.net.httpserver.HttpHandler;
import dev.sluice.core.config.AdminSettings.Alias;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The ports that serve scrapes where other programs had theirs: aliases of one address share a port, those of port 0
 * have one each. Thread-safe.
 */
final class Aliases implements AutoCloseable {

    private final List<Alias> settings;
    private final List<Port> ports;

    private Aliases(List<Alias> settings, List<Port> ports) {
        this.settings = settings;
        this.ports = List.copyOf(ports);
    }

    private record Port(List<Alias> aliases, Listener listener) {}

    /** Takes the ports; throws {@link IOException}, and takes none, when one cannot be had. */
    static Aliases open(List<Alias> settings, @Nullable AdminTls tls) throws IOException {
        List<Port> ports = new ArrayList<>();
        try {
            for (List<Alias> together : byPort(settings)) {
                Alias first = together.get(0);
                ports.add(new Port(together, Listener.open(first.listen(), first.tls() ? tls : null, "admin-alias")));
            }
        } catch (IOException | RuntimeException e) {
            ports.forEach(port -> port.listener().close());
            throw e;
        }
        return new Aliases(settings, ports);
    }

    private static List<List<Alias>> byPort(List<Alias> settings) {
        List<List<Alias>> ports = new ArrayList<>();
        for (Alias alias : settings) {
            ports.stream()
                    .filter(port -> alias.listen().getPort() != 0
                            && alias.listen().equals(port.get(0).listen()))
                    .findFirst()
                    .orElseGet(() -> {
                        List<Alias> fresh = new ArrayList<>();
                        ports.add(fresh);
                        return fresh;
                    })
                    .add(alias);
        }
        return ports;
    }

    @SuppressWarnings("ReferenceEquality") // Two aliases may be alike but for their free port.
    private int portOf(Alias alias) {
        return ports.stream()
                .filter(port -> port.aliases().stream().anyMatch(each -> each == alias))
                .findFirst()
                .orElseThrow()
                .listener()
                .port();
    }

    /** @param handlers what serves the paths of one port */
    void serve(Function<List<Alias>, HttpHandler> handlers) {
        ports.forEach(port -> port.listener().serve(handlers.apply(port.aliases())));
    }

    /** The number of each alias' port, in the order of the settings. */
    List<Integer> ports() {
        return settings.stream().map(this::portOf).toList();
    }

    @Override
    public void close() {
        ports.forEach(port -> port.listener().close());
    }
}
