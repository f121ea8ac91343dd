package dev.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CidrTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.0/8, 127.255.0.1, true",
        "127.0.0.0/8, 128.0.0.1, false",
        "10.1.2.3/32, 10.1.2.3, true",
        "10.1.2.3/32, 10.1.2.2, false",
        "10.1.2.128/25, 10.1.2.255, true",
        "10.1.2.128/25, 10.1.2.127, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, ::1, false",
        "::1/128, ::1, true",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fe00::1, false"
    })
    void containsWhatSharesItsPrefix(String range, String address, boolean contained) {
        Cidr cidr = Cidr.parse(range);

        assertThat(cidr.contains(Objects.requireNonNull(IpLiteral.parse(address))))
                .isEqualTo(contained);
        assertThat(Cidr.parse(cidr.toString())).isEqualTo(cidr);
    }
}
