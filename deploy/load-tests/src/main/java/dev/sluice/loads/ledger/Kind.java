package dev.sluice.loads.ledger;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A way to ask: a dialect's endpoint, whole or streamed. In bodies stand words in capitals for what differs. */
enum Kind {
    CHAT(
            Dialect.OPENAI,
            Does.CONVERSES,
            10,
            "/v1/chat/completions",
            "{\"model\":\"MODEL\",\"messages\":[SYSTEM,USER]MORE}"),
    CHAT_STREAM(
            Dialect.OPENAI,
            Does.CONVERSES,
            12,
            "/v1/chat/completions",
            "{\"model\":\"MODEL\",\"stream\":true,\"messages\":[SYSTEM,USER]MORE}"),
    CHAT_METERED_STREAM(
            Dialect.OPENAI,
            Does.CONVERSES,
            6,
            "/v1/chat/completions",
            "{\"model\":\"MODEL\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                    + "\"messages\":[SYSTEM,USER]MORE}"),
    CHAT_AFTER_CALL_STREAM(
            Dialect.OPENAI,
            Does.CONVERSES,
            3,
            "/v1/chat/completions",
            "{\"model\":\"MODEL\",\"stream\":true,\"messages\":[USER,{\"role\":\"assistant\",\"content\":null,"
                    + "\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"tides\","
                    + "\"arguments\":\"ARGUMENTS\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"call_1\","
                    + "\"content\":\"PROMPT\"}]MORE}"),
    COMPLETION(Dialect.OPENAI, Does.COMPLETES, 2, "/v1/completions", "{\"model\":\"MODEL\",\"prompt\":\"PROMPT\"}"),
    COMPLETION_STREAM(
            Dialect.OPENAI,
            Does.COMPLETES,
            2,
            "/v1/completions",
            "{\"model\":\"MODEL\",\"stream\":true,\"prompt\":\"PROMPT\"}"),
    RESPONSE(
            Dialect.OPENAI,
            Does.CONVERSES,
            5,
            "/v1/responses",
            "{\"model\":\"MODEL\",\"input\":[USER],\"store\":false}"),
    RESPONSE_STREAM(
            Dialect.OPENAI,
            Does.CONVERSES,
            6,
            "/v1/responses",
            "{\"model\":\"MODEL\",\"stream\":true,\"input\":[USER],\"store\":false}"),
    RESPONSE_AFTER_CALL_STREAM(
            Dialect.OPENAI,
            Does.CONVERSES,
            2,
            "/v1/responses",
            "{\"model\":\"MODEL\",\"stream\":true,\"store\":false,\"input\":[USER,{\"type\":\"function_call\","
                    + "\"call_id\":\"call_1\",\"name\":\"tides\",\"arguments\":\"ARGUMENTS\"},"
                    + "{\"type\":\"function_call_output\",\"call_id\":\"call_1\",\"output\":\"PROMPT\"}]}"),
    EMBEDDING(
            Dialect.OPENAI,
            Does.EMBEDS,
            5,
            "/v1/embeddings",
            "{\"model\":\"MODEL\",\"input\":[\"PROMPT\",\"again\"],\"encoding_format\":\"base64\"}"),
    MESSAGE(
            Dialect.ANTHROPIC,
            Does.CONVERSES,
            8,
            "/v1/messages",
            "{\"model\":\"MODEL\",\"max_tokens\":500,\"system\":\"Be brief.\",\"messages\":[USER]MORE}"),
    MESSAGE_STREAM(
            Dialect.ANTHROPIC,
            Does.CONVERSES,
            12,
            "/v1/messages",
            "{\"model\":\"MODEL\",\"max_tokens\":500,\"stream\":true,\"messages\":[USER]MORE}"),
    MESSAGE_AFTER_CALL_STREAM(
            Dialect.ANTHROPIC,
            Does.CONVERSES,
            3,
            "/v1/messages",
            "{\"model\":\"MODEL\",\"max_tokens\":500,\"stream\":true,\"messages\":[USER,{\"role\":\"assistant\","
                    + "\"content\":[{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"tides\",\"input\":OBJECT}]},"
                    + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_1\","
                    + "\"content\":\"PROMPT\"}]}]MORE}"),
    COUNT_TOKENS(
            Dialect.ANTHROPIC,
            Does.COUNTS,
            2,
            "/v1/messages/count_tokens",
            "{\"model\":\"MODEL\",\"messages\":[USER]}"),
    GENERATE(Dialect.GEMINI, Does.CONVERSES, 6, "/v1beta/models/MODEL:generateContent", "{\"contents\":[TURN]MORE}"),
    GENERATE_STREAM(
            Dialect.GEMINI,
            Does.CONVERSES,
            6,
            "/v1beta/models/MODEL:streamGenerateContent?alt=sse",
            "{\"contents\":[TURN]MORE}"),
    GENERATE_AFTER_CALL_STREAM(
            Dialect.GEMINI,
            Does.CONVERSES,
            3,
            "/v1beta/models/MODEL:streamGenerateContent?alt=sse",
            "{\"contents\":[TURN,{\"role\":\"model\",\"parts\":[{\"functionCall\":{\"name\":\"tides\","
                    + "\"args\":OBJECT}}]},"
                    + "{\"role\":\"user\",\"parts\":[{\"functionResponse\":{\"name\":\"tides\","
                    + "\"response\":{\"result\":\"PROMPT\"}}}]}]MORE}"),
    GENERATE_ARRAY(
            Dialect.GEMINI,
            Does.CONVERSES,
            2,
            "/v1beta/models/MODEL:streamGenerateContent",
            "{\"contents\":[TURN]MORE}"),
    GEMINI_EMBEDDING(
            Dialect.GEMINI,
            Does.EMBEDS,
            3,
            "/v1beta/models/MODEL:embedContent",
            "{\"content\":{\"parts\":[{\"text\":\"PROMPT\"}]}}"),
    GEMINI_EMBEDDINGS(
            Dialect.GEMINI,
            Does.EMBEDS,
            2,
            "/v1beta/models/MODEL:batchEmbedContents",
            "{\"requests\":[{\"model\":\"models/MODEL\",\"content\":{\"parts\":[{\"text\":\"PROMPT\"}]}},"
                    + "{\"model\":\"models/MODEL\",\"content\":{\"parts\":[{\"text\":\"again\"}]}}]}");

