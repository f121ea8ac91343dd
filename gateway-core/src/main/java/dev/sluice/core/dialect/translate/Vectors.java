package dev.sluice.core.dialect.translate;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** How vectors are written: as numbers, or as the base64 of their 32-bit floats, the least byte first. Stateless. */
enum Vectors {
    NUMBERS {
        @Override
        void copy(JsonParser in, JsonGenerator out) throws IOException {
            out.writeStartArray();
            if (in.currentToken() == JsonToken.VALUE_STRING) {
                ByteBuffer floats = littleEndian(in.getBinaryValue(), 0);
                while (floats.remaining() >= Float.BYTES) {
                    out.writeNumber(floats.getFloat());
                }
            } else {
                expectNumbers(in);
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    expectNumber(in);
                    out.writeNumber(in.getText());
                }
            }
            out.writeEndArray();
        }
    },
    BASE64 {
        @Override
        void copy(JsonParser in, JsonGenerator out) throws IOException {
            expectNumbers(in);
            byte[] bytes = new byte[4096];
            ByteBuffer floats = littleEndian(bytes, 0);
            while (in.nextToken() != JsonToken.END_ARRAY) {
                expectNumber(in);
                if (!floats.hasRemaining()) {
                    bytes = Arrays.copyOf(bytes, 2 * bytes.length);
                    floats = littleEndian(bytes, floats.position());
                }
                floats.putFloat(in.getFloatValue());
            }
            out.writeBinary(bytes, 0, floats.position());
        }
    };

    /** Copies the vector at which the parser stands, to its end. */
    abstract void copy(JsonParser in, JsonGenerator out) throws IOException;

    private static ByteBuffer littleEndian(byte[] bytes, int from) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(from);
    }

    private static void expectNumbers(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw new IOException("a vector is an array of numbers");
        }
    }

    private static void expectNumber(JsonParser in) throws IOException {
        JsonToken token = in.currentToken();
        if (token == null || !token.isNumeric()) {
            throw new IOException("a vector is an array of numbers");
        }
    }
}
