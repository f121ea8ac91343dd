package dev.sluice.netty.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A kind of request that the demo's users send.
 *
 * @param key empty: as the demo's own user, who shows none
 * @param body with a place for the question; empty: there is none
 */
record DemoAsk(String path, String key, String body) {

    private static final String CHAT = "/v1/chat/completions";
    private static final String ADA = "sk-demo-ada";
    private static final String BOB = "sk-demo-bob";
    private static final String CAROL = "sk-demo-carol";
    private static final String DAVE = "sk-demo-dave";

    /** Some of them again and again, and some in other words, as people ask. */
    private static final List<String> QUESTIONS = List.of(
            "How do I reset my password?",
            "How can I reset my password?",
            "What is the refund policy?",
            "Tell me the refund policy.",
            "Write a function in Java that reverses a list.",
            "Translate 'good morning' into French.",
            "What is 17 times 23?",
            "Summarise the plot of Hamlet in two sentences.");

    /** Of which new questions are made, that nobody has asked before. */
    private static final List<String> THINGS = List.of(
            "the tides",
            "a compiler",
            "rye bread",
            "glaciers",
            "chess",
            "the moons of Jupiter",
            "copper",
            "a violin",
            "beavers",
            "the printing press",
            "monsoons",
            "origami",
            "a lighthouse",
            "yeast",
            "comets",
            "the Silk Road");

    private static final List<String> WISHES = List.of(
            "Compare %s with %s, in %d words.",
            "What would %s be without %s? Give %d reasons.",
            "A riddle about %s and %s, please, number %d.",
            "Who first wrote of %s as if it were %s, around the year %d?");

    /** One of each, as often as they are to be drawn. */
    static List<DemoAsk> all() {
        List<DemoAsk> all = new ArrayList<>();
        for (String key : List.of("", "", ADA, CAROL)) {
            all.add(new DemoAsk(CHAT, key, chat("gpt-4o", true)));
            all.add(new DemoAsk(CHAT, key, chat("gpt-4o-mini", false)));
            all.add(new DemoAsk(CHAT, key, chat("claude-sonnet", true)));
            all.add(new DemoAsk(CHAT, key, chat("gemini-flash", false)));
        }
        for (String model : List.of("auto", "spread")) {
            all.add(new DemoAsk(CHAT, BOB, chat(model, true)));
        }
        for (String model : List.of("quick", "skilled", "turns", "idle")) {
            all.add(new DemoAsk(CHAT, ADA, chat(model, false)));
        }
        // A starter's few requests a minute are soon used up.
        for (int i = 0; i < 4; i++) {
            all.add(new DemoAsk(CHAT, DAVE, chat("gpt-4o-mini", false)));
        }
        all.add(new DemoAsk("/v1/messages", CAROL, """
                {"model": "claude-sonnet", "max_tokens": 64, "stream": true,
                 "messages": [{"role": "user", "content": "%s"}]}"""));
        all.add(new DemoAsk("/v1beta/models/gemini-flash:generateContent", ADA, """
                {"contents": [{"role": "user", "parts": [{"text": "%s"}]}]}"""));
        all.add(new DemoAsk("/v1/embeddings", ADA, """
                {"model": "text-embedding-3-small", "input": "%s"}"""));
        all.add(new DemoAsk("/proxy/chat" + CHAT, ADA, chat("gpt-4o-mini", false)));
        all.add(new DemoAsk(CHAT, CAROL, chat("no-such-model", false)));
        all.add(new DemoAsk("/v1/models", "", ""));
        return all;
    }

    private static String chat(String model, boolean stream) {
        return """
                {"model": "%s", "stream": %s, "temperature": 0, "max_tokens": 64,
                 "messages": [{"role": "user", "content": "%%s"}]}""".formatted(model, stream);
    }

    /**
     * The body with a question in it: every other one is new, so that providers have something to do, caches or not.
     */
    String body(Random random) {
        return body.isEmpty() ? "" : body.formatted(random.nextBoolean() ? of(QUESTIONS, random) : unheardOf(random));
    }

    private static String unheardOf(Random random) {
        return of(WISHES, random).formatted(of(THINGS, random), of(THINGS, random), 100 + random.nextInt(1900));
    }

    private static String of(List<String> texts, Random random) {
        return texts.get(random.nextInt(texts.size()));
    }
}
