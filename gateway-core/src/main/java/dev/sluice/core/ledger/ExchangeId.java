package dev.sluice.core.ledger;

import java.util.HexFormat;

/** The gateway's own 128-bit id of an exchange, by which it is in the ledger. */
public record ExchangeId(long high, long low) {

    /** As people see it: 32 hexadecimal digits. */
    public String hex() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high).concat(hex.toHexDigits(low));
    }
}
