package dev.sluice.core.dialect.translate.messages;

import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.Finish;
import dev.sluice.core.request.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Remembers what it is told, in words; deltas of one kind that follow each other are one. */
final class Heard implements AnswerEvents {

    private final List<String> words = new ArrayList<>();
    private String kind = "";
    private Usage usage = Usage.NONE;

    List<String> words() {
        return words;
    }

    Usage usage() {
        return usage;
    }

    private void goesOn(String same, String delta) {
        if (kind.equals(same)) {
            words.set(words.size() - 1, words.get(words.size() - 1) + delta);
        } else {
            said(same, delta);
        }
    }

    private void said(String what, String value) {
        kind = what;
        words.add(what + " " + value);
    }

    @Override
    public void started(String id, String model) {
        said("started", id + " " + model);
    }

    @Override
    public void text(String delta) {
        goesOn("text", delta);
    }

    @Override
    public void refusal(String delta) {
        goesOn("refusal", delta);
    }

    @Override
    public void thinking(String delta) {
        goesOn("thinking", delta);
    }

    @Override
    public void signature(String signature) {
        said("signature", signature);
    }

    @Override
    public void hiddenThinking(String sealed) {
        said("hidden", sealed);
    }

    @Override
    public void toolCall(String id, String name, @Nullable String signature) {
        said("call", id + " " + name + " " + signature);
    }

    @Override
    public void arguments(String delta) {
        goesOn("arguments", delta);
    }

    @Override
    public void usage(Usage latest) {
        usage = latest;
    }

    @Override
    public void finished(Finish why, @Nullable String stopSequence) {
        said("finished", why + " " + stopSequence);
    }

    @Override
    public void ended() {
        said("ended", "");
    }
}
