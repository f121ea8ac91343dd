package dev.sluice.core.dialect.translate.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemasTest {

    @Test
    void closesEachObjectThatDoesNotSayWhetherItIs() throws IOException {
        assertThat(followed("{'type':'object','properties':{'a':{'anyOf':[{'type':'object','properties':{}},"
                        + "{'type':'array','items':{'type':['object','null'],'properties':{}}}]},"
                        + "'type':{'type':'object','additionalProperties':true}},'$defs':{'x':{'type':'object'}}}"))
                .isEqualTo("{'type':'object','properties':{'a':{'anyOf':[{'type':'object','properties':{},"
                        + "'additionalProperties':false},{'type':'array','items':{'type':['object','null'],"
                        + "'properties':{},'additionalProperties':false}}]},"
                        + "'type':{'type':'object','additionalProperties':true}},'$defs':{'x':{'type':'object',"
                        + "'additionalProperties':false}},'additionalProperties':false}");
    }

    @Test
    void keepsWhatIsNoSchemaAsItIs() throws IOException {
        String given = "{'enum':[{'type':'object'}],'const':{'properties':1},'default':1e400,'items':true,"
                + "'anyOf':7,'required':7,'$ref':'#/$defs/x'}";

        assertThat(followed(given)).isEqualTo(given);
    }

    @Test
    void tellsLimitsInTheDescription() throws IOException {
        assertThat(followed("{'maximum':9,'type':'integer','description':'How many.','minimum':1.50}"))
                .isEqualTo("{'type':'integer','description':'How many.\\nmaximum: 9\\nminimum: 1.50'}");
        assertThat(followed("{'minItems':2,'type':'array','items':{'maxLength':3}}"))
                .isEqualTo("{'type':'array','items':{'description':'maxLength: 3'},'description':'minItems: 2'}");
        assertThat(followed("{'minItems':1,'properties':{'maximum':{'type':'string'}}}"))
                .isEqualTo("{'minItems':1,'properties':{'maximum':{'type':'string'}},'additionalProperties':false}");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            delimiter = ';',
            value = {
                "{'properties':{'a':{},'b':{}},'required':['b','a']};true",
                "{'required':[],'properties':{}};true",
                "{'type':'string'};true",
                "{'properties':{'a':{}}};false",
                "{'properties':{'a':{'items':{'properties':{'b':{}}}}},'required':['a']};false"
            })
    void tellsWhetherNothingMayBeAbsent(String schema, boolean requiresAll) throws IOException {
        assertThat(Schemas.requiresAll(schema.replace('\'', '"'))).isEqualTo(requiresAll);
    }

    private static String followed(String schema) throws IOException {
        return Schemas.followed(schema.replace('\'', '"')).replace('"', '\'');
    }
}
