package dev.sluice.loads.run;

import java.net.InetSocketAddress;
import picocli.CommandLine.Option;

/** The option that says where a proof's own upstream listens: the gateway's provider {@code proof}. */
public final class Listen {

    @Option(
            names = "--listen",
            defaultValue = "127.0.0.1:9002",
            converter = Address.class,
            description = "Where the proof's own upstream listens (default: ${DEFAULT-VALUE}).")
    private InetSocketAddress address = InetSocketAddress.createUnresolved("127.0.0.1", 9002);

    public InetSocketAddress address() {
        return address;
    }
}
