package dev.sluice.loads.http;

import java.util.Map;
import java.util.Optional;

/**
 * An answer's status and header fields, under lower-case names; repeated fields are joined by a comma (RFC 9110, 5.2).
 */
public record Head(int status, Map<String, String> fields) {

    public Head {
        fields = Map.copyOf(fields);
    }

    public Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** Whether the server means to close the connection behind this answer. */
    public boolean closes() {
        return field("connection").orElse("").equalsIgnoreCase("close");
    }
}
