package dev.sluice.core.dialect;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.sluice.core.request.Member;
import dev.sluice.core.request.RequestPeek;
import dev.sluice.core.request.Splice;

/** The edit that puts a provider's name of a model in the place of the one that was asked for. Stateless. */
final class ModelEdit {

    private ModelEdit() {}

    /** Whether the body names a model, and another one. */
    static boolean isDue(RequestPeek peek, String upstreamModel) {
        return peek.has(Member.MODEL) && !peek.modelIs(upstreamModel);
    }

    static Splice of(RequestPeek peek, String upstreamModel) {
        byte[] escaped = JsonStringEncoder.getInstance().quoteAsUTF8(upstreamModel);
        byte[] value = new byte[escaped.length + 2];
        value[0] = '"';
        System.arraycopy(escaped, 0, value, 1, escaped.length);
        value[value.length - 1] = '"';
        int start = peek.start(Member.MODEL);
        return new Splice(start, peek.end(Member.MODEL) - start, value);
    }
}
