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
        if (trusted.isEmpty() || !isIn(peer, trusted)) {
            return peer;
        }
        String client = peer;
        // Several lines are one list (RFC 9110, section 5.3): the last of them is the nearest proxy's.
        for (int i = headers.count() - 1; i >= 0; i--) {
            if (!headers.nameIs(i, FORWARDED_FOR)) {
                continue;
            }
            String[] hops = headers.value(i).split(",", -1);
            for (int at = hops.length - 1; at >= 0; at--) {
                String hop = hops[at].strip();
                if (parse(hop) == null) {
                    return client;
                }
                client = hop;
                if (!isIn(hop, trusted)) {
                    return client;
                }
            }
        }
        return client;
    }

    /** Whether an address is in one of these networks; what is no address is in none. */
    static boolean isIn(String address, List<Cidr> networks) {
        InetAddress parsed = parse(address);
        return parsed != null && networks.stream().anyMatch(range -> range.contains(parsed));
    }

    /** Only addresses in digits: a name would be looked up. */
    private static @Nullable InetAddress parse(String address) {
        return NetUtil.createInetAddressFromIpAddressString(address);
    }
}
