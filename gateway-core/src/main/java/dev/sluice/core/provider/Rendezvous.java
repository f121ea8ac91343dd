package dev.sluice.core.provider;

/**
 * Rendezvous hashing (Thaler and Ravishankar, 1998): whoever scores highest for a value gets it, so that a value stays
 * where it is as long as that one is there. Mixing is that of SplitMix64. Stateless.
 */
final class Rendezvous {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private Rendezvous() {}

    /** The hash of a name: FNV-1a, mixed. */
    static long hash(String name) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * FNV_PRIME;
        }
        return mix(hash);
    }

    /** How well the owner of a name's hash suits a value. */
    static long score(long nameHash, long value) {
        return mix(nameHash ^ mix(value + GOLDEN));
    }

    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
