package dev.sluice.loads.ledger;

import java.util.Map;

/** A way to ask: a dialect's endpoint, whole or streamed. In bodies stand words in capitals for what differs. */
enum Kind {
    CHAT(Dialect.OPENAI, 12, "/v1/chat/completions", "{\"model\":\"MODEL\",\"messages\":[SYSTEM,USER]MORE}"),
    CHAT_STREAM(
            Dialect.OPENAI,
            14,
            "/v1/chat/completions",
            "{\"model\":\"MODEL\",\"stream\":true,\"messages\":[SYSTEM,USER]MORE}"),
    CHAT_METERED_STREAM(
            Dialect.OPENAI,
            6,
            "/v1/chat/completions",
            "{\"model\":\"MODEL\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                    + "\"messages\":[SYSTEM,USER]MORE}"),
    COMPLETION(Dialect.OPENAI, 3, "/v1/completions", "{\"model\":\"MODEL\",\"prompt\":\"PROMPT\"}"),
    COMPLETION_STREAM(
            Dialect.OPENAI, 3, "/v1/completions", "{\"model\":\"MODEL\",\"stream\":true,\"prompt\":\"PROMPT\"}"),
    RESPONSE(Dialect.OPENAI, 5, "/v1/responses", "{\"model\":\"MODEL\",\"input\":[USER],\"store\":false}"),
    RESPONSE_STREAM(
            Dialect.OPENAI,
            7,
            "/v1/responses",
            "{\"model\":\"MODEL\",\"stream\":true,\"input\":[USER],\"store\":false}"),
    EMBEDDING(
            Dialect.OPENAI,
            5,
            "/v1/embeddings",
            "{\"model\":\"embedding\",\"input\":[\"PROMPT\",\"again\"],\"encoding_format\":\"base64\"}"),
    MESSAGE(
            Dialect.ANTHROPIC,
            9,
            "/v1/messages",
            "{\"model\":\"MODEL\",\"max_tokens\":500,\"system\":\"Be brief.\",\"messages\":[USER]MORE}"),
    MESSAGE_STREAM(
            Dialect.ANTHROPIC,
            14,
            "/v1/messages",
            "{\"model\":\"MODEL\",\"max_tokens\":500,\"stream\":true,\"messages\":[USER]MORE}"),
    COUNT_TOKENS(Dialect.ANTHROPIC, 2, "/v1/messages/count_tokens", "{\"model\":\"claude\",\"messages\":[USER]}"),
    GENERATE(Dialect.GEMINI, 7, "/v1beta/models/MODEL:generateContent", "{\"contents\":[TURN]MORE}"),
    GENERATE_STREAM(
            Dialect.GEMINI, 7, "/v1beta/models/MODEL:streamGenerateContent?alt=sse", "{\"contents\":[TURN]MORE}"),
    GENERATE_ARRAY(Dialect.GEMINI, 3, "/v1beta/models/MODEL:streamGenerateContent", "{\"contents\":[TURN]MORE}"),
    GEMINI_EMBEDDING(
            Dialect.GEMINI,
            3,
            "/v1beta/models/gemini-embedding:embedContent",
            "{\"content\":{\"parts\":[{\"text\":\"PROMPT\"}]}}");

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
    private final int share;
    private final String path;
    private final String body;

    Kind(Dialect dialect, int share, String path, String body) {
        this.dialect = dialect;
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
        return body.contains("MODEL") || path.contains("MODEL");
    }

    boolean takesTools() {
        return body.contains("MORE");
    }

    String path(String model) {
        return path.replace("MODEL", model);
    }

    /** The body with a prompt, which is escaped already. */
    String body(String model, String prompt, String more) {
        Map<String, String> parts = Map.of(
                "USER", "{\"role\":\"user\",\"content\":\"PROMPT\"}",
                "SYSTEM", "{\"role\":\"system\",\"content\":\"Be brief.\"}",
                "TURN", "{\"role\":\"user\",\"parts\":[{\"text\":\"PROMPT\"}]}");
        String filled = body.replace("MORE", more).replace("MODEL", model);
        for (Map.Entry<String, String> part : parts.entrySet()) {
            filled = filled.replace(part.getKey(), part.getValue());
        }
        return filled.replace("PROMPT", prompt);
    }
}
