package dev.sluice.core.provider;

/**
 * One of a provider's addresses. {@code pathPrefix} stands before an endpoint's path and is empty or begins with a
 * slash; {@code weight} is its share of the attempts, any positive number.
 */
public record Upstream(Origin origin, String pathPrefix, double weight) {

    public Upstream {
        if (!(weight > 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException("a weight is a positive number: " + weight);
        }
    }
}
