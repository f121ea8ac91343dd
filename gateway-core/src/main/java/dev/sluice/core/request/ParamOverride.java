package dev.sluice.core.request;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A top-level member of a JSON body that is replaced, or added, on its way to a group. Immutable; its arrays are shared
 * with the edits made of it, and nobody writes to them.
 */
public final class ParamOverride {

    private final String name;
    private final byte[] utf8Name;
    private final byte[] json;
    private final byte[] member;

    /** @param json the member's value, which is valid JSON */
    public ParamOverride(String name, byte[] json) {
        this.name = name;
        this.utf8Name = name.getBytes(StandardCharsets.UTF_8);
        this.json = json.clone();
        this.member = member(JsonStringEncoder.getInstance().quoteAsUTF8(name), json);
    }

    public String name() {
        return name;
    }

    /** Its value as JSON. */
    public byte[] json() {
        return json;
    }

    boolean isNamed(CapturedText key) {
        return key.is(utf8Name);
    }

    /** Name and value, as they stand in an object. */
    byte[] member() {
        return member;
    }

    private static byte[] member(byte[] escapedName, byte[] json) {
        byte[] member = new byte[escapedName.length + 3 + json.length];
        member[0] = '"';
        System.arraycopy(escapedName, 0, member, 1, escapedName.length);
        member[escapedName.length + 1] = '"';
        member[escapedName.length + 2] = ':';
        System.arraycopy(json, 0, member, escapedName.length + 3, json.length);
        return member;
    }
}
