package dev.sluice.core.config;

/** Writes paths into the configuration file, such as {@code providers[0].keys[1].value}. */
final class KeyPath {

    private static final int LONGEST_KEY = 40;

    private KeyPath() {}

    static String key(String path, String key) {
        String shown = shown(key);
        return path.isEmpty() ? shown : path + "." + shown;
    }

    static String item(String path, int index) {
        return path + "[" + index + "]";
    }

    /** An entry of a mapping whose keys the file chooses: by its key where that can be shown, else by its place. */
    static String entry(String path, String key, int index) {
        return shown(key).equals(key) ? key(path, key) : item(path, index);
    }

    /** A key as it may be printed: what does not look like one could be a secret that slipped out of its place. */
    private static String shown(String key) {
        boolean known = key.length() <= LONGEST_KEY && key.chars().allMatch(KeyPath::isOfKeys);
        return known ? key : "***";
    }

    private static boolean isOfKeys(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
    }
}
