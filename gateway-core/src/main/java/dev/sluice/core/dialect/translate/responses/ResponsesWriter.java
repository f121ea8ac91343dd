package dev.sluice.core.dialect.translate.responses;

import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Finish;
import dev.sluice.core.dialect.translate.responses.Item.State;
import dev.sluice.core.dialect.translate.responses.ResponseState.Status;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a response of what it hears: items, one after the other, of which one is open at a time. All text is repeated
 * at the end, so that it is held; beyond {@link #MOST_CHARS} it fails with an {@link UncheckedIOException}.
 * Single-threaded.
 */
final class ResponsesWriter implements AnswerEvents {

    /** The most that is held of one answer. */
    static final int MOST_CHARS = 8 << 20;

    private static final int ID_DIGITS = 12;

    private final Asked asked;
    private final Progress progress;
    private final List<Item> output = new ArrayList<>(2);
    private ResponseState.@Nullable Head head;
    private @Nullable OpenItem open;
    private @Nullable Usage usage;
    private Status status = Status.COMPLETED;
    private int calls;
    private long held;
    private boolean refuses;
    private boolean ended;

    ResponsesWriter(Asked asked, Progress progress) {
        this.asked = asked;
        this.progress = progress;
    }

    @Override
    public void started(String id, String model) {
        if (head == null) {
            begin(id, model);
        }
    }

    @Override
    public void text(String delta) {
        message(Channel.TEXT, delta);
    }

    @Override
    public void refusal(String delta) {
        refuses |= !delta.isEmpty();
        message(Channel.REFUSAL, delta);
    }

    @Override
    public void thinking(String delta) {
        if (!delta.isEmpty()) {
            hold(delta);
            thoughts().delta(delta);
        }
    }

    @Override
    public void signature(String signature) {
        hold(signature);
        OpenItem thoughts = thoughts();
        thoughts.seal(signature);
        close(State.COMPLETED);
    }

    @Override
    public void hiddenThinking(String sealed) {
        close(State.COMPLETED);
        sealed("rs_" + ownId(), sealed);
    }

    @Override
    public void toolCall(String id, String name, @Nullable String signature) {
        close(State.COMPLETED);
        calls++;
        String callId = id.isEmpty() ? "call_" + asked.id().substring(0, ID_DIGITS) + calls : id;
        if (signature != null) {
            sealed(Item.Reasoning.OF_A_CALL + ownId(), signature);
        }
        open = new OpenItem.Call(place("fc_"), progress, callId, name);
        open.begin();
    }

    @Override
    public void arguments(String delta) {
        if (open != null && !delta.isEmpty()) {
            hold(delta);
            open.delta(delta);
        }
    }

    @Override
    public void usage(Usage latest) {
        usage = latest;
    }

    /** A model that declines in its own words has answered. */
    @Override
    public void finished(Finish why, @Nullable String stopSequence) {
        status = switch (why) {
            case STOP, STOP_SEQUENCE, TOOL_CALLS, PAUSED, OTHER -> Status.COMPLETED;
            case LENGTH -> Status.OUT_OF_TOKENS;
            case CONTENT_FILTER -> refuses ? Status.COMPLETED : Status.FILTERED;
        };
        close(status == Status.COMPLETED ? State.COMPLETED : State.INCOMPLETE);
    }

    @Override
    public void ended() {
        if (!ended) {
            ended = true;
            close(State.COMPLETED);
            progress.over(new ResponseState(head(), status, output, usage));
        }
    }

    private ResponseState.Head head() {
        return head == null ? begin("", "") : head;
    }

    private ResponseState.Head begin(String id, String model) {
        ResponseState.Head begun = new ResponseState.Head(
                id.isEmpty() ? "resp_" + asked.id() : id,
                asked.epochSeconds(),
                model.isEmpty() ? asked.model() : model);
        head = begun;
        progress.begins(new ResponseState(begun, Status.IN_PROGRESS, List.of(), null));
        return begun;
    }

    private void message(Channel channel, String delta) {
        if (delta.isEmpty()) {
            return;
        }
        hold(delta);
        if (!(open instanceof OpenItem.Message)) {
            close(State.COMPLETED);
            open = new OpenItem.Message(place("msg_"), progress);
            open.begin();
        }
        if (open instanceof OpenItem.Message message) {
            message.speak(channel);
            message.delta(delta);
        }
    }

    private OpenItem thoughts() {
        if (open instanceof OpenItem.Thoughts thoughts) {
            return thoughts;
        }
        close(State.COMPLETED);
        OpenItem thoughts = new OpenItem.Thoughts(place("rs_"), progress);
        open = thoughts;
        thoughts.begin();
        return thoughts;
    }

    /** An item of what no one but the provider can read: it is whole at once. */
    private void sealed(String id, String sealed) {
        head();
        hold(sealed);
        Item item = new Item.Reasoning(id, null, sealed);
        progress.itemBegins(output.size(), item);
        progress.itemDone(output.size(), item);
        output.add(item);
    }

    private void close(State state) {
        if (open != null) {
            output.add(open.end(state));
            open = null;
        }
    }

    private Progress.Place place(String prefix) {
        head();
        return new Progress.Place(prefix + ownId(), output.size(), 0);
    }

    private String ownId() {
        return asked.id() + "_" + output.size();
    }

    private void hold(String text) {
        held += text.length();
        if (held > MOST_CHARS) {
            throw new UncheckedIOException(new IOException("an answer of more than " + MOST_CHARS + " characters"));
        }
    }
}
