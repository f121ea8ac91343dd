package dev.sluice.netty.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a request asks for besides a text, in any dialect. It makes a tree of the body, so only bodies with one of
 * the members of {@link #MEMBERS} are read. Not thread-safe: one a body.
 */
final class AsksReader {

    /** Top-level members without one of which nothing special is asked for. */
    static final Set<String> MEMBERS = Set.of(
            "tools",
            "thinking",
            "reasoning",
            "reasoning_effort",
            "response_format",
            "text",
            "output_config",
            "output_format",
            "generationConfig",
            "generation_config");

    /** The word in the last turn of a prompt that asks for a call. */
    static final String ONE_CALL = "use-tool";

    /** The word that asks for two calls, or for one of each tool where there are more. */
    static final String PARALLEL_CALLS = "use-tools";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern FORCED = Pattern.compile("required|any|function|tool|custom|allowed_tools");

    private final JsonNode body;
    private final JsonNode config;

    private AsksReader(JsonNode body) {
        this.body = body;
        this.config = first(body, "/generationConfig", "/generation_config");
    }

    static Asks read(byte[] body) throws IOException {
        return new AsksReader(JSON.readTree(body)).asks();
    }

    private Asks asks() {
        JsonNode last = last();
        String choice = choice();
        String named = first(
                        body,
                        "/tool_choice/function/name",
                        "/tool_choice/name",
                        "/toolConfig/functionCallingConfig/allowedFunctionNames/0")
                .asText("");
        List<Asks.Call> tools = tools().filter(
                        tool -> named.isEmpty() || tool.name().equals(named))
                .toList();
        boolean parallel = body.path("parallel_tool_calls").asBoolean(true)
                && !body.at("/tool_choice/disable_parallel_tool_use").asBoolean();
        boolean closed = choice.equals("none") || answersCall(last);
        return new Asks(
                tools,
                wanted(choice, last.toString(), tools.size()),
                closed ? 0 : parallel ? Integer.MAX_VALUE : 1,
                json(),
                thoughts());
    }

    private static int wanted(String choice, String last, int tools) {
        if (last.contains(PARALLEL_CALLS)) {
            return Math.max(2, tools);
        }
        return last.contains(ONE_CALL) || FORCED.matcher(choice).matches() ? 1 : 0;
    }

    private String choice() {
        JsonNode choice = first(
                body,
                "/tool_choice/type",
                "/tool_choice",
                "/toolConfig/functionCallingConfig/mode",
                "/tool_config/function_calling_config/mode");
        return choice.asText("").toLowerCase(Locale.ROOT);
    }

    private Stream<Asks.Call> tools() {
        List<Asks.Call> calls = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            add(calls, tool);
            add(calls, tool.path("function"));
            first(tool, "/functionDeclarations", "/function_declarations").forEach(declared -> add(calls, declared));
        }
        return calls.stream();
    }

    private static void add(List<Asks.Call> calls, JsonNode tool) {
        if (tool.path("name").isTextual()) {
            JsonNode schema = first(tool, "/parameters", "/input_schema", "/parametersJsonSchema");
            calls.add(new Asks.Call(tool.path("name").asText(), Example.object(schema)));
        }
    }

    /** The last turn; a text where the prompt is one. */
    private JsonNode last() {
        JsonNode turns = first(body, "/messages", "/contents", "/input");
        return turns.isArray() && !turns.isEmpty() ? turns.get(turns.size() - 1) : turns;
    }

    private static boolean answersCall(JsonNode turn) {
        if (turn.path("role").asText("").equals("tool")
                || turn.path("type").asText("").equals("function_call_output")) {
            return true;
        }
        for (JsonNode part : first(turn, "/content", "/parts")) {
            if (part.path("type").asText("").equals("tool_result")
                    || part.has("functionResponse")
                    || part.has("function_response")) {
                return true;
            }
        }
        return false;
    }

    private @Nullable String json() {
        JsonNode format = first(body, "/response_format", "/text/format", "/output_config/format", "/output_format");
        JsonNode schema = first(format, "/json_schema/schema", "/schema");
        JsonNode gemini = first(config, "/responseJsonSchema", "/responseSchema", "/response_schema");
        String type = format.path("type").asText("");
        String media = first(config, "/responseMimeType", "/response_mime_type").asText("");
        if (!type.startsWith("json") && !media.equals("application/json")) {
            return null;
        }
        JsonNode wanted = schema.isMissingNode() ? gemini : schema;
        return wanted.isMissingNode() ? Example.object(wanted) : Example.of(wanted);
    }

    private boolean thoughts() {
        JsonNode effort = first(body, "/reasoning_effort", "/reasoning/effort");
        JsonNode thinking = body.at("/thinking/type");
        JsonNode gemini = first(config, "/thinkingConfig", "/thinking_config");
        JsonNode budget = first(gemini, "/thinkingBudget", "/thinking_budget");
        boolean effortful = effort.isTextual() && !effort.asText().equals("none");
        boolean enabled = thinking.isTextual() && !thinking.asText().equals("disabled");
        return effortful || enabled || gemini.isObject() && !(budget.isInt() && budget.asInt() == 0);
    }

    /** What stands at the first of these places where something stands. */
    private static JsonNode first(JsonNode node, String... pointers) {
        for (String pointer : pointers) {
            JsonNode found = node.at(pointer);
            if (!found.isMissingNode() && !found.isNull()) {
                return found;
            }
        }
        return MissingNode.getInstance();
    }
}
