package dev.sluice.netty.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @Test
    void endsWhereASchemaContainsItself() throws Exception {
        String json = Example.of(Client.JSON.readTree("{\"type\":\"object\",\"properties\":{\"next\":{\"$ref\":\"#\"},"
                + "\"or\":{\"anyOf\":[{\"$ref\":\"#\"}]}}}"));

        assertThat(Client.JSON.readTree(json).isObject()).isTrue();
    }

    @Test
    void isAnObjectWhereOneIsNeeded() throws Exception {
        assertThat(Example.object(Client.JSON.readTree("{\"type\":\"string\"}")))
                .isEqualTo("{}");
        assertThat(Example.object(Client.JSON.readTree("true"))).isEqualTo("{}");
    }
}
