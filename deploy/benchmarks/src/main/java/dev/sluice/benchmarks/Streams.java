package dev.sluice.benchmarks;

import java.nio.charset.StandardCharsets;

/** The streamed answer that the benchmarks of streams read. */
final class Streams {

    /** How many events a read holds. */
    static final int EVENTS = 64;

    private Streams() {}

    /** One event with output. */
    static String event() {
        return "data: {\"id\":\"chatcmpl-9f3b2c7d1e\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
                + "\"model\":\"gpt-4o\",\"system_fingerprint\":\"fp_44709d6fcb\",\"choices\":[{\"index\":0,"
                + "\"delta\":{\"content\":\" gateway\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n";
    }

    /** All events of a read. */
    static byte[] events() {
        return event().repeat(EVENTS).getBytes(StandardCharsets.UTF_8);
    }

    /** A whole answer: a head and each event in a chunk of its own. */
    static byte[] answer() {
        String chunk = Integer.toHexString(event().length()) + "\r\n" + event() + "\r\n";
        String answer = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
                + chunk.repeat(EVENTS) + "0\r\n\r\n";
        return answer.getBytes(StandardCharsets.UTF_8);
    }
}