    /** What was called a turn before. */
    private static final String OBJECT = "{\"city\":\"Bern\",\"days\":3,\"tides\":[\"low\",\"high\"],\"exact\":true}";

    /** What is asked for. */
    enum Does {
        CONVERSES,
        /** A text that goes on; no other dialect has that. */
        COMPLETES,
        EMBEDS,
        COUNTS
    }

    /** Whose endpoints they are. */
    enum Dialect {
        OPENAI("gpt", ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"tides\",\"parameters\":SCHEMA}}]"),
        ANTHROPIC("claude", ",\"tools\":[{\"name\":\"tides\",\"input_schema\":SCHEMA}]"),
        GEMINI("gemini", ",\"tools\":[{\"functionDeclarations\":[{\"name\":\"tides\",\"parameters\":SCHEMA}]}]");

        private final String models;
        private final String tools;

        Dialect(String models, String tools) {
            this.models = models;
            this.tools =
                    tools.replace("SCHEMA", "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}");
        }

        /** How the names of its models begin. */
        String models() {
            return models;
        }

        /** A member of a body, with a comma before it. */
        String tools() {
            return tools;
        }
    }

    private final Dialect dialect;
    private final Does does;
    private final int share;
    private final String path;
    private final String body;

    Kind(Dialect dialect, Does does, int share, String path, String body) {
        this.dialect = dialect;
        this.does = does;
        this.share = share;
        this.path = path;
        this.body = body;
    }

    Dialect dialect() {
        return dialect;
    }

    /** Of a hundred requests. */
    int share() {
        return share;
    }

    boolean streams() {
        return name().endsWith("STREAM") || this == GENERATE_ARRAY;
    }

    /** Whether an answer is written: no embedding, no count. */
    boolean writes() {
        return does == Does.CONVERSES || does == Does.COMPLETES;
    }

    /** Whose providers can be asked the same in their own words. */
    List<Dialect> others() {
        return Arrays.stream(Dialect.values())
                .filter(other -> other != dialect && canBeAsked(other))
                .toList();
    }

    private boolean canBeAsked(Dialect other) {
        return switch (does) {
            case CONVERSES -> true;
            case COMPLETES -> false;
            case EMBEDS -> other != Dialect.ANTHROPIC;
            case COUNTS -> other == Dialect.GEMINI;
        };
    }

    /** What a dialect's model of this kind is called. */
    String model(Dialect of) {
        return does == Does.EMBEDS ? of.models() + "-embedding" : of.models();
    }

    boolean takesTools() {
        return body.contains("MORE");
    }

    /** Whether a tool was called before. */
    boolean recallsTools() {
        return name().contains("AFTER_CALL");
    }

    String path(String model) {
        return path.replace("MODEL", model);
    }

    /** The body with a prompt, which is escaped already. */
    String body(String model, String prompt, String more) {
        Map<String, String> parts = Map.of(
                "USER", "{\"role\":\"user\",\"content\":\"PROMPT\"}",
                "SYSTEM", "{\"role\":\"system\",\"content\":\"Be brief.\"}",
                "OBJECT", OBJECT,
                "ARGUMENTS", OBJECT.replace("\"", "\\\""),
                "TURN", "{\"role\":\"user\",\"parts\":[{\"text\":\"PROMPT\"}]}");
        String filled = body.replace("MORE", more).replace("MODEL", model);
        for (Map.Entry<String, String> part : parts.entrySet()) {
            filled = filled.replace(part.getKey(), part.getValue());
        }
        return filled.replace("PROMPT", prompt);
    }
}
