package dev.sluice.core.dialect.translate.responses;

import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.UncarriedException;

/** URLs that hold their bytes themselves (RFC 2397), as images and files are sent. Stateless. */
final class DataUrl {

    private static final String SCHEME = "data:";
    private static final String BASE64 = ";base64";

    private DataUrl() {}

    static boolean isOne(String url) {
        return url.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** Where a URL points: at the bytes in itself, or somewhere else. */
    static Part.Where where(String url, String path) throws UncarriedException {
        if (!isOne(url)) {
            return new Part.Where.Url(null, url);
        }
        int comma = url.indexOf(',');
        int encoding = comma - BASE64.length();
        if (encoding < SCHEME.length() || !url.regionMatches(true, encoding, BASE64, 0, BASE64.length())) {
            throw Losses.malformed(path, "a URL, or a data URL in base64");
        }
        int parameters = url.indexOf(';');
        return new Part.Where.Inline(url.substring(SCHEME.length(), parameters), url.substring(comma + 1));
    }

    static String of(Part.Where.Inline inline) {
        return SCHEME + inline.mediaType() + BASE64 + "," + inline.base64();
    }
}
