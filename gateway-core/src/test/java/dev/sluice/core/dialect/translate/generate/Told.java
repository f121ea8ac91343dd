package dev.sluice.core.dialect.translate.generate;

import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.Finish;
import dev.sluice.core.request.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notes what it hears, a line each. */
final class Told implements AnswerEvents {

    final List<String> lines = new ArrayList<>();

    @Override
    public void started(String id, String model) {
        lines.add("started " + id + " " + model);
    }

    @Override
    public void text(String delta) {
        lines.add("text " + delta);
    }

    @Override
    public void refusal(String delta) {
        lines.add("refusal " + delta);
    }

    @Override
    public void thinking(String delta) {
        lines.add("thinking " + delta);
    }

    @Override
    public void signature(String signature) {
        lines.add("signature " + signature);
    }

    @Override
    public void hiddenThinking(String sealed) {
        lines.add("hidden " + sealed);
    }

    @Override
    public void toolCall(String id, String name, @Nullable String signature) {
        lines.add("call " + id + " " + name + " " + signature);
    }

    @Override
    public void arguments(String delta) {
        lines.add("arguments " + delta);
    }

    @Override
    public void usage(Usage usage) {
        lines.add(
                "usage " + usage.input() + " " + usage.output() + " " + usage.cachedInput() + " " + usage.reasoning());
    }

    @Override
    public void finished(Finish why, @Nullable String stopSequence) {
        lines.add("finished " + why);
    }

    @Override
    public void ended() {
        lines.add("ended");
    }
}
