package dev.sluice.core.account;

/**
 * A definition as it is managed.
 *
 * @param version grows with each change through the API; 0 for what the file defines
 */
public record Item(Definition definition, Source source, long version) {

    /** Where it was defined, and so where it can be changed. */
    public enum Source {
        FILE,
        API
    }

    /** What a file defines. */
    public static Item ofFile(Definition definition) {
        return new Item(definition, Source.FILE, 0);
    }

    /** What was made through the API. */
    public static Item ofApi(Definition definition, long version) {
        return new Item(definition, Source.API, version);
    }

    public ItemKind kind() {
        return definition.itemKind();
    }

    public String id() {
        return definition.id();
    }
}
