package dev.sluice.core.dialect;

import dev.sluice.core.request.Usage;
import java.nio.ByteBuffer;

/** Reads the usage out of one unary answer while its bytes pass. Single-threaded; bounded memory; never fails. */
public interface AnswerReader {

    /** Looks at the next bytes of the body; borrowed for the call, position and limit are left as they were. */
    void read(ByteBuffer part);

    /** What has been found so far; {@link Usage#NONE} where nothing was. */
    Usage usage();
}
