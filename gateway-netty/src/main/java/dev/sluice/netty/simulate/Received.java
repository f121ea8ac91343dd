package dev.sluice.netty.simulate;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A request as it came in.
 *
 * @param target the request target, raw
 * @param headers names and values, raw and in their order; trailers are not among them
 * @param body the whole body; not copied, so leave it as it is
 */
public record Received(String method, String target, String version, List<Header> headers, byte[] body) {

    /** A header line. */
    public record Header(String name, String value) {}

    static Received of(HttpRequest head, List<Header> headers, byte[] body) {
        return new Received(
                head.method().name(), head.uri(), head.protocolVersion().text(), headers, body);
    }

    static List<Header> headers(HttpHeaders headers) {
        List<Header> copy = new ArrayList<>(headers.size());
        headers.forEach(header -> copy.add(new Header(header.getKey(), header.getValue())));
        return copy;
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }

    /** The SHA-256 of the body, in hexadecimal. */
    public String bodySha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    String json() {
        StringBuilder json = new StringBuilder(512);
        json.append("{\"method\":")
                .append(Json.quoted(method))
                .append(",\"target\":")
                .append(Json.quoted(target));
        json.append(",\"version\":").append(Json.quoted(version)).append(",\"headers\":[");
        for (int i = 0; i < headers.size(); i++) {
            Header header = headers.get(i);
            json.append(i == 0 ? "[" : ",[").append(Json.quoted(header.name())).append(',');
            json.append(Json.quoted(header.value())).append(']');
        }
        json.append("],\"body_bytes\":")
                .append(body.length)
                .append(",\"body_sha256\":\"")
                .append(bodySha256());
        return json.append("\"}").toString();
    }
}
