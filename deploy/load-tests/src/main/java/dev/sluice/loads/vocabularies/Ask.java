package dev.sluice.loads.vocabularies;

import dev.sluice.loads.http.Request;
import java.util.Map;

/**
 * A way to ask.
 *
 * @param route the template that the path is counted under
 * @param operation what it is counted as; empty: as nothing
 * @param body with {@code PROMPT} for what differs; empty: none
 */
record Ask(String method, String path, String route, String operation, boolean stream, String body) {

    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"PROMPT\"}]";
    private static final String CONTENTS = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"PROMPT\"}]}]}";
    private static final String GEMINI = "/v1beta/models/";

    static Ask chat(String model) {
        return post(CHAT, "chat", "{\"model\":\"" + model + "\"," + MESSAGES + "}");
    }

    static Ask chatStream(String model) {
        return post(CHAT, "chat", "{\"model\":\"" + model + "\",\"stream\":true," + MESSAGES + "}")
                .streaming();
    }

    /** One question under a system prompt that differs: similar questions are looked for under the same one only. */
    static Ask chatUnder(String model, String question) {
        String system = "\"messages\":[{\"role\":\"system\",\"content\":\"PROMPT\"},";
        String user = "{\"role\":\"user\",\"content\":\"" + question + "\"}]";
        return post(CHAT, "chat", "{\"model\":\"" + model + "\"," + system + user + "}");
    }

    static Ask completion(String model) {
        return post("/v1/completions", "completions", "{\"model\":\"" + model + "\",\"prompt\":\"PROMPT\"}");
    }

    static Ask embedding(String model) {
        return post("/v1/embeddings", "embeddings", "{\"model\":\"" + model + "\",\"input\":\"PROMPT\"}");
    }

    static Ask responseStream(String model) {
        String body = "{\"model\":\"" + model + "\",\"stream\":true,\"store\":false,\"input\":\"PROMPT\"}";
        return post("/v1/responses", "responses", body).streaming();
    }

    static Ask message(String model) {
        return post("/v1/messages", "chat", "{\"model\":\"" + model + "\",\"max_tokens\":500," + MESSAGES + "}");
    }

    static Ask messageStream(String model) {
        String body = "{\"model\":\"" + model + "\",\"max_tokens\":500,\"stream\":true," + MESSAGES + "}";
        return post("/v1/messages", "chat", body).streaming();
    }

    static Ask countTokens(String model) {
        return post("/v1/messages/count_tokens", "count_tokens", "{\"model\":\"" + model + "\"," + MESSAGES + "}");
    }

    static Ask generate(String model) {
        return post(GEMINI + model + ":generateContent", "chat", CONTENTS).counted(GEMINI + "{model}:generateContent");
    }

    static Ask generateStream(String model) {
        return post(GEMINI + model + ":streamGenerateContent?alt=sse", "chat", CONTENTS)
                .counted(GEMINI + "{model}:streamGenerateContent")
                .streaming();
    }

    static Ask post(String path, String operation, String body) {
        return new Ask("POST", path, path, operation, false, body);
    }

    /** Without a body, and counted as no operation. */
    static Ask plain(String method, String path, String route) {
        return new Ask(method, path, route, "", false, "");
    }

    /** The same through a group's URL. */
    Ask through(String group) {
        return new Ask(method, "/proxy/" + group + path, "/proxy/{group}/{path}", operation, stream, body);
    }

    /** Whether such requests are looked up in caches. */
    boolean cacheable() {
        return switch (operation) {
            case "chat", "completions", "responses", "embeddings" -> true;
            default -> false;
        };
    }

    boolean proxied() {
        return path.startsWith("/proxy/");
    }

    private Ask counted(String template) {
        return new Ask(method, path, template, operation, stream, body);
    }

    private Ask streaming() {
        return new Ask(method, path, route, operation, true, body);
    }

    /** The operation by the name that it has in a vocabulary. */
    String call() {
        return switch (operation) {
            case "chat", "completions", "responses" -> stream ? "ChatStream" : "ChatComplete";
            case "embeddings" -> "Embed";
            default -> "Other";
        };
    }

    Request request(String prompt) {
        return body.isEmpty()
                ? new Request(method, path, Map.of(), new byte[0])
                : Request.post(path, body.replace("PROMPT", prompt));
    }
}
