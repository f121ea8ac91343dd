package dev.sluice.core.routing;

import java.util.List;

/** One entry of a route: a target, or an aggregate of targets that share its traffic by their weights. */
public sealed interface Destination permits Target, Aggregate {

    /** The group's name. */
    String name();

    /** Its share among the destinations of a weighted route. */
    double weight();

    /** Whether an attempt could be made there now: some target lets one through and has a usable key. */
    boolean usable();

    /** Its targets, in the order of the file. */
    List<Target> targets();
}
