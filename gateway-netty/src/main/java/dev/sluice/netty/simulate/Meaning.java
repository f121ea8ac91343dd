package dev.sluice.netty.simulate;

import java.util.List;

/**
 * What a text means, as a vector of length 1: a sum of a direction for each word that means something, and for each two
 * names or numbers that follow one another, and a number with what it counts. Texts that say the same in other words,
 * or in another order, are near; another number, another name or a "not" leads far away. Deterministic, and no language
 * model: it knows the words of {@link WordSenses}. Stateless.
 */
final class Meaning {

    /** So many coordinates make a direction: enough for two of them to have next to nothing in common. */
    private static final int SPREAD = 64;

    private static final String FOLLOWED_BY = ">";

    private final float[] vector;
    private final int spread;
    private final long salt;

    private Meaning(int dimensions, long salt) {
        this.vector = new float[dimensions];
        this.spread = Math.min(SPREAD, dimensions);
        this.salt = salt;
    }

    /**
     * Embeds a text.
     *
     * @param model whose directions they are: those of two models have nothing to do with each other
     */
    static float[] of(String text, String model, int dimensions) {
        Meaning meaning = new Meaning(dimensions, hash(model));
        List<WordSenses.Sense> senses = WordSenses.of(text);
        String before = "";
        boolean counts = false;
        for (WordSenses.Sense sense : senses) {
            meaning.add(sense.stem(), sense.weight());
            if (!before.isEmpty() && (counts || sense.isPointed())) {
                meaning.add(before + FOLLOWED_BY + sense.stem(), 1);
            }
            before = sense.isPointed() ? sense.stem() : before;
            counts = sense.isNumber();
        }
        if (senses.isEmpty()) {
            meaning.add("", 1);
        }
        return meaning.normalised();
    }

    /** One coordinate in each of so many stretches goes up or down. */
    private void add(String feature, double weight) {
        long seed = salt ^ hash(feature);
        for (int i = 0; i < spread; i++) {
            int from = (int) ((long) vector.length * i / spread);
            int width = (int) ((long) vector.length * (i + 1) / spread) - from;
            long random = Fingerprint.mix(seed + i);
            int at = from + (int) ((random >>> 1) % width);
            vector[at] += (float) ((random & 1) == 0 ? weight : -weight);
        }
    }

    private float[] normalised() {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        // Words whose directions take each other away: as far from everything as nothing is.
        if (squares == 0) {
            vector[0] = 1;
            return vector;
        }
        double norm = Math.sqrt(squares);
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / norm);
        }
        return vector;
    }

    private static long hash(String text) {
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.text(text);
        return fingerprint.value();
    }
}
