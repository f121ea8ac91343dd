package dev.sluice.core.dialect.translate.generate;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * How another provider's signatures travel as thought signatures, which must be base64 that Google's SDKs decode and
 * encode again, in another alphabet at that. The seal also tells them from Gemini's own, which say nothing to any other
 * provider, and would make it refuse the request. Stateless.
 */
enum Seal {
    SIGNATURE("sealed:signature:"),
    /** Thoughts that only the provider can read. */
    HIDDEN("sealed:hidden:");

    private final String mark;

    Seal(String mark) {
        this.mark = mark;
    }

    String seal(String signature) {
        return Base64.getEncoder().encodeToString((mark + signature).getBytes(StandardCharsets.UTF_8));
    }

    /** What was sealed; null where it was not, or as the other kind. */
    @Nullable
    String open(String sealed) {
        try {
            byte[] bytes = Base64.getDecoder().decode(sealed.replace('-', '+').replace('_', '/'));
            String text = new String(bytes, StandardCharsets.UTF_8);
            return text.startsWith(mark) ? text.substring(mark.length()) : null;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
