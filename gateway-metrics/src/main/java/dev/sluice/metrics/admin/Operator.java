package dev.sluice.metrics.admin;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Who has logged in, as the audit log calls it: asked only of requests whose login was checked. */
final class Operator {

    private static final String BASIC = "basic ";

    private Operator() {}

    /** The name that the request has logged in with; {@code token} where that was a token. */
    static String of(AdminRequest request) {
        String authorization = request.header("Authorization").orElse("");
        if (!authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return "token";
        }
        byte[] credentials = Base64.getDecoder()
                .decode(authorization.substring(BASIC.length()).trim());
        String text = new String(credentials, StandardCharsets.UTF_8);
        return text.substring(0, Math.max(0, text.indexOf(':')));
    }
}
