package dev.sluice.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverridesTest {

    private static final ObjectMapper JUDGE = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Overrides overrides = new Overrides();

    @Test
    void replacesAMemberWhereItStandsAndLeavesTheRestAlone() {
        assertThat(overridden("{ \"temperature\" : 0.7 ,\t\"model\":\"m\"}", override("temperature", "0")))
                .isEqualTo("{ \"temperature\" : 0 ,\t\"model\":\"m\"}");
    }

    @Test
    void replacesObjectsAndArraysAsAWhole() {
        assertThat(overridden(
                        "{\"a\":{\"b\":[{\"a\":1},2]},\"c\":[[1],{\"c\":{}}],\"d\":{}}",
                        override("a", "1"),
                        override("c", "{\"x\":[]}"),
                        override("d", "[]")))
                .isEqualTo("{\"a\":1,\"c\":{\"x\":[]},\"d\":[]}");
    }

    @Test
    void leavesMembersOfInnerObjectsAlone() {
        assertThat(overridden("{\"inner\":{\"a\":1,\"inner\":2}}", override("a", "9")))
                .isEqualTo("{\"a\":9,\"inner\":{\"a\":1,\"inner\":2}}");
    }

    @Test
    void replacesEveryOccurrenceOfAMember() {
        assertThat(overridden("{\"n\":1,\"m\":2,\"n\":[3]}", override("n", "7")))
                .isEqualTo("{\"n\":7,\"m\":2,\"n\":7}");
    }

    @Test
    void insertsWhatIsMissingBehindTheOpeningBrace() {
        assertThat(overridden(" \n{ \"model\":\"m\"}", override("n", "1"), override("stop", "[\"x\"]")))
                .isEqualTo(" \n{\"n\":1,\"stop\":[\"x\"], \"model\":\"m\"}");
    }

    @Test
    void insertsIntoAnEmptyObjectWithoutACommaTooMany() {
        assertThat(overridden("{}", override("n", "1"))).isEqualTo("{\"n\":1}");
        assertThat(overridden(" { } ", override("n", "1"), override("m", "2"))).isEqualTo(" {\"n\":1,\"m\":2 } ");
    }

    @Test
    void knowsAKeyThatIsWrittenWithEscapesOrBeyondAscii() {
        assertThat(overridden("{\"t\\u0065mp\":1}", override("temp", "2"))).isEqualTo("{\"t\\u0065mp\":2}");
        assertThat(overridden("{\"größe\":1}", override("größe", "2"))).isEqualTo("{\"größe\":2}");
    }

    @Test
    void escapesTheNameOfAMemberThatItInserts() {
        assertThat(overridden("{}", override("a\"b\\", "1"))).isEqualTo("{\"a\\\"b\\\\\":1}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                "{",
                "{\"n\":1",
                "{\"n\":}",
                "{\"n\":1}x",
                "{\"n\":[1}",
                "{\"n\" 1}",
                "{\"m\":nul}"
            })
    void leavesABodyAloneThatIsNoValidObject(String body) {
        assertThat(overrides.splices(List.of(ByteBuffer.wrap(Parts.utf8(body))), List.of(override("n", "2"))))
                .isEmpty();
    }

    @Test
    void isReadyForTheNextBodyAfterAnInvalidOne() {
        overrides.splices(List.of(ByteBuffer.wrap(Parts.utf8("{\"n\":{"))), List.of(override("n", "2")));

        assertThat(overridden("{\"m\":{\"n\":1}}", override("n", "2"))).isEqualTo("{\"n\":2,\"m\":{\"n\":1}}");
    }

    @RepeatedTest(4)
    void givesWhatAParserExpectsHoweverTheBodyIsCut(RepetitionInfo repetition) throws IOException {
        long seed = 1_300_021L * repetition.getCurrentRepetition();
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            byte[] body = Parts.utf8(new RandomJson(random).object(3, random.nextInt(6)));
            List<ParamOverride> chosen = choose(body, random);
            String what = "seed " + seed + ", round " + round + ": " + new String(body, StandardCharsets.UTF_8);
            byte[] expected = check(body, chosen, what);
            for (int at = 0; at <= body.length; at++) {
                assertThat(Parts.apply(body, overrides.splices(Parts.cut(body, at), chosen)))
                        .as(what + ", cut at " + at)
                        .isEqualTo(expected);
            }
            assertThat(Parts.apply(body, overrides.splices(Parts.bytes(body), chosen)))
                    .as(what)
                    .isEqualTo(expected);
        }
    }

    /** The body as edited, which is as a parser expects; each edit replaces one whole value, or inserts. */
    private byte[] check(byte[] body, List<ParamOverride> chosen, String what) throws IOException {
        ObjectNode expected = (ObjectNode) JUDGE.readTree(body);
        for (ParamOverride override : chosen) {
            expected.set(override.name(), JUDGE.readTree(override.json()));
        }
        List<Splice> splices = overrides.splices(List.of(ByteBuffer.wrap(body)), chosen);
        for (Splice splice : splices) {
            String removed = new String(body, splice.at(), splice.remove(), StandardCharsets.UTF_8);
            assertThat(removed).as(what).isEqualTo(removed.strip());
            assertThat(splice.remove() == 0 || isOneValue(removed)).as(what).isTrue();
        }
        byte[] edited = Parts.apply(body, splices);
        JsonNode result = JUDGE.readTree(edited);
        assertThat(result).as(what).isEqualTo(expected);
        return edited;
    }

    /** Some of the body's own members, and some others. */
    private static List<ParamOverride> choose(byte[] body, Random random) throws IOException {
        List<String> names = new ArrayList<>(List.of("temperature", "größe", "a\\\"/"));
        JUDGE.readTree(body).fieldNames().forEachRemaining(names::add);
        List<ParamOverride> chosen = new ArrayList<>();
        for (String name : names.stream().distinct().toList()) {
            if (random.nextInt(3) == 0) {
                chosen.add(override(name, new RandomJson(random).value(2)));
            }
        }
        return chosen;
    }

    private static boolean isOneValue(String text) {
        try {
            return !JUDGE.readTree(text).isMissingNode();
        } catch (JsonProcessingException malformed) {
            return false;
        }
    }

    private String overridden(String body, ParamOverride... chosen) {
        byte[] bytes = Parts.utf8(body);
        List<Splice> splices = overrides.splices(List.of(ByteBuffer.wrap(bytes)), List.of(chosen));
        return new String(Parts.apply(bytes, splices), StandardCharsets.UTF_8);
    }

    private static ParamOverride override(String name, String json) {
        return new ParamOverride(name, Parts.utf8(json));
    }
}
