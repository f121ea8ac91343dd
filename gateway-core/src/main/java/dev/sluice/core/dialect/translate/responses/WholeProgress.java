package dev.sluice.core.dialect.translate.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Writes a response when it is over, as one object. Single-threaded. */
final class WholeProgress implements Progress {

    private final OutputStream out;

    /** @param out never fails: memory */
    WholeProgress(OutputStream out) {
        this.out = out;
    }

    @Override
    public void begins(ResponseState response) {
        // Nothing is seen before the end.
    }

    @Override
    public void itemBegins(int index, Item item) {
        // Nothing is seen before the end.
    }

    @Override
    public void partBegins(Channel channel, Place place) {
        // Nothing is seen before the end.
    }

    @Override
    public void delta(Channel channel, Place place, String delta) {
        // Nothing is seen before the end.
    }

    @Override
    public void textDone(Channel channel, Place place, String whole) {
        // Nothing is seen before the end.
    }

    @Override
    public void itemDone(int index, Item item) {
        // Nothing is seen before the end.
    }

    @Override
    public void over(ResponseState response) {
        try (JsonGenerator json = Json.FACTORY.createGenerator(out)) {
            response.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
    }
}
