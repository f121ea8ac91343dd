package dev.sluice.metrics.admin;

import dev.sluice.core.config.AdminSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What stood in the files of {@code admin.tls} at a time. Owned by whoever read it; nobody changes the arrays.
 *
 * @param clientCa null: clients need no certificate
 */
record CertificateFiles(byte[] certificate, byte[] privateKey, byte @Nullable [] clientCa) {

    static CertificateFiles read(AdminSettings.Tls files) throws IOException {
        Path clientCa = files.clientCa();
        return new CertificateFiles(
                Files.readAllBytes(files.certificate()),
                Files.readAllBytes(files.privateKey()),
                clientCa == null ? null : Files.readAllBytes(clientCa));
    }

    boolean same(CertificateFiles other) {
        return Arrays.equals(certificate, other.certificate)
                && Arrays.equals(privateKey, other.privateKey)
                && Arrays.equals(clientCa, other.clientCa);
    }
}
