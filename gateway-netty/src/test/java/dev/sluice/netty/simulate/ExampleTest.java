package dev.sluice.netty.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExampleTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"type\":\"integer\",\"minimum\":3} | 3",
                "{\"type\":[\"null\",\"string\"]} | null",
                "{\"const\":{\"a\":1}} | {\"a\":1}",
                "{\"enum\":[\"x\",\"y\"]} | \"x\"",
                "{\"type\":\"ARRAY\",\"minItems\":2,\"items\":{\"type\":\"BOOLEAN\"}} | [true,true]",
                "{\"anyOf\":[{\"type\":\"number\"},{\"type\":\"null\"}]} | 7.5",
                "{\"properties\":{\"a\":{\"$ref\":\"#/$defs/b\"}},\"$defs\":{\"b\":{\"type\":\"integer\"}}} | {\"a\":7}"
            })
    void fitsTheSchema(String schema, String json) throws Exception {
        assertThat(Example.of(Client.JSON.readTree(schema))).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20})
    void endsWhereASchemaContainsItself(int times) throws Exception {
        StringBuilder properties = new StringBuilder("\"or\":{\"anyOf\":[{\"$ref\":\"#\"}]}");
        for (int i = 0; i < times; i++) {
            properties.append(",\"p").append(i).append("\":{\"$ref\":\"#\"}");
        }

        String json = Example.of(Client.JSON.readTree("{\"type\":\"object\",\"properties\":{" + properties + "}}"));

        assertThat(Client.JSON.readTree(json).at("/or/or/or").isObject()).isTrue();
        assertThat(json.length()).isLessThan(100_000);
    }

    @Test
    void isAnObjectWhereOneIsNeeded() throws Exception {
        assertThat(Example.object(Client.JSON.readTree("{\"type\":\"string\"}")))
                .isEqualTo("{}");
        assertThat(Example.object(Client.JSON.readTree("true"))).isEqualTo("{}");
    }
}
