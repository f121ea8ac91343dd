package dev.sluice.netty.exchange;

import dev.sluice.core.request.Endpoint;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Finds paths that a lenient provider takes for an endpoint of models though they are spelt differently: with escapes,
 * capitals, parameters, slashes too many. What a group's configuration says of models would not be applied to them.
 */
final class Disguises {

    private Disguises() {}

    /** Whether the path only looks like another one than that of an endpoint of models. */
    static boolean hide(byte[] bytes, int from, int to) {
        return !isModel(bytes, from, to)
                && (isModel(plain(bytes, from, to, one -> one))
                        || isModel(plain(bytes, from, to, Character::toLowerCase)));
    }

    private static boolean isModel(byte[] path) {
        return isModel(path, 0, path.length);
    }

    private static boolean isModel(byte[] bytes, int from, int to) {
        Endpoint found = Endpoints.find(bytes, from, to, Endpoints.Verb.POST);
        return found.isModel() || found.kind() == Endpoint.Kind.STATEFUL;
    }

    private static byte[] plain(byte[] bytes, int from, int to, IntUnaryOperator letters) {
        byte[] plain = new byte[to - from];
        int length = 0;
        boolean parameter = false;
        int at = from;
        while (at < to) {
            int value = PercentCoding.escape(bytes, at, to);
            at += value < 0 ? 1 : 3;
            int one = letters.applyAsInt(value < 0 ? bytes[at - 1] : value);
            parameter = one == ';' || parameter && one != '/';
            boolean doubled = one == '/' && length > 0 && plain[length - 1] == '/';
            if (!parameter && !doubled) {
                plain[length++] = (byte) one;
            }
        }
        return Arrays.copyOf(plain, length > 1 && plain[length - 1] == '/' ? length - 1 : length);
    }
}
