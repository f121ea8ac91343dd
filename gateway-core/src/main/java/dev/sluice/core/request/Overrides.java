package dev.sluice.core.request;

import dev.sluice.core.request.JsonScanner.Event;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The edits that put a group's overrides into a JSON body: members that are there are replaced where they stand, each
 * occurrence of them, for parsers differ in which one counts; the others are written behind the opening brace. All
 * other bytes stay. Single-threaded and reused from body to body; borrows its parts.
 */
public final class Overrides {

    private static final int NOT_FOUND = -1;

    private final JsonScanner scanner = new JsonScanner();
    private final BitSet found = new BitSet();
    private int members;

    /** Place of the override whose value is being read. */
    private int current = NOT_FOUND;

    /**
     * The edits, sorted; none when the body is not a valid JSON object.
     *
     * @param body the whole body; read from each part's position to its limit, which stay as they are
     * @param overrides of different names
     */
    public List<Splice> splices(List<ByteBuffer> body, List<ParamOverride> overrides) {
        if (overrides.isEmpty()) {
            return List.of();
        }
        scanner.reset();
        found.clear();
        members = 0;
        List<Splice> splices = new ArrayList<>(overrides.size());
        for (ByteBuffer part : body) {
            scanner.part(part.position());
            if (!replace(part, overrides, splices)) {
                return List.of();
            }
        }
        if (!scanner.isComplete()) {
            return List.of();
        }
        if (found.cardinality() < overrides.size()) {
            splices.add(0, new Splice(behindBrace(body), 0, missing(overrides)));
        }
        return splices;
    }

    private boolean replace(ByteBuffer part, List<ParamOverride> overrides, List<Splice> splices) {
        Event event = scanner.next(part, part.limit());
        while (event == Event.KEY || event == Event.VALUE) {
            if (event == Event.KEY) {
                members++;
                current = named(scanner.text(), overrides);
                if (current != NOT_FOUND) {
                    found.set(current);
                    scanner.watchWhole();
                }
            } else {
                int start = scanner.valueStart();
                byte[] json = overrides.get(current).json();
                splices.add(new Splice(start, scanner.valueEnd() - start, json));
            }
            event = scanner.next(part, part.limit());
        }
        return event == Event.MORE;
    }

    private static int named(CapturedText key, List<ParamOverride> overrides) {
        for (int at = 0; at < overrides.size(); at++) {
            if (overrides.get(at).isNamed(key)) {
                return at;
            }
        }
        return NOT_FOUND;
    }

    private byte[] missing(List<ParamOverride> overrides) {
        ByteArrayOutputStream inserted = new ByteArrayOutputStream();
        for (int at = found.nextClearBit(0); at < overrides.size(); at = found.nextClearBit(at + 1)) {
            if (inserted.size() > 0) {
                inserted.write(',');
            }
            inserted.writeBytes(overrides.get(at).member());
        }
        if (members > 0) {
            inserted.write(',');
        }
        return inserted.toByteArray();
    }

    /** The offset behind the brace that the body, an object, opens with: only white space can stand before it. */
    private static int behindBrace(List<ByteBuffer> body) {
        int before = 0;
        for (ByteBuffer part : body) {
            for (int at = part.position(); at < part.limit(); at++) {
                if (part.get(at) == '{') {
                    return before + at - part.position() + 1;
                }
            }
            before += part.remaining();
        }
        throw new IllegalStateException("an object without a brace");
    }
}
