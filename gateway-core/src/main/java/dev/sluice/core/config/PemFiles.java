package dev.sluice.core.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import org.jspecify.annotations.Nullable;

/** Looks into PEM files (RFC 7468) early enough to refuse a configuration for them. Reads files. */
final class PemFiles {

    /** More than a platform's whole trust store. */
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private PemFiles() {}

    static void checkCertificates(Problems problems, String path, Path file) {
        byte[] bytes = problems.has(path) ? null : read(problems, path, file);
        if (bytes != null && !holdsCertificates(bytes)) {
            problems.add(path, file.getFileName() + " does not hold certificates in PEM");
        }
    }

    static void checkPrivateKey(Problems problems, String path, Path file) {
        byte[] bytes = problems.has(path) ? null : read(problems, path, file);
        if (bytes == null) {
            return;
        }
        String text = new String(bytes, StandardCharsets.US_ASCII);
        if (text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----")) {
            problems.add(path, file.getFileName() + " is encrypted: it must not be");
        } else if (!text.contains("-----BEGIN PRIVATE KEY-----")) {
            problems.add(path, file.getFileName() + " does not hold a private key in PEM (PKCS #8)");
        }
    }

    private static byte @Nullable [] read(Problems problems, String path, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length <= MAX_BYTES) {
                return bytes;
            }
            problems.add(path, file.getFileName() + " is larger than " + MAX_BYTES + " bytes");
        } catch (NoSuchFileException e) {
            problems.add(path, file.getFileName() + " does not exist");
        } catch (IOException e) {
            problems.add(path, file.getFileName() + " cannot be read");
        }
        return null;
    }

    private static boolean holdsCertificates(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.US_ASCII);
        try {
            return text.contains("-----BEGIN CERTIFICATE-----")
                    && !CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes))
                            .isEmpty();
        } catch (CertificateException e) {
            return false;
        }
    }
}
