package dev.sluice.core.dialect.translate.messages;

import dev.sluice.core.chat.Asked;

/** What an answer and its tool calls are called where the provider has no ids. Single-threaded. */
final class AnswerIds {

    private static final int KEPT = 12;

    private final Asked asked;
    private int calls;

    AnswerIds(Asked asked) {
        this.asked = asked;
    }

    String message(String id) {
        return id.isEmpty() ? "msg_" + asked.id() : id;
    }

    String model(String model) {
        return model.isEmpty() ? asked.model() : model;
    }

    String call(String id) {
        int number = calls++;
        return id.isEmpty()
                ? "call_" + asked.id().substring(0, Math.min(KEPT, asked.id().length())) + number
                : id;
    }
}
