package dev.sluice.core.chat;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** A document that can be read from its beginning more than once. */
@FunctionalInterface
public interface JsonSource {

    /** A parser before the first token; the caller closes it. */
    JsonParser open() throws IOException;
}
