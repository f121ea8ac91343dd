package dev.sluice.core.dialect.translate.completions;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.StreamParser;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the chunks of a stream, each in one pass, and keeps none. Behind the finish only usage counts. {@code [DONE]}
 * ends it; a stream without one ends only where its finish was told, else it was cut. Single-threaded.
 */
final class ChatStreamParser implements StreamParser {

    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private final AnswerEvents to;
    private final CallPieces calls;
    private boolean started;
    private boolean finished;
    private boolean over;

    ChatStreamParser(AnswerEvents to) {
        this.to = to;
        this.calls = new CallPieces(to);
    }

    @Override
    public void event(byte[] bytes, int from, int to) throws IOException {
        int start = from;
        while (start < to && bytes[start] <= ' ' && bytes[start] >= 0) {
            start++;
        }
        if (start == to || over) {
            return;
        }
        if (isDone(bytes, start, to)) {
            done();
            return;
        }
        try (JsonParser in = Json.FACTORY.createParser(bytes, start, to - start)) {
            take(Chunk.read(in));
        }
    }

    @Override
    public void end() throws IOException {
        if (over) {
            return;
        }
        if (!finished) {
            over = true;
            throw new IOException("the stream broke off before its finish");
        }
        done();
    }

    private static boolean isDone(byte[] bytes, int from, int to) {
        int end = from + DONE.length;
        return end <= to && Arrays.equals(bytes, from, end, DONE, 0, DONE.length);
    }

    private void take(Chunk chunk) throws IOException {
        Usage usage = chunk.usage();
        if (!started && !chunk.hasChoice() && usage == null) {
            // Azure's results of filters come first, without id and model.
            return;
        }
        start(chunk.id(), chunk.model());
        if (!finished) {
            said(chunk);
        }
        if (usage != null) {
            to.usage(usage);
        }
    }

    private void said(Chunk chunk) throws IOException {
        Said said = chunk.said();
        said.tellWords(to);
        for (CallPiece piece : said.calls()) {
            calls.take(piece);
        }
        if (!chunk.finishReason().isEmpty()) {
            finish(chunk.finishReason());
        }
    }

    private void start(String id, String model) {
        if (!started) {
            started = true;
            to.started(id, model);
        }
    }

    private void finish(String reason) throws IOException {
        finished = true;
        to.finished(FinishReasons.read(reason, calls.begun()), null);
    }

    private void done() throws IOException {
        over = true;
        start("", "");
        if (!finished) {
            finish("");
        }
        to.ended();
    }
}
