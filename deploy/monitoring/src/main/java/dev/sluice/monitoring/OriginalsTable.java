package dev.sluice.monitoring;

import java.util.List;

/** The part of the documentation that says of each query of the five documents what is shipped of it, and why. */
final class OriginalsTable {

    static final String BEGIN = "<!-- originals: rendered from source/originals.yaml -->";
    static final String END = "<!-- end of originals -->";

    private OriginalsTable() {}

    /** The page with the table in its place. */
    static String in(String page, List<Original> originals) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("the page has no place for the table of originals");
        }
        return page.substring(0, begin + BEGIN.length()) + "\n\n" + table(originals) + "\n" + page.substring(end);
    }

    private static String table(List<Original> originals) {
        StringBuilder table =
                new StringBuilder("| | as written | what comes of it | shipped | where |\n|---|---|---|---|---|\n");
        for (Original original : originals) {
            table.append("| ").append(original.id());
            table.append(" | ").append(code(original.written()));
            table.append(" | ").append(cell(original.verdict()));
            table.append(" | ").append(original.ships() == null ? "as written" : code(original.ships()));
            table.append(" | ").append(cell(original.where())).append(" |\n");
        }
        return table.toString();
    }

    private static String code(String expression) {
        return "`" + cell(expression.replace("{@}", "").replace("{@,", "{")) + "`";
    }

    private static String cell(String text) {
        return text.strip().replaceAll("\\s*\\n\\s*", " ").replace("|", "\\|");
    }
}
