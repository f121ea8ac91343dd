package dev.sluice.core.dialect.translate.completions;

import dev.sluice.core.chat.Asked;

/** What an answer is called whose provider does not say: the same for the same exchange. Stateless. */
final class MadeIds {

    private static final int DIGITS = 12;

    private MadeIds() {}

    /** The id of the call with this number, counted from zero. */
    static String call(Asked asked, String id, int number) {
        return id.isEmpty()
                ? "call_" + asked.id().substring(0, Math.min(DIGITS, asked.id().length())) + number
                : id;
    }

    static String answer(Asked asked, String id) {
        return id.isEmpty() ? "chatcmpl-" + asked.id() : id;
    }

    static String model(Asked asked, String model) {
        return model.isEmpty() ? asked.model() : model;
    }
}
