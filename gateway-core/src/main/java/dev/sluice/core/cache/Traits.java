package dev.sluice.core.cache;

/**
 * What of a request decides whether an answer to it may be given to a question that is only similar.
 *
 * @param tools whether tools or functions are offered, or a turn of theirs is among the turns
 * @param media whether the last turn holds anything but text
 * @param random whether a temperature other than zero is asked for
 * @param several whether more than one answer is asked for
 */
public record Traits(boolean tools, boolean media, boolean random, boolean several) {

    /** Nothing of that. */
    public static final Traits PLAIN = new Traits(false, false, false, false);
}
