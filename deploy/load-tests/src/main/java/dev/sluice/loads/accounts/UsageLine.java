package dev.sluice.loads.accounts;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * An entry of the ledger, as the export tells of it.
 *
 * @param id of the exchange, as in its answer's {@code x-request-id} where the client gave none
 * @param status 0: it was open when the gateway was killed
 */
record UsageLine(
        String id,
        String ended,
        String user,
        String key,
        int status,
        long input,
        long output,
        String estimated,
        BigDecimal usd,
        String paidFrom) {

    private static final String HEADER = "ended_at,id,tenant,user,key,role,model,provider,status,input_tokens,"
            + "output_tokens,cached_input_tokens,cache_write_tokens,reasoning_tokens,estimated,usd,price_version,"
            + "paid_from";
    private static final int COLUMNS = 18;
    private static final BigDecimal INPUT = new BigDecimal("0.0000025");
    private static final BigDecimal OUTPUT = new BigDecimal("0.00001");

    /** Reads an export, which has no quotes where names are plain. */
    static List<UsageLine> parse(String csv) throws IOException {
        List<String> lines = csv.lines().toList();
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw new IOException("the export has other columns: " + (lines.isEmpty() ? "none" : lines.get(0)));
        }
        List<UsageLine> parsed = new ArrayList<>(lines.size());
        for (String line : lines.subList(1, lines.size())) {
            String[] columns = line.split(",", -1);
            if (columns.length != COLUMNS) {
                throw new IOException("a line of the export has other columns: " + line);
            }
            parsed.add(of(columns));
        }
        return parsed;
    }

    private static UsageLine of(String[] columns) {
        return new UsageLine(
                columns[1],
                columns[0],
                columns[3],
                columns[4],
                Integer.parseInt(columns[8]),
                tokens(columns[9]),
                tokens(columns[10]),
                columns[14],
                new BigDecimal(columns[15]),
                columns[17]);
    }

    private static long tokens(String text) {
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    /** What tokens cost at the prices of the configuration. */
    static BigDecimal price(long input, long output) {
        return INPUT.multiply(BigDecimal.valueOf(input)).add(OUTPUT.multiply(BigDecimal.valueOf(output)));
    }

    long tokens() {
        return input + output;
    }

    /** Whether the exchange was open when the gateway was killed. */
    boolean wasOpen() {
        return status == 0;
    }

    /** Whether it costs what its tokens cost. */
    boolean isPricedRight() {
        return usd.compareTo(price(input, output)) == 0;
    }
}
