package dev.sluice.core.dialect.translate.generate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.JsonSource;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.RequestWriter;
import dev.sluice.core.chat.Turn;
import dev.sluice.core.chat.UncarriedException;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads and writes requests for tests, with apostrophes for quotation marks. */
final class Reading {

    static final Extras.Rules RULES = new Extras.Rules(Map.of(), Set.of("safetySettings", "labels"));

    final Losses losses;

    private Reading(Losses.Mode mode) {
        losses = new Losses(mode, "another API");
    }

    static Reading strict() {
        return new Reading(Losses.Mode.STRICT);
    }

    static Reading lenient() {
        return new Reading(Losses.Mode.LENIENT);
    }

    static String json(String text) {
        return text.replace('\'', '"');
    }

    static JsonSource source(String text) {
        String json = json(text);
        return () -> Json.FACTORY.createParser(json);
    }

    ChatOptions options(String request) throws IOException, UncarriedException {
        return new GenerateReader().options(source(request), new Extras(RULES, losses), losses);
    }

    /** The options of a request with such a configuration. */
    ChatOptions configured(String config) throws IOException, UncarriedException {
        return options("{'contents':[],'generationConfig':{" + config + "}}");
    }

    List<Turn> turns(String contents) throws IOException, UncarriedException {
        List<Turn> turns = new ArrayList<>();
        new GenerateReader().turns(source("{'contents':" + contents + "}"), turns::add, losses);
        return turns;
    }

    String written(String model, ChatOptions options, Turn... turns) throws IOException, UncarriedException {
        return written(new GenerateWriter(), model, options, turns);
    }

    String written(RequestWriter writer, String model, ChatOptions options, Turn... turns)
            throws IOException, UncarriedException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = Json.FACTORY.createGenerator(text)) {
            writer.write(
                    out,
                    new RequestWriter.Draft(model, Delivery.WHOLE, options, new Extras(RULES, losses), losses),
                    to -> {
                        for (Turn turn : turns) {
                            to.turn(turn);
                        }
                    });
        }
        return text.toString();
    }
}
