package dev.sluice.core.dialect.translate.responses;

/** Hears how a response comes about, step by step, and writes what of it a client is to see. Single-threaded. */
interface Progress {

    /** A response begins, of which nothing is there yet. */
    void begins(ResponseState response);

    /** @param item as empty as it begins */
    void itemBegins(int index, Item item);

    void partBegins(Channel channel, Place place);

    void delta(Channel channel, Place place, String delta);

    /** A text is whole, and so is the part that it stands in. */
    void textDone(Channel channel, Place place, String whole);

    void itemDone(int index, Item item);

    /** Nothing more comes. */
    void over(ResponseState response);

    /**
     * Where a text stands.
     *
     * @param part its number within the item
     */
    record Place(String itemId, int itemIndex, int part) {}
}
