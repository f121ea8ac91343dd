package dev.sluice.core.provider;

/** Where a provider is reached: scheme, host and port (RFC 6454). The host is a name or an address without brackets. */
public record Origin(boolean tls, String host, int port) {

    public Origin {
        if (host.isEmpty() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("not an origin: " + host + ":" + port);
        }
    }

    /** The value of a {@code Host} header: the port only where it is not the scheme's own. */
    public String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (tls ? 443 : 80) ? name : name + ":" + port;
    }

    @Override
    public String toString() {
        return (tls ? "https://" : "http://") + authority();
    }
}
