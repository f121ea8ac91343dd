package dev.sluice.core.cache.kept;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Bytes made smaller, as fast as may be, and made what they were: never more than was said before. Stateless. */
final class Deflated {

    private static final int PIECE = 8_192;

    private Deflated() {}

    /** Both, one behind the other. */
    static byte[] of(byte[] first, byte[] second) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream(64 + (first.length + second.length) / 2);
            byte[] piece = new byte[PIECE];
            deflater.setInput(first);
            while (!deflater.needsInput()) {
                out.write(piece, 0, deflater.deflate(piece));
            }
            deflater.setInput(second);
            deflater.finish();
            while (!deflater.finished()) {
                out.write(piece, 0, deflater.deflate(piece));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    /** Fills both with what stands from there to the end of the bytes; fails where that is more, or less. */
    static void inflate(byte[] from, int at, byte[] first, byte[] second) throws DataFormatException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(from, at, from.length - at);
            fill(inflater, first);
            fill(inflater, second);
            if (inflater.inflate(new byte[1]) != 0 || !inflater.finished() || inflater.getRemaining() != 0) {
                throw new DataFormatException("more than there should be");
            }
        } finally {
            inflater.end();
        }
    }

    private static void fill(Inflater inflater, byte[] into) throws DataFormatException {
        int filled = 0;
        while (filled < into.length) {
            int more = inflater.inflate(into, filled, into.length - filled);
            if (more == 0) {
                throw new DataFormatException("less than there should be");
            }
            filled += more;
        }
    }
}
