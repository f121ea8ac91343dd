package dev.sluice.core.dialect;

import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.ServiceTier;
import dev.sluice.core.request.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Sorts the events of OpenAI's streams: chunks with {@code choices} (chat, completions), and typed events (responses,
 * images, audio). Until the first output each event is read in full; behind it only what may be the end, an error or
 * usage. Single-threaded.
 */
final class OpenAiStreamReader implements StreamReader {

    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TYPE_FIRST = "{\"type\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DELTA = ".delta\"".getBytes(StandardCharsets.US_ASCII);

    private static final EventProbe PROBE = EventProbe.of(List.of("usage", "error"), List.of("null"));

    private final boolean typed;
    private boolean committed;
    private Usage usage = Usage.NONE;
    private ServiceTier tier = ServiceTier.STANDARD;
    private int images;

    OpenAiStreamReader(Endpoint endpoint) {
        this.typed = endpoint != Endpoint.CHAT_COMPLETIONS && endpoint != Endpoint.COMPLETIONS;
    }

    @Override
    public Usage usage() {
        if (!usage.reported() && images == 0) {
            return usage;
        }
        return usage.but()
                .tier(tier)
                .images(images == 0 ? Usage.UNREPORTED : images)
                .build();
    }

    @Override
    public Kind event(byte[] bytes, int from, int to) {
        if (from == to) {
            return nothing();
        }
        if (EventProbe.startsWith(DONE, bytes, from, to)) {
            return Kind.END;
        }
        if (committed && isOrdinary(bytes, from, to)) {
            return Kind.OUTPUT;
        }
        OpenAiEvent event = OpenAiEvent.read(bytes, from, to);
        Usage reported = event.usage();
        if (reported != null && reported.reported()) {
            usage = reported;
        }
        ServiceTier served = event.tier();
        tier = served == null ? tier : served;
        images += isImage(event.type()) ? 1 : 0;
        Kind kind = kind(event);
        committed |= kind == Kind.OUTPUT;
        return kind;
    }

    private boolean isOrdinary(byte[] bytes, int from, int to) {
        return typed ? isDelta(bytes, from, to) : !PROBE.finds(bytes, from, to);
    }

    /** Whether the event begins with a type that ends in {@code .delta}, as OpenAI writes it. */
    private static boolean isDelta(byte[] bytes, int from, int to) {
        if (!EventProbe.startsWith(TYPE_FIRST, bytes, from, to)) {
            return false;
        }
        int quote = from + TYPE_FIRST.length;
        while (quote < to && bytes[quote] != '"') {
            quote++;
        }
        return quote < to && EventProbe.startsWith(DELTA, bytes, quote + 1 - DELTA.length, to);
    }

    private Kind kind(OpenAiEvent event) {
        if (event.isError()) {
            return Kind.ERROR;
        }
        if (!event.isObject()) {
            return Kind.OUTPUT;
        }
        return typed && !event.type().isEmpty() ? typedKind(event) : chunkKind(event);
    }

    private Kind chunkKind(OpenAiEvent event) {
        return switch (event.choices()) {
            case PRESENT -> {
                if (event.hasOutput() || (event.isFinished() && !committed)) {
                    yield Kind.OUTPUT;
                }
                yield nothing();
            }
            case EMPTY -> event.usage() != null ? Kind.USAGE : nothing();
            case ABSENT -> event.usage() != null ? Kind.USAGE : unknown();
        };
    }

    private Kind typedKind(OpenAiEvent event) {
        String type = event.type();
        return switch (type) {
            case "error", "response.failed" -> Kind.ERROR;
            case "response.completed", "response.incomplete", "transcript.text.done", "speech.audio.done" -> Kind.END;
            case "response.created",
                    "response.in_progress",
                    "response.queued",
                    "response.content_part.added",
                    "response.reasoning_summary_part.added" -> nothing();
            case "response.output_item.added" ->
                switch (event.itemType()) {
                    case "message", "reasoning" -> nothing();
                    default -> unknown();
                };
            default -> type.endsWith(".delta") ? Kind.OUTPUT : unknown();
        };
    }

    private static boolean isImage(String type) {
        return type.equals("image_generation.completed") || type.equals("image_edit.completed");
    }

    /** What holds neither output nor anything else of interest. */
    private Kind nothing() {
        return committed ? Kind.OTHER : Kind.PREAMBLE;
    }

    /** What we do not understand is not held back: before the first output it counts as output. */
    private Kind unknown() {
        return committed ? Kind.OTHER : Kind.OUTPUT;
    }
}
