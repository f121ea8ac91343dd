package dev.sluice.metrics.admin;

import java.util.Map;

/**
 * Limits of the JDK's HTTP server, which reads them from system properties once, when its classes are loaded: to be set
 * before. What the operator sets on the command line stays.
 */
final class ServerLimits {

    /** Connections at a time; there is a thread for each, so that slow ones keep nobody waiting. */
    static final int CONNECTIONS = 64;

    private static final Map<String, String> PROPERTIES = Map.of(
            "sun.net.httpserver.maxReqTime", "10",
            "sun.net.httpserver.maxRspTime", "60",
            "sun.net.httpserver.idleInterval", "60",
            "sun.net.httpserver.maxIdleConnections", Integer.toString(CONNECTIONS),
            "sun.net.httpserver.maxReqHeaders", "100",
            "sun.net.httpserver.maxReqHeaderSize", "32768",
            "sun.net.httpserver.nodelay", "true",
            "jdk.httpserver.maxConnections", Integer.toString(CONNECTIONS));

    private ServerLimits() {}

    static void set() {
        PROPERTIES.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
    }
}
