package dev.sluice.metrics.vocabulary;

/** What a family shows of its fact's rows. */
enum Shape {
    /** A counter of the fact itself. */
    COUNTER,
    /** A counter of how many values a distribution holds. */
    COUNT,
    /** A counter of the sum of a distribution's values. */
    SUM,
    GAUGE,
    HISTOGRAM,
    /** A histogram in its native form, which only protobuf has. */
    NATIVE_HISTOGRAM,
    /** A gauge that is always 1 and tells by its labels; its name is given without {@code _info}. */
    INFO
}
