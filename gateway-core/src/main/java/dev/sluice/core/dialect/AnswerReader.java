package dev.sluice.core.dialect;

import dev.sluice.core.request.Usage;
import java.nio.ByteBuffer;

/** Reads the usage out of one unary answer while its bytes pass. Single-threaded; bounded memory; never fails. */
public interface AnswerReader {

    /** For answers that used nothing, such as a count of tokens. */
    AnswerReader NOTHING = new AnswerReader() {
        @Override
        public void read(ByteBuffer part) {}

        @Override
        public Usage usage() {
            return Usage.NONE;
        }
    };

    /** Looks at the next bytes of the body; borrowed for the call, position and limit are left as they were. */
    void read(ByteBuffer part);

    /** What has been found so far; {@link Usage#NONE} where nothing was. */
    Usage usage();
}
