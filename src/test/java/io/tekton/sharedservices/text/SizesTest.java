package io.tekton.sharedservices.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizesTest {
    @ParameterizedTest
    @CsvSource({
        "0,0 B",
        "1023,1023 B",
        "1024,1.0 KiB",
        "1288490189,1.2 GiB",
        "356515840,340 MiB",
        "10485760,10 MiB",
        "1048575,1.0 MiB",
        "9223372036854775807,8.0 EiB"
    })
    void haveAUnitAndFewDigits(long bytes, String words) {
        assertThat(Sizes.words(bytes)).isEqualTo(words);
    }
}
