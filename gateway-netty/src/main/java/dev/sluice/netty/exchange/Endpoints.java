package dev.sluice.netty.exchange;

import dev.sluice.core.request.Endpoint;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds the endpoint that a path names: exact, case-sensitive, nothing decoded. Immutable. */
final class Endpoints {

    private static final byte[] MODEL_PREFIX = "/v1/models/".getBytes(StandardCharsets.US_ASCII);
    private static final Endpoint[] EXACT = Arrays.stream(Endpoint.values())
            .filter(endpoint -> endpoint.template().indexOf('{') < 0 && endpoint != Endpoint.UNKNOWN)
            .toArray(Endpoint[]::new);
    private static final byte[][] PATHS = Arrays.stream(EXACT)
            .map(endpoint -> endpoint.template().getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);

    private Endpoints() {}

    static Endpoint find(byte[] bytes, int from, int to) {
        for (int i = 0; i < PATHS.length; i++) {
            byte[] path = PATHS[i];
            if (path.length == to - from && Arrays.equals(path, 0, path.length, bytes, from, to)) {
                return EXACT[i];
            }
        }
        int prefix = MODEL_PREFIX.length;
        boolean model = to - from > prefix && Arrays.equals(MODEL_PREFIX, 0, prefix, bytes, from, from + prefix);
        return model ? Endpoint.MODEL : Endpoint.UNKNOWN;
    }

    /** Where the model's name begins in the path of {@link Endpoint#MODEL}. */
    static int modelFrom(int pathFrom) {
        return pathFrom + MODEL_PREFIX.length;
    }
}
