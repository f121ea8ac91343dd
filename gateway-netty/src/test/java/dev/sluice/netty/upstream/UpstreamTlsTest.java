package dev.sluice.netty.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.provider.Origin;
import dev.sluice.netty.testing.TestProviders;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class UpstreamTlsTest {

    @Test
    void sendsTheNameThatIsMeant() {
        assertThat(hello("api.provider.example")).contains("api.provider.example");
    }

    @Test
    void sendsNoAddressAsAName() {
        assertThat(hello("192.0.2.7")).doesNotContain("192.0.2.7");
    }

    /** The first bytes that a connection to this host sends. */
    private static String hello(String host) {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.pipeline().addLast(new UpstreamTls().handler(channel, TestProviders.at(origin(host)), origin(host)));
        ByteBuf sent = channel.readOutbound();
        try {
            return sent.toString(StandardCharsets.ISO_8859_1);
        } finally {
            sent.release();
            channel.finishAndReleaseAll();
        }
    }

    private static Origin origin(String host) {
        return new Origin(true, host, 443);
    }
}
