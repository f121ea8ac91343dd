package dev.sluice.netty.exchange;

/**
 * An answer of the gateway's own.
 *
 * @param lines header lines besides the usual ones, each with its CR LF
 */
record LocalAnswer(int status, byte[] body, String lines) {

    static LocalAnswer json(int status, byte[] body) {
        return new LocalAnswer(status, body, "");
    }
}
