package dev.sluice.core.config;

/**
 * One thing that is wrong with a configuration. The message says what to change, and never repeats a value from the
 * file, which could be a secret.
 *
 * @param path where in the file, such as {@code providers[0].keys[1].value}; empty: the file as a whole
 * @param line the line in the file, from 1; 0: none
 */
public record ConfigProblem(String path, int line, String message) {

    @Override
    public String toString() {
        String where = line == 0 ? path : path.isEmpty() ? "line " + line : path + " (line " + line + ")";
        return where.isEmpty() ? message : where + ": " + message;
    }
}
