package dev.sluice.metrics.admin;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;

/** CIDR ranges (RFC 4632, RFC 4291) of peers that may connect; an empty list lets everybody in. Immutable. */
final class AllowList {

    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]+");

    private final List<Range> ranges;

    /** Throws {@link IllegalArgumentException} for what is no range. */
    AllowList(List<String> ranges) {
        this.ranges = ranges.stream().map(Range::parse).toList();
    }

    boolean allows(InetAddress peer) {
        return ranges.isEmpty() || ranges.stream().anyMatch(range -> range.holds(peer));
    }

    private record Range(byte[] prefix, int bits) {

        static Range parse(String text) {
            int slash = text.indexOf('/');
            byte[] prefix = literal(slash < 0 ? text : text.substring(0, slash)).getAddress();
            int bits = slash < 0 ? prefix.length * 8 : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > prefix.length * 8) {
                throw new IllegalArgumentException("no such range: " + text);
            }
            return new Range(prefix, bits);
        }

        boolean holds(InetAddress peer) {
            byte[] address = peer.getAddress();
            if (address.length != prefix.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if ((address[bit >> 3] & mask) != (prefix[bit >> 3] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Only addresses in digits: a name would be looked up. */
    static InetAddress literal(String text) {
        if (!ADDRESS.matcher(text).matches() || !(text.contains(".") || text.contains(":"))) {
            throw new IllegalArgumentException("no address: " + text);
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no address: " + text, e);
        }
    }
}
