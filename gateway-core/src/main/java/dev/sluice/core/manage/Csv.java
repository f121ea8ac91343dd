package dev.sluice.core.manage;

import java.io.IOException;
import java.io.Writer;
import java.util.List;

/**
 * Lines of CSV (RFC 4180) that a spreadsheet takes for data only: a text that it would compute, as clients may call a
 * model {@code =HYPERLINK(…)}, begins with an apostrophe (OWASP, CSV injection).
 */
final class Csv {

    private static final String FORMULA = "=+-@\t\r\n";
    private static final String QUOTED = ",\"\r\n;\t";

    private Csv() {}

    static void write(Writer to, List<String> fields) throws IOException {
        String separator = "";
        for (String field : fields) {
            to.write(separator);
            to.write(field(field));
            separator = ",";
        }
        to.write("\r\n");
    }

    private static String field(String text) {
        String safe = computed(text) ? "'" + text : text;
        boolean quoted = safe.chars().anyMatch(each -> QUOTED.indexOf(each) >= 0);
        return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }

    private static boolean computed(String text) {
        return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 && !text.matches("-?[0-9]+(\\.[0-9]+)?");
    }
}
