package dev.sluice.netty.wire;

/**
 * The syntax of a Host value and of the authority in a request-target (RFC 9110, 7.2): a name or an address, perhaps a
 * port; never empty, never a user.
 */
final class HostField {
    private HostField() {}

    static boolean valid(byte[] bytes, int from, int to) {
        int hostEnd = from < to && bytes[from] == '[' ? address(bytes, from, to) : name(bytes, from, to);
        return hostEnd > from && (hostEnd == to || port(bytes, hostEnd, to));
    }

    /** Where a registered name or an IPv4 address ends. */
    private static int name(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && Ascii.hostName(bytes[at])) {
            at++;
        }
        return at;
    }

    /** Where an IPv6 address in brackets ends; {@code from} if it is none. */
    private static int address(byte[] bytes, int from, int to) {
        int at = from + 1;
        while (at < to && (Ascii.hex(bytes[at]) >= 0 || bytes[at] == ':' || bytes[at] == '.')) {
            at++;
        }
        return at < to && at > from + 1 && bytes[at] == ']' ? at + 1 : from;
    }

    private static boolean port(byte[] bytes, int from, int to) {
        if (bytes[from] != ':' || to - from > 6) {
            return false;
        }
        for (int at = from + 1; at < to; at++) {
            if (!Ascii.digit(bytes[at])) {
                return false;
            }
        }
        return true;
    }
}
