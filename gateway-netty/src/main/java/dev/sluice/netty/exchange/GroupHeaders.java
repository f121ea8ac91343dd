package dev.sluice.netty.exchange;

import dev.sluice.core.provider.HeaderRule;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.netty.wire.Headers;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A group's header rules at work: which headers are not copied because a rule sets or removes them, and the lines that
 * are set. Immutable.
 */
final class GroupHeaders {

    private final String group;
    private final List<HeaderRule> rules;
    private final byte[][] names;

    GroupHeaders(String group, List<HeaderRule> rules) {
        this.group = group;
        this.rules = rules;
        this.names = rules.stream().map(rule -> HeaderRules.ascii(rule.name())).toArray(byte[][]::new);
    }

    /** Whether a rule decides about this header line. */
    boolean concerns(Headers headers, int i) {
        for (byte[] name : names) {
            if (headers.nameIs(i, name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a rule decides about the header of this lower-case name. */
    boolean concerns(String name) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** Writes the lines that are set; of several for one name the last one counts. */
    void write(ByteBuf out, @Nullable ProviderKey key, Supplier<String> clientAddress) {
        for (int i = 0; i < rules.size(); i++) {
            String value = rules.get(i).value();
            if (value != null && isLast(i)) {
                out.writeCharSequence(rules.get(i).name() + ": ", StandardCharsets.US_ASCII);
                out.writeCharSequence(expand(value, key, clientAddress), StandardCharsets.ISO_8859_1);
                out.writeShort('\r' << 8 | '\n');
            }
        }
    }

    private boolean isLast(int i) {
        for (int later = i + 1; later < rules.size(); later++) {
            if (rules.get(later).name().equals(rules.get(i).name())) {
                return false;
            }
        }
        return true;
    }

    private String expand(String value, @Nullable ProviderKey key, Supplier<String> clientAddress) {
        if (value.indexOf('$') < 0) {
            return value;
        }
        long millis = System.currentTimeMillis();
        return value.replace("${CLIENT_IP}", clientAddress.get())
                .replace("${GROUP_NAME}", group)
                .replace("${API_KEY}", key == null ? "" : key.value().value())
                .replace("${TIMESTAMP_MS}", Long.toString(millis))
                .replace("${TIMESTAMP_S}", Long.toString(TimeUnit.MILLISECONDS.toSeconds(millis)));
    }
}
