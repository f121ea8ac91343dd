package dev.sluice.core.cache;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Set;

/** Finds out of a canonical body what keeps answers to similar ones apart. Made for one body. */
final class TraitScan {

    /** Members, at whatever depth, that only turns of tools have. */
    private static final Set<String> TOOL_TURNS = Set.of(
            "tool_calls",
            "tool_call_id",
            "tool_use_id",
            "function_call",
            "functionCall",
            "functionResponse",
            "function_response",
            "call_id",
            "server_label");

    private final byte[] in;
    private boolean tools;
    private boolean random;
    private boolean several;

    private TraitScan(byte[] in) {
        this.in = in;
    }

    /**
     * @param body where it begins
     * @param turn the last one, as it was taken out
     */
    static Traits of(byte[] in, int body, LastTurn turn) {
        TraitScan scan = new TraitScan(in);
        scan.body(body);
        return new Traits(scan.tools, turn.hasMedia(), scan.random, scan.several);
    }

    private void body(int object) {
        int at = object + 1;
        while (in[at] != '}') {
            int value = Canonical.skip(in, at);
            switch (text(at, value)) {
                case "tools", "functions", "toolConfig", "tool_config", "mcp_servers", "web_search_options" ->
                    tools = true;
                case "messages", "contents", "input" -> turns(value);
                case "generationConfig", "generation_config" -> {
                    if (in[value] == '{') {
                        body(value);
                    }
                }
                case "temperature" -> random |= in[value] != 'n' && !isNumber(value, 0);
                case "n", "best_of", "candidateCount", "candidate_count" ->
                    several |= in[value] != 'n' && !isNumber(value, 1);
                default -> {}
            }
            at = Canonical.skip(in, value);
        }
    }

    private void turns(int value) {
        if (in[value] == '[') {
            for (int at = value + 1; in[at] != ']'; at = Canonical.skip(in, at)) {
                turns(at);
            }
        } else if (in[value] == '{') {
            int at = value + 1;
            while (in[at] != '}') {
                int member = Canonical.skip(in, at);
                turn(text(at, member), member);
                at = Canonical.skip(in, member);
            }
        }
    }

    private void turn(String key, int value) {
        if (TOOL_TURNS.contains(key)) {
            tools |= in[value] != 'n';
        } else if (key.equals("role") && in[value] == '"') {
            String role = text(value, Canonical.skip(in, value));
            tools |= role.equals("tool") || role.equals("function");
        } else {
            turns(value);
        }
    }

    /** Whether it is this number, however that is written; nothing else is. */
    private boolean isNumber(int at, double wanted) {
        if (in[at] != '-' && (in[at] < '0' || in[at] > '9')) {
            return false;
        }
        int end = Canonical.skip(in, at);
        return Double.parseDouble(new String(in, at, end - at - 1, ISO_8859_1)) == wanted;
    }

    private String text(int from, int to) {
        return new String(in, from + 1, to - from - 2, ISO_8859_1);
    }
}
