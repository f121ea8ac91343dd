package dev.sluice.netty.relay;

/** Memory for bodies that are held whole, which all exchanges share. Thread-safe. */
public interface Room {

    /** Reserves room for more bytes; false, and nothing reserved, when there is none. */
    boolean reserve(long bytes);

    /** Gives back what was reserved. */
    void free(long bytes);
}
