package dev.sluice.core.estimate;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Counts the tokens of texts with OpenAI's encodings, each of which is loaded when it is first needed. Slow: some
 * megabytes a second, and for one thread only.
 */
final class Tokenizers {

    /** How the names of models begin that have the encoding before the present one. */
    private static final List<String> OLDER =
            List.of("gpt-4", "gpt-3.5", "gpt-35", "text-embedding-", "davinci-002", "babbage-002");

    /** And of those that begin likewise, but have the present one. */
    private static final List<String> NEWER = List.of("gpt-4o", "gpt-4.1", "gpt-4.5");

    private final EncodingRegistry encodings = Encodings.newLazyEncodingRegistry();

    /** How many tokens a text has to a model; what of it was not kept is taken to be like what was. */
    double count(String model, TextSample text) {
        if (text.kept() == 0) {
            return 0;
        }
        double tokens = encoding(model).countTokensOrdinary(unescaped(text.copy()));
        return tokens * text.bytes() / text.kept();
    }

    private Encoding encoding(String model) {
        return encodings.getEncoding(isOlder(model) ? EncodingType.CL100K_BASE : EncodingType.O200K_BASE);
    }

    static boolean isOlder(String model) {
        return OLDER.stream().anyMatch(model::startsWith) && NEWER.stream().noneMatch(model::startsWith);
    }

    /** What stood in JSON strings, as it reads; what is cut or wrong stays as it is. */
    static String unescaped(byte[] json) {
        String text = new String(json, StandardCharsets.UTF_8);
        int at = text.indexOf('\\');
        if (at < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        int from = 0;
        while (at >= 0 && at + 1 < text.length()) {
            plain.append(text, from, at);
            from = unescape(text, at, plain);
            at = text.indexOf('\\', from);
        }
        return plain.append(text, from, text.length()).toString();
    }

    /** Where the text goes on behind an escape. */
    private static int unescape(String text, int at, StringBuilder plain) {
        char escape = text.charAt(at + 1);
        switch (escape) {
            case 'n' -> plain.append('\n');
            case 't' -> plain.append('\t');
            case 'r' -> plain.append('\r');
            case 'b' -> plain.append('\b');
            case 'f' -> plain.append('\f');
            case 'u' -> {
                int code = at + 6 <= text.length() ? hex(text, at + 2) : -1;
                if (code < 0) {
                    plain.append("\\u");
                    return at + 2;
                }
                plain.append((char) code);
                return at + 6;
            }
            default -> plain.append(escape);
        }
        return at + 2;
    }

    private static int hex(String text, int from) {
        int code = 0;
        for (int at = from; at < from + 4; at++) {
            int digit = Character.digit(text.charAt(at), 16);
            if (digit < 0) {
                return -1;
            }
            code = code << 4 | digit;
        }
        return code;
    }
}
