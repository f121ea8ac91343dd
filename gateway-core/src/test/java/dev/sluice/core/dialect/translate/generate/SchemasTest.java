package dev.sluice.core.dialect.translate.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.json.Json;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemasTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'STRING'} | {'type':'string'}",
                "{'type':'TYPE_UNSPECIFIED','description':'d'} | {'description':'d'}",
                "{'nullable':true,'type':'NUMBER','format':'double'} | {'format':'double','type':['number','null']}",
                "{'type':'OBJECT','properties':{'type':{'type':'STRING'},'nullable':{'type':'BOOLEAN'}},"
                        + "'required':['type'],'property_ordering':['type']}"
                        + "| {'properties':{'type':{'type':'string'},'nullable':{'type':'boolean'}},"
                        + "'required':['type'],'type':'object'}",
                "{'type':'ARRAY','items':{'type':'INTEGER'},'minItems':'1','max_items':3}"
                        + "| {'items':{'type':'integer'},'minItems':1,'maxItems':3,'type':'array'}",
                "{'anyOf':[{'type':'STRING'},{'type':'NULL'}]} | {'anyOf':[{'type':'string'},{'type':'null'}]}",
                "{'enum':['A',1e400],'default':{'type':'A'}} | {'enum':['A',1e400],'default':{'type':'A'}}",
                "{'additionalProperties':false,'properties':7} | {'additionalProperties':false,'properties':7}",
            })
    void writesJsonSchemas(String google, String schema) throws IOException {
        try (JsonParser in = Json.FACTORY.createParser(Reading.json(google))) {
            in.nextToken();

            assertThat(Schemas.text(in)).isEqualTo(Reading.json(schema.strip()));
            assertThat(in.nextToken()).isNull();
        }
    }
}
