package dev.sluice.core.dialect.translate.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Tool;
import dev.sluice.core.chat.ToolChoice;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolsReadingTest {

    private static final String TOOLS = "'tools':[{'functionDeclarations':["
            + "{'name':'one','description':'first','parameters':{'type':'OBJECT'},'response':{'type':'STRING'}},"
            + "{'name':'two','parametersJsonSchema':{'type':'object'},'behavior':'BLOCKING'}]},"
            + "{'function_declarations':[{'name':'three'}]}]";

    private final Reading strict = Reading.strict();

    private ChatOptions calling(String config) throws IOException, UncarriedException {
        return strict.options("{'toolConfig':{'functionCallingConfig':{" + config + "}}," + TOOLS + "}");
    }

    @Test
    void readsFunctionsOfAllTools() throws IOException, UncarriedException {
        assertThat(strict.options("{" + TOOLS + "}").tools())
                .containsExactly(
                        new Tool("one", "first", "{\"type\":\"object\"}", null),
                        new Tool("two", null, "{\"type\":\"object\"}", null),
                        new Tool("three", null, "", null));
    }

    @ParameterizedTest
    @CsvSource({"AUTO,AUTO", "NONE,NONE", "ANY,REQUIRED"})
    void readsWhetherToolsMustBeCalled(String mode, ToolChoice.Any choice) throws IOException, UncarriedException {
        assertThat(calling("'mode':'" + mode + "'").toolChoice()).isEqualTo(choice);
        assertThat(calling("'mode':'MODE_UNSPECIFIED'").toolChoice()).isNull();
    }

    @Test
    void readsWhichToolsMustBeCalled() throws IOException, UncarriedException {
        ChatOptions one = calling("'mode':'any','allowedFunctionNames':['two']");
        ChatOptions either = calling("'allowed_function_names':['two','three'],'mode':'ANY'");

        assertThat(one.toolChoice()).isEqualTo(new ToolChoice.Named("two"));
        assertThat(either.toolChoice()).isEqualTo(ToolChoice.Any.REQUIRED);
        assertThat(either.tools()).extracting(Tool::name).containsExactly("two", "three");
    }
}
