package dev.sluice.netty.scenario;

import java.nio.charset.StandardCharsets;

/** What scripted providers say, byte for byte. */
final class Said {

    static final String STREAM =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
    static final String LAST = "0\r\n\r\n";
    static final String DONE = "data: [DONE]\n\n";
    static final String ROLE =
            "data: {\"id\":\"first\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}\n\n";

    private Said() {}

    static String ok(String body) {
        return status(200, "", body);
    }

    /** @param lines more lines of the head, each with its end */
    static String status(int status, String lines, String body) {
        return "HTTP/1.1 " + status + " Whatever\r\ncontent-type: application/json\r\n" + lines + "content-length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    static String error(String type, String code) {
        return "{\"error\":{\"message\":\"No.\",\"type\":\"" + type + "\",\"code\":\"" + code + "\"}}";
    }

    static String chunk(String data) {
        return Integer.toHexString(data.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + data + "\r\n";
    }

    /** An event of a chat stream that holds output. */
    static String output(String text) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"}}]}\n\n";
    }

    /** A whole stream of one word. */
    static String stream(String text) {
        return STREAM + chunk(ROLE) + chunk(output(text)) + chunk(DONE) + LAST;
    }

    /** An event that reports an error. */
    static String errorEvent(String type, String code) {
        return "data: " + error(type, code) + "\n\n";
    }
}
