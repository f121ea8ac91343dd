package dev.sluice.core.dialect.translate.responses;

import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.Finish;
import dev.sluice.core.request.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notes what it hears, a line each; what goes on is one line. */
final class Heard implements AnswerEvents {

    private final List<String> lines = new ArrayList<>();
    private String growing = "";

    List<String> lines() {
        return lines;
    }

    @Override
    public void started(String id, String model) {
        note("started " + id + " " + model);
    }

    @Override
    public void text(String delta) {
        grow("text ", delta);
    }

    @Override
    public void refusal(String delta) {
        grow("refusal ", delta);
    }

    @Override
    public void thinking(String delta) {
        grow("thinking ", delta);
    }

    @Override
    public void signature(String signature) {
        note("signature " + signature);
    }

    @Override
    public void hiddenThinking(String sealed) {
        note("hidden " + sealed);
    }

    @Override
    public void toolCall(String id, String name, @Nullable String signature) {
        note("call " + id + " " + name + (signature == null ? "" : " " + signature));
    }

    @Override
    public void arguments(String delta) {
        grow("arguments ", delta);
    }

    @Override
    public void usage(Usage usage) {
        note("usage " + usage.input() + " " + usage.cachedInput() + " " + usage.output() + " " + usage.reasoning());
    }

    @Override
    public void finished(Finish why, @Nullable String stopSequence) {
        note("finished " + why);
    }

    @Override
    public void ended() {
        note("ended");
    }

    private void note(String line) {
        growing = "";
        lines.add(line);
    }

    private void grow(String kind, String delta) {
        if (growing.equals(kind)) {
            lines.set(lines.size() - 1, lines.get(lines.size() - 1) + delta);
        } else {
            lines.add(kind + delta);
            growing = kind;
        }
    }
}
