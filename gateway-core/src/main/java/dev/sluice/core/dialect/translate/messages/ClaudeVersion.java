package dev.sluice.core.dialect.translate.messages;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which of Anthropic's models a name means: each generation refuses something that those before it took. What is not
 * called like one of them, such as another provider's model behind the same API, is older than all.
 */
record ClaudeVersion(int major, int minor) {

    private static final Pattern NAME = Pattern.compile("claude-[a-z]+-(\\d{1,2})(?:[-.](\\d{1,2}))?(?!\\d)");

    static ClaudeVersion of(String model) {
        Matcher name = NAME.matcher(model);
        if (!name.find()) {
            return new ClaudeVersion(0, 0);
        }
        String minor = name.group(2);
        return new ClaudeVersion(Integer.parseInt(name.group(1)), minor == null ? 0 : Integer.parseInt(minor));
    }

    /** From 4.6 on a model decides itself how long it thinks. */
    boolean decidesHowMuchToThink() {
        return isFrom(6);
    }

    /** From 4.1 on temperature and top_p exclude each other. */
    boolean takesOneSampler() {
        return isFrom(1);
    }

    /** From 4.7 on neither temperature nor top_p nor top_k can be set. */
    boolean takesNoSampler() {
        return isFrom(7);
    }

    private boolean isFrom(int minorOfFour) {
        return major > 4 || major == 4 && minor >= minorOfFour;
    }
}
