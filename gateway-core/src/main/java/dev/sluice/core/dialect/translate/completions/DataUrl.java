package dev.sluice.core.dialect.translate.completions;

import dev.sluice.core.chat.Part.Where;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** URLs that hold what they lead to (RFC 2397), in base64. Stateless. */
final class DataUrl {

    private static final String SCHEME = "data:";
    private static final String BASE64 = ";base64";

    private DataUrl() {}

    static boolean is(String url) {
        return url.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** Null where it names no type, or is not in base64. */
    static Where.@Nullable Inline parse(String url) {
        int comma = url.indexOf(',');
        if (!is(url) || comma < 0) {
            return null;
        }
        String head = url.substring(SCHEME.length(), comma).toLowerCase(Locale.ROOT);
        if (!head.endsWith(BASE64)) {
            return null;
        }
        int end = head.indexOf(';');
        String mediaType = head.substring(0, end).strip();
        return mediaType.isEmpty() ? null : new Where.Inline(mediaType, url.substring(comma + 1));
    }

    static String of(Where.Inline inline) {
        return SCHEME + inline.mediaType() + BASE64 + "," + inline.base64();
    }
}
