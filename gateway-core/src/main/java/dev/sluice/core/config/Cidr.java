package dev.sluice.core.config;

import java.net.InetAddress;

/** A range of addresses in CIDR notation (RFC 4632, RFC 4291). */
public record Cidr(InetAddress network, int prefix) {

    public Cidr {
        int bits = network.getAddress().length * 8;
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("a prefix has 0 to " + bits + " bits, not " + prefix);
        }
        if (lowestBit(network.getAddress()) > prefix) {
            throw new IllegalArgumentException("the address has bits beyond the prefix: set them to 0");
        }
    }

    /** @throws IllegalArgumentException when the text is not an address, a slash and a prefix length */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        InetAddress network = slash < 0 ? null : IpLiteral.parse(text.substring(0, slash));
        if (network == null || !text.substring(slash + 1).matches("0|[1-9][0-9]{0,2}")) {
            throw new IllegalArgumentException(
                    "write a range as 10.0.0.0/8 or fd00::/8, a single address as 10.0.0.1/32");
        }
        return new Cidr(network, Integer.parseInt(text.substring(slash + 1)));
    }

    /** Whether the address is in this range. */
    public boolean contains(InetAddress address) {
        byte[] ours = network.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit & 7);
            if ((ours[bit >> 3] & mask) != (theirs[bit >> 3] & mask)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefix;
    }

    /** How many leading bits reach to the last one that is set. */
    private static int lowestBit(byte[] address) {
        for (int i = address.length - 1; i >= 0; i--) {
            if (address[i] != 0) {
                return i * 8 + 8 - Integer.numberOfTrailingZeros(address[i]);
            }
        }
        return 0;
    }
}
