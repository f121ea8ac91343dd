package dev.sluice.core.dialect.translate.responses;

import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.Finish;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Tells an answer, and remembers what kinds of things have been told: it is told once, and why it ended depends on what
 * it held. Mutable, single-threaded.
 */
final class Told {

    private final AnswerEvents to;
    private boolean started;
    private boolean anything;
    private boolean calls;
    private boolean ended;

    Told(AnswerEvents to) {
        this.to = to;
    }

    boolean anything() {
        return anything;
    }

    boolean ended() {
        return ended;
    }

    void start(String id, String model) {
        if (!started) {
            started = true;
            to.started(id, model);
        }
    }

    void text(String delta) {
        begun();
        to.text(delta);
    }

    void refusal(String delta) {
        begun();
        to.refusal(delta);
    }

    void thinking(String delta) {
        begun();
        to.thinking(delta);
    }

    void signature(String sealed) {
        begun();
        to.signature(sealed);
    }

    void hiddenThinking(String sealed) {
        begun();
        to.hiddenThinking(sealed);
    }

    void call(String id, String name) {
        begun();
        calls = true;
        to.toolCall(id, name, null);
    }

    void arguments(String delta) {
        to.arguments(delta);
    }

    /**
     * Tells why the answer ended, and that it did.
     *
     * @param status empty where the provider has none
     * @param reason why it is incomplete
     * @throws IOException where the answer did not succeed
     */
    void end(String status, String reason, @Nullable Usage usage) throws IOException {
        if (ended) {
            return;
        }
        Finish why = finish(status, reason);
        start("", "");
        ended = true;
        if (usage != null) {
            to.usage(usage);
        }
        to.finished(why, null);
        to.ended();
    }

    private Finish finish(String status, String reason) throws IOException {
        return switch (status) {
            case "completed", "" -> calls ? Finish.TOOL_CALLS : Finish.STOP;
            case "incomplete" -> reason.equals("content_filter") ? Finish.CONTENT_FILTER : Finish.LENGTH;
            default -> throw new IOException("a response that is '" + status + "' is no answer");
        };
    }

    private void begun() {
        start("", "");
        anything = true;
    }
}
