package dev.sluice.loads.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request: its bytes are made anew for each server it is sent to. The body is shared, not copied. */
public record Request(String method, String path, Map<String, String> fields, byte[] body) {

    private static final byte[] NOTHING = {};

    public Request {
        fields = new LinkedHashMap<>(fields);
    }

    public static Request get(String path) {
        return new Request("GET", path, Map.of(), NOTHING);
    }

    /** A POST of a JSON body. */
    public static Request post(String path, byte[] body) {
        return new Request("POST", path, Map.of("content-type", "application/json"), body);
    }

    public static Request post(String path, String body) {
        return post(path, body.getBytes(StandardCharsets.UTF_8));
    }

    /** The same request with one more field. */
    public Request with(String name, String value) {
        return with(Map.of(name, value));
    }

    /** The same request with more fields. */
    public Request with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.putAll(more);
        return new Request(method, path, all, body);
    }

    /** The same request with another body. */
    public Request with(byte[] otherBody) {
        return new Request(method, path, fields, otherBody);
    }

    private byte[] headBytes(String authority) {
        StringBuilder head = new StringBuilder(256);
        head.append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nhost: ")
                .append(authority)
                .append("\r\n");
        fields.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (!method.equals("GET")) {
            head.append("content-length: ").append(body.length).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Head and body as they go over the wire. */
    public byte[] bytes(String authority) {
        byte[] head = headBytes(authority);
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }
}
