package dev.sluice.core.manage;

/** Two gateways that share a store, with the same keys in their files, for tests. */
final class Neighbours implements AutoCloseable {

    final SharedStore shared = new SharedStore();
    final Neighbour one = new Neighbour(shared);
    final Neighbour two = new Neighbour(shared);

    /** @param keys the names of those of the file */
    Neighbours(String... keys) {
        one.configure(keys);
        two.configure(keys);
    }

    @Override
    public void close() {
        one.close();
        two.close();
    }
}
