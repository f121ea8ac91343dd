package dev.sluice.netty.exchange;

import dev.sluice.core.config.Cidr;
import dev.sluice.netty.wire.Headers;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The address that a request came from: the peer's, or, where the peer is a trusted proxy, the nearest one in
 * {@code x-forwarded-for} that is not.
 */
final class ClientAddress {

    private static final byte[] FORWARDED_FOR = HeaderRules.ascii("x-forwarded-for");

    private ClientAddress() {}

    static String of(Headers headers, String peer, List<Cidr> trusted) {
        if (trusted.isEmpty() || !isTrusted(peer, trusted)) {
            return peer;
        }
        String client = peer;
        String forwarded = headers.value(FORWARDED_FOR);
        String[] hops = forwarded == null ? new String[0] : forwarded.split(",", -1);
        for (int i = hops.length - 1; i >= 0; i--) {
            String hop = hops[i].strip();
            if (parse(hop) == null) {
                return client;
            }
            client = hop;
            if (!isTrusted(hop, trusted)) {
                return client;
            }
        }
        return client;
    }

    private static boolean isTrusted(String address, List<Cidr> trusted) {
        InetAddress parsed = parse(address);
        return parsed != null && trusted.stream().anyMatch(range -> range.contains(parsed));
    }

    /** Only addresses in digits: a name would be looked up. */
    private static @Nullable InetAddress parse(String address) {
        return NetUtil.createInetAddressFromIpAddressString(address);
    }
}
