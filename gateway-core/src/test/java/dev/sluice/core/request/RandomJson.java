package dev.sluice.core.request;

import java.util.Random;

/** Random JSON documents: any nesting, whitespace, escapes, numbers and scripts. */
public final class RandomJson {

    private static final String[] NUMBERS = {"0", "-0", "7", "1234567890", "-1.5", "0.001", "1e9", "2E-3", "-3.25e+10"};
    private static final String[] TEXTS = {
        "",
        "a",
        "usage",
        "model",
        "plain text of some length",
        "é",
        "你好，世界",
        "😀",
        "\\\"",
        "\\\\",
        "\\n",
        "\\/",
        "\\u00e9",
        "\\ud83d\\ude00",
        "\\ud800",
        "{\\\"usage\\\":1}",
        "]}",
        "\u007f",
        "\\u0000"
    };

    private final Random random;

    public RandomJson(Random random) {
        this.random = random;
    }

    /** White space, mostly none. */
    public String space() {
        return switch (random.nextInt(8)) {
            case 0 -> " ";
            case 1 -> "\r\n" + "\t".repeat(random.nextInt(3));
            case 2 -> " ".repeat(random.nextInt(20));
            default -> "";
        };
    }

    public String value(int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> NUMBERS[random.nextInt(NUMBERS.length)];
            case 1 -> new String[] {"true", "false", "null"}[random.nextInt(3)];
            case 5 -> object(depth - 1, random.nextInt(4));
            case 6 -> array(depth - 1);
            default -> string();
        };
    }

    public String string() {
        StringBuilder text = new StringBuilder("\"");
        for (int left = random.nextInt(5); left > 0; left--) {
            text.append(TEXTS[random.nextInt(TEXTS.length)]);
        }
        return text.append('"').toString();
    }

    /** A key has no lone surrogates: Jackson, with which we compare, refuses them there. */
    private String key() {
        return string().replace("\\ud800", "\\u0800");
    }

    public String object(int depth, int members) {
        StringBuilder text = new StringBuilder("{").append(space());
        for (int member = 0; member < members; member++) {
            text.append(member == 0 ? "" : ",").append(space());
            text.append(key()).append(space()).append(':').append(space());
            text.append(value(depth)).append(space());
        }
        return text.append('}').toString();
    }

    private String array(int depth) {
        StringBuilder text = new StringBuilder("[").append(space());
        int elements = random.nextInt(4);
        for (int element = 0; element < elements; element++) {
            text.append(element == 0 ? "" : ",").append(space());
            text.append(value(depth)).append(space());
        }
        return text.append(']').toString();
    }
}
