package dev.sluice.netty.exchange;

import dev.sluice.core.chat.Delivery;
import dev.sluice.core.dialect.translate.Translation;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Splice;
import dev.sluice.core.routing.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as it is sent to one target: the client's body, or one that was translated for it, and what is changed in
 * that. The body is its {@link Renditions}'.
 *
 * @param translated null where the client's own body is sent
 */
record Rendition(
        Target target, List<Splice> edits, @Nullable Translated translated) {

    /** The longest that is told of what was left out, in bytes. */
    private static final int MOST_TOLD = 1024;

    /** What is sent, before it is edited, of a request that came with this body. */
    RequestBody sent(RequestBody came) {
        return translated == null ? came : translated.body();
    }

    /**
     * A request in another dialect.
     *
     * @param translation what translates its answer
     * @param lost the fields of the client's request that could not be carried over
     */
    record Translated(Translation translation, Delivery delivery, RequestBody body, List<String> lost) {

        /** The provider's endpoint. */
        Endpoint endpoint() {
            return translation.served(delivery);
        }

        /** The path and query at the provider. */
        String path(Target target) {
            String path = translation.target(target.model(), delivery);
            if (path.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                return path;
            }
            // A name of a model that the format left as it is: what would end the request line is encoded here.
            StringBuilder safe = new StringBuilder();
            for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
                safe.append(b > ' ' && b < 0x7f ? String.valueOf((char) b) : String.format("%%%02X", b));
            }
            return safe.toString();
        }

        /** The header line that tells what was left out; empty where nothing was. */
        byte[] droppedLine() {
            if (lost.isEmpty()) {
                return new byte[0];
            }
            StringBuilder line = new StringBuilder("x-sluice-dropped: ");
            String separator = "";
            for (String field : lost) {
                if (line.length() + field.length() > MOST_TOLD) {
                    line.append(separator).append("...");
                    break;
                }
                line.append(separator);
                field.chars().forEach(c -> line.append(c > 0x20 && c < 0x7f && c != ',' ? (char) c : '?'));
                separator = ", ";
            }
            return line.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        }
    }
}
