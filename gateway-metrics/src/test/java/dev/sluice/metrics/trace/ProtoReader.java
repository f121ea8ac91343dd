package dev.sluice.metrics.trace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** As much of Protocol Buffers' encoding as it takes to look into what is exported: fields by number. */
final class ProtoReader {

    private final Map<Integer, List<Object>> fields = new TreeMap<>();

    ProtoReader(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            int tag = (int) varint(in);
            Object value = switch (tag & 7) {
                case 0 -> varint(in);
                case 1 -> in.getLong();
                case 2 -> bytes(in);
                case 5 -> (long) in.getInt();
                default -> throw new IllegalArgumentException("wire type " + (tag & 7));
            };
            fields.computeIfAbsent(tag >> 3, number -> new ArrayList<>()).add(value);
        }
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        int shift = 0;
        byte next;
        do {
            next = in.get();
            value |= (long) (next & 0x7f) << shift;
            shift += 7;
        } while (next < 0);
        return value;
    }

    private static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[(int) varint(in)];
        in.get(bytes);
        return bytes;
    }

    private List<Object> all(int field) {
        return fields.getOrDefault(field, List.of());
    }

    List<ProtoReader> messages(int field) {
        return all(field).stream().map(bytes -> new ProtoReader((byte[]) bytes)).toList();
    }

    byte[] bytes(int field) {
        return all(field).isEmpty() ? new byte[0] : (byte[]) all(field).get(0);
    }

    String text(int field) {
        return new String(bytes(field), StandardCharsets.UTF_8);
    }

    long number(int field) {
        return all(field).isEmpty() ? 0 : (long) all(field).get(0);
    }

    boolean has(int field) {
        return fields.containsKey(field);
    }
}
