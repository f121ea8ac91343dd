package dev.sluice.monitoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The metrics that an expression asks for. */
public final class Selectors {

    /** A selector; its metric is empty where only labels are matched. */
    public record Selector(String metric, String matchers) {}

    private static final Set<String> WORDS =
            Set.of("and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring", "Inf", "NaN");
    private static final Pattern GROUPINGS = Pattern.compile("\\b(by|without|on|ignoring)\\s*\\([^)]*\\)");
    private static final Pattern TOKEN = Pattern.compile("\"[^\"]*\"|\\[[^]]*]"
            + "|(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)?\\s*(?<matchers>\\{[^}]*})"
            + "|(?<plain>[a-zA-Z_:][a-zA-Z0-9_:]*)(?<call>\\s*\\()?"
            + "|\\d[\\w.]*");

    private Selectors() {}

    public static List<Selector> of(String expression) {
        List<Selector> selectors = new ArrayList<>();
        Matcher token = TOKEN.matcher(GROUPINGS.matcher(expression).replaceAll(""));
        while (token.find()) {
            String plain = token.group("plain");
            if (token.group("matchers") != null) {
                selectors.add(
                        new Selector(token.group("name") == null ? "" : token.group("name"), token.group("matchers")));
            } else if (plain != null && token.group("call") == null && !WORDS.contains(plain)) {
                selectors.add(new Selector(plain, ""));
            }
        }
        return selectors;
    }
}
