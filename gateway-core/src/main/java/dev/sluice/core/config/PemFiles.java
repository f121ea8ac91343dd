package dev.sluice.core.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
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
        } else if (!text.contains(Pem.BEGIN_KEY)) {
            problems.add(path, file.getFileName() + " does not hold a private key in PEM (PKCS #8)");
        }
    }

    /** Requires that a private key is that of the first certificate of a chain, whose own check has passed. */
    static void checkPair(Problems problems, String path, Path certificate, Path key) {
        byte[] chain = problems.has(path) ? null : read(problems, path, certificate);
        byte[] pem = chain == null ? null : read(problems, path, key);
        if (chain != null && pem != null && !belongTogether(chain, new String(pem, StandardCharsets.US_ASCII))) {
            problems.add(
                    path,
                    key.getFileName() + " is not the key of the first certificate in " + certificate.getFileName());
        }
    }

    private static boolean belongTogether(byte[] chain, String key) {
        try {
            X509Certificate first = Pem.certificates(chain).get(0);
            return Pem.belongTogether(
                    first, Pem.privateKey(key, first.getPublicKey().getAlgorithm()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
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
                    && !Pem.certificates(bytes).isEmpty();
        } catch (CertificateException e) {
            return false;
        }
    }
}
