package dev.sluice.core.routing;

import java.util.List;

/** One entry of a route: a target, or an aggregate of targets that share its traffic by their weights. */
public sealed interface Destination permits Target, Aggregate {

    /** Its share among the destinations of a weighted route. */
    double weight();

    /** Whether an attempt could be made there now: some target lets one through and has a usable key. */
    boolean usable();

    /** Its targets, the one that is to be tried first in front; an aggregate takes a turn for it. */
    List<Target> inTurn();

    /** Its targets, without a turn. */
    List<Target> targets();
}
