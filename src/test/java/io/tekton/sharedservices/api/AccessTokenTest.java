package io.tekton.sharedservices.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTokenTest {
    @TempDir
    private Path folder;

    @Test
    void provesItselfByHmacSha256() throws Exception {
        AccessToken token = AccessToken.create(folder);
        String hex = Files.readString(folder.resolve("token")).strip();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(hex.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));

        byte[] proof = mac.doFinal("shared-services hello 8377 0123456789abcdef".getBytes(StandardCharsets.US_ASCII));

        assertThat(token.proof("0123456789abcdef", 8377))
                .isEqualTo(HexFormat.of().formatHex(proof));
    }

    @Test
    void isNotShownByItsText() throws IOException {
        AccessToken token = AccessToken.create(folder);

        assertThat(token.toString())
                .doesNotContain(Files.readString(folder.resolve("token")).strip());
    }

    @Test
    void isNotReadFromAFileThatOthersMayReadOrThatHoldsNone() throws IOException {
        AccessToken.create(folder);
        Path file = folder.resolve("token");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw----r--"));

        assertThatThrownBy(() -> AccessToken.read(folder)).hasMessageContaining("open to others");
        new PrivateFile(file).write("abc\n");

        assertThatThrownBy(() -> AccessToken.read(folder)).hasMessageContaining("does not hold a token");
    }
}
