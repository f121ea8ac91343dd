package dev.sluice.core.config;

import dev.sluice.core.routing.Conversation.Task;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Section {@code routing}. */
public record RoutingConfig(
        @Key(
                doc = "For models whose strategy is `cost`: requests are scored from 0.2 to 1 by their length, messages"
                        + " and tools. Of the list that the score leads to the healthiest model is taken. Lists hold names"
                        + " of models of this file, or `provider/model`.")
        Cost cost,

        @Key(doc = "For models whose strategy is `latency`.")
        Latency latency,

        @Key(
                doc = "For models whose strategy is `capability`: what a request is about is told by its words. Of the"
                        + " list the healthiest model is taken; of `default`, where the list is empty.")
        Capability capability) {

    /** Section {@code routing.cost}. */
    public record Cost(
            @Key(doc = "Below this score a request is simple.", defaultsTo = "0.3", atLeast = "0", atMost = "1")
            double simpleBelow,

            @Key(doc = "From this score on a request is complex.", defaultsTo = "0.7", atLeast = "0", atMost = "1")
            double complexFrom,

            @Key(doc = "Models for simple requests.", defaultsTo = "[]")
            List<String> simple,

            @Key(doc = "Models for what is between.", defaultsTo = "[]")
            List<String> medium,

            @Key(doc = "Models for complex requests.", defaultsTo = "[]")
            List<String> complex) {}

    /** Section {@code routing.latency}. */
    public record Latency(
            @Key(doc = "A target's mean latency must be below.", defaultsTo = "2s", atLeast = "1ms", atMost = "1h")
            Duration max,

            @Key(
                    doc = "What counts for a target without recent requests.",
                    defaultsTo = "500ms",
                    atLeast = "0s",
                    atMost = "1h")
            Duration unknown) {}

    /** Section {@code routing.capability}. */
    public record Capability(
            @Key(doc = "Models for code.", defaultsTo = "[]")
            List<String> code,

            @Key(doc = "Models for translation.", defaultsTo = "[]")
            List<String> translation,

            @Key(doc = "Models for creative writing.", defaultsTo = "[]")
            List<String> creative,

            @Key(doc = "Models for analysis.", defaultsTo = "[]")
            List<String> analysis,

            @Key(doc = "Models for mathematics.", defaultsTo = "[]")
            List<String> math,

            @Key(name = "default", doc = "Models for everything else.", defaultsTo = "[]")
            List<String> otherwise) {

        /** The lists by what requests are about. */
        Map<Task, List<String>> byTask() {
            Map<Task, List<String>> lists = new EnumMap<>(Task.class);
            lists.put(Task.CODE, code);
            lists.put(Task.TRANSLATION, translation);
            lists.put(Task.CREATIVE, creative);
            lists.put(Task.ANALYSIS, analysis);
            lists.put(Task.MATH, math);
            lists.put(Task.DEFAULT, otherwise);
            return lists;
        }
    }
}
