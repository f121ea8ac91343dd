package dev.sluice.core.dialect.translate.generate;

import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Finish;
import dev.sluice.core.request.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What writing an answer whole and in pieces has in common: calls come whole, what is neither text nor call is a
 * thought, and ids are made where there are none. Single-threaded.
 */
final class AnswerWriting implements AnswerEvents {

    private static final int DIGITS_OF_ID = 12;

    private final Asked asked;
    private final Output output;
    private @Nullable OpenCall open;
    private int calls;
    private @Nullable String reason;
    private boolean malformed;
    private boolean declines;
    private Usage usage = Usage.NONE;

    AnswerWriting(Asked asked, Output output) {
        this.asked = asked;
        this.output = output;
    }

    /** Where parts go. */
    interface Output {

        void started(String id, String model);

        void text(String delta);

        /** @param sealed the signature as it is written; null where there is none */
        void thought(String delta, @Nullable String sealed);

        /** @param args a JSON object */
        void call(OpenCall call, String args);

        /**
         * Nothing more comes.
         *
         * @param reason why the content ends; null where that was not told
         */
        void ended(@Nullable String reason, Usage usage);
    }

    @Override
    public void started(String id, String model) {
        output.started(id.isEmpty() ? asked.id() : id, model.isEmpty() ? asked.model() : model);
    }

    @Override
    public void text(String delta) {
        closeCall();
        if (!delta.isEmpty()) {
            output.text(delta);
        }
    }

    /** Gemini declines in plain text; that it does the reason tells. */
    @Override
    public void refusal(String delta) {
        text(delta);
        declines |= !delta.isEmpty();
    }

    @Override
    public void thinking(String delta) {
        closeCall();
        if (!delta.isEmpty()) {
            output.thought(delta, null);
        }
    }

    @Override
    public void signature(String signature) {
        closeCall();
        output.thought("", Seal.SIGNATURE.seal(signature));
    }

    @Override
    public void hiddenThinking(String sealed) {
        closeCall();
        output.thought("", Seal.HIDDEN.seal(sealed));
    }

    @Override
    public void toolCall(String id, String name, @Nullable String signature) {
        closeCall();
        calls++;
        String known = id.isEmpty() ? "call_" + asked.id().substring(0, DIGITS_OF_ID) + calls : id;
        open = new OpenCall(known, name, signature);
    }

    @Override
    public void arguments(String delta) {
        if (open != null) {
            open.arguments(delta);
        }
    }

    @Override
    public void usage(Usage told) {
        usage = told;
    }

    @Override
    public void finished(Finish why, @Nullable String stopSequence) {
        closeCall();
        boolean broken = malformed && why != Finish.LENGTH;
        boolean declined = declines && why == Finish.STOP;
        reason = broken ? Reasons.MALFORMED_CALL : Reasons.of(declined ? Finish.CONTENT_FILTER : why);
    }

    @Override
    public void ended() {
        closeCall();
        output.ended(reason, usage);
    }

    /** A call whose arguments were cut, or are none, cannot be written: the reason tells why it is missing. */
    private void closeCall() {
        OpenCall call = open;
        if (call == null) {
            return;
        }
        open = null;
        String args = call.object();
        if (args == null) {
            malformed = true;
        } else {
            output.call(call, args);
        }
    }
}
