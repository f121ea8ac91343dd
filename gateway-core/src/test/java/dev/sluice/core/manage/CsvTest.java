package dev.sluice.core.manage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CsvTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "gpt-4o|gpt-4o",
                "a,b|\"a,b\"",
                "a\"b|\"a\"\"b\"",
                "=1+1|'=1+1",
                "+1 2|'+1 2",
                "-cmd|'-cmd",
                "@SUM(A1)|'@SUM(A1)",
                "=a,\"b|\"'=a,\"\"b\"",
                "-1.5|-1.5",
                "12|12",
            })
    void writesTextThatNoSpreadsheetComputes(String text, String written) throws IOException {
        StringWriter to = new StringWriter();

        Csv.write(to, List.of("x", text));

        assertThat(to).hasToString("x," + written + "\r\n");
    }

    @ParameterizedTest
    @CsvSource({"0x09", "0x0d", "0x0a"})
    void hidesWhatBeginsWithAnInvisibleCharacter(String code) throws IOException {
        String text = (char) Integer.decode(code).intValue() + "=1";
        StringWriter to = new StringWriter();

        Csv.write(to, List.of(text));

        assertThat(to).hasToString("\"'" + text + "\"\r\n");
    }
}
