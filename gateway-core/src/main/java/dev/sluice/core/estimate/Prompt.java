package dev.sluice.core.estimate;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a request has a model read.
 *
 * @param text each of its texts with a line end behind it
 * @param messages how many messages it is made of
 * @param images images and documents in them
 */
public record Prompt(TextSample text, int messages, int images) {

    /** Reads a JSON body; borrows its parts. */
    public static Prompt of(List<ByteBuffer> body, int size, Sheets pool) {
        TextSample text = TextSample.within(pool, size);
        TextScan scan = TextScan.ofPrompt(text);
        body.forEach(scan::read);
        return new Prompt(text, scan.messages(), scan.images());
    }

    /** It is not needed. */
    public void release() {
        text.release();
    }
}
