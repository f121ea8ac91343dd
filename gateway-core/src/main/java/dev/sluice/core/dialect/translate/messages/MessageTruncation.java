package dev.sluice.core.dialect.translate.messages;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.chat.Finish;
import dev.sluice.core.chat.SseWriter;
import dev.sluice.core.chat.Truncation;
import dev.sluice.core.dialect.EventProbe;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Ends a message: the block that is open, then the message with its reason and usage. Pieces of blocks are not read.
 * Single-threaded.
 */
final class MessageTruncation implements Truncation {

    private static final byte[] DELTA = ascii("{\"type\":\"content_block_delta\"");
    private static final byte[] SPACED_DELTA = ascii("{\"type\": \"content_block_delta\"");
    private static final int LONGEST = 100;
    private static final long NONE = -1;

    private boolean begun;
    private boolean finished;
    private long open = NONE;

    // Of the event that is being read.
    private String type = "";
    private long index;

    @Override
    public void event(byte[] bytes, int from, int to) {
        if (EventProbe.startsWith(DELTA, bytes, from, to) || EventProbe.startsWith(SPACED_DELTA, bytes, from, to)) {
            return;
        }
        type = "";
        index = 0;
        Json.readsObject(bytes, from, to, (name, in) -> {
            switch (name) {
                case "type" -> type = Json.text(in, LONGEST);
                case "index" -> index = Json.count(in);
                case "delta" -> Json.object(in, this::ofDelta);
                default -> in.skipChildren();
            }
        });
        switch (type) {
            case "message_start" -> begun = true;
            case "content_block_start" -> open = index;
            case "content_block_stop" -> open = NONE;
            case "message_stop" -> finished = true;
            default -> {}
        }
    }

    private void ofDelta(String name, JsonParser in) throws IOException {
        finished |= Json.holdsSomething(in) && name.equals("stop_reason");
    }

    @Override
    public boolean end(Usage used, OutputStream out) {
        if (!begun || finished) {
            return false;
        }
        SseWriter events = new SseWriter(out);
        if (open != NONE) {
            MessageEventWriter.blockStop(events, open);
        }
        MessageEventWriter.end(
                events,
                delta -> {
                    delta.writeStringField("stop_reason", StopReasons.word(Finish.LENGTH));
                    delta.writeNullField("stop_sequence");
                },
                used);
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
