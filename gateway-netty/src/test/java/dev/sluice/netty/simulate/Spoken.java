package dev.sluice.netty.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A way to talk to a simulated provider: where a request goes, how it is written, and how its answers are read. */
enum Spoken {
    CHAT(
            "/v1/chat/completions",
            "{\"model\":\"MODEL\",\"messages\":[{\"role\":\"user\",\"content\":\"PROMPT\"}MORE_TURNS]STREAM MORE}",
            "/choices/0/finish_reason",
            "/choices/0/message/content"),
    RESPONSES(
            "/v1/responses",
            "{\"model\":\"MODEL\",\"input\":[{\"role\":\"user\",\"content\":\"PROMPT\"}MORE_TURNS]STREAM MORE}",
            "/status",
            "/output/0/content/0/text"),
    MESSAGES(
            "/v1/messages",
            "{\"model\":\"MODEL\",\"messages\":[{\"role\":\"user\",\"content\":\"PROMPT\"}MORE_TURNS]STREAM MORE}",
            "/stop_reason",
            "/content/0/text"),
    GENERATE(
            "/v1beta/models/MODEL:generateContent",
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"PROMPT\"}]}MORE_TURNS]MORE}",
            "/candidates/0/finishReason",
            "/candidates/0/content/parts/0/text");

    private final String path;
    private final String body;
    private final String reason;
    private final String text;

    Spoken(String path, String body, String reason, String text) {
        this.path = path;
        this.body = body;
        this.reason = reason;
        this.text = text;
    }

    /** A request, whole; {@code more} are members with a comma before them, {@code turns} elements likewise. */
    record Asking(String model, String prompt, String turns, String more) {

        static Asking of(String model, String prompt) {
            return new Asking(model, prompt, "", "");
        }

        Asking with(String members) {
            return new Asking(model, prompt, turns, more + members);
        }

        Asking behind(String turn) {
            return new Asking(model, prompt, turns + turn, more);
        }
    }

    JsonNode whole(Client client, Asking asking) throws Exception {
        return client.json(path.replace("MODEL", asking.model()), body(asking, ""));
    }

    List<JsonNode> streamed(Client client, Asking asking) throws Exception {
        String target =
                path.replace("MODEL", asking.model()).replace(":generateContent", ":streamGenerateContent?alt=sse");
        return Client.chunks(
                client.post(target, body(asking, ",\"stream\":true")).body().replace("\r\n", "\n"));
    }

    private String body(Asking asking, String stream) {
        return body.replace("MORE_TURNS", asking.turns())
                .replace("MORE", asking.more())
                .replace("MODEL", asking.model())
                .replace("PROMPT", asking.prompt())
                .replace("STREAM", stream);
    }

    /** Why a whole answer ends. */
    String reason(JsonNode answer) {
        return answer.at(reason).asText();
    }

    /** The text of a whole answer without thoughts. */
    String text(JsonNode answer) {
        return answer.at(text).asText("");
    }

    /** All members with this name in the events of a stream, joined. */
    static String joined(List<JsonNode> events, String pointer) {
        StringBuilder text = new StringBuilder();
        events.forEach(event -> text.append(event.at(pointer).asText("")));
        return text.toString();
    }
}
