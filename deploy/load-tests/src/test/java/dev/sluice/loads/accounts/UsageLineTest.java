package dev.sluice.loads.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

final class UsageLineTest {

    private static final String HEADER = "ended_at,id,tenant,user,key,role,model,provider,status,input_tokens,"
            + "output_tokens,cached_input_tokens,cache_write_tokens,reasoning_tokens,estimated,usd,price_version,"
            + "paid_from\r\n";

    @Test
    void readsEntriesOfWhatWasSettledAndOfWhatWasOpen() throws IOException {
        var lines = UsageLine.parse(HEADER
                + "2026-11-26T01:15:07.123Z,00ff,acme,bob,k,,gpt-4o,openai,200,6,30,,,,false,0.000315,v,credits\r\n"
                + "2026-11-26T01:15:08Z,00fe,acme,,k,,gpt-4o,openai,0,,,,,,false,0,,\r\n");

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).tokens()).isEqualTo(36);
        assertThat(lines.get(0).isPricedRight()).isTrue();
        assertThat(lines.get(0).wasOpen()).isFalse();
        assertThat(lines.get(1).wasOpen()).isTrue();
        assertThat(lines.get(1).usd()).isEqualByComparingTo(BigDecimal.ZERO);
    }

    @Test
    void refusesAnExportWithOtherColumns() {
        assertThatThrownBy(() -> UsageLine.parse("id,usd\r\n")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> UsageLine.parse(HEADER + "a,b\r\n")).isInstanceOf(IOException.class);
    }
}
