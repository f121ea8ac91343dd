package dev.sluice.core.dialect;

import dev.sluice.core.request.Usage;
import java.nio.charset.StandardCharsets;

/**
 * Sorts the events of Anthropic's streams. Until the first output each event is read in full; behind it only those that
 * are not deltas of a block, as Anthropic writes them. Single-threaded.
 */
final class AnthropicStreamReader implements StreamReader {

    private static final byte[] DELTA = ascii("{\"type\":\"content_block_delta\"");
    private static final byte[] SPACED_DELTA = ascii("{\"type\": \"content_block_delta\"");

    private final AnthropicUsage usage = new AnthropicUsage();
    private boolean committed;

    /** Whether the count of the output is that of the answer: what a message starts with is a placeholder. */
    private boolean counted;

    /** A count of the output that is but a placeholder is none: a stream that breaks off there has not reported it. */
    @Override
    public Usage usage() {
        Usage known = usage.normalised();
        return counted
                ? known
                : known.but()
                        .output(Usage.UNREPORTED)
                        .reasoning(Usage.UNREPORTED)
                        .build();
    }

    @Override
    public Kind event(byte[] bytes, int from, int to) {
        if (from == to) {
            return nothing();
        }
        if (committed && isDelta(bytes, from, to)) {
            return Kind.OUTPUT;
        }
        AnthropicEvent event = AnthropicEvent.read(bytes, from, to, usage);
        Kind kind = kind(event);
        counted |= event.isCounted() || kind == Kind.END;
        committed |= kind == Kind.OUTPUT;
        return kind;
    }

    private static boolean isDelta(byte[] bytes, int from, int to) {
        return EventProbe.startsWith(DELTA, bytes, from, to) || EventProbe.startsWith(SPACED_DELTA, bytes, from, to);
    }

    private Kind kind(AnthropicEvent event) {
        if (event.isError()) {
            return Kind.ERROR;
        }
        if (!event.isObject()) {
            return Kind.OUTPUT;
        }
        return switch (event.type()) {
            case "error" -> Kind.ERROR;
            case "message_stop" -> Kind.END;
            case "content_block_start" -> start(event);
            case "content_block_delta" -> event.hasOutput() ? Kind.OUTPUT : nothing();
            case "message_delta" -> event.isFinished() && !committed ? Kind.OUTPUT : nothing();
            case "message_start", "ping", "content_block_stop" -> nothing();
            default -> unknown();
        };
    }

    /** A text or thinking that starts is mostly empty; any other block is an output: a tool has been chosen. */
    private Kind start(AnthropicEvent event) {
        return switch (event.blockType()) {
            case "text", "thinking" -> event.hasOutput() ? Kind.OUTPUT : nothing();
            default -> Kind.OUTPUT;
        };
    }

    /** What holds neither output nor anything else of interest. */
    private Kind nothing() {
        return committed ? Kind.OTHER : Kind.PREAMBLE;
    }

    /** What we do not understand is not held back: before the first output it counts as output. */
    private Kind unknown() {
        return committed ? Kind.OTHER : Kind.OUTPUT;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
