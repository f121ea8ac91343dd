package dev.sluice.core.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Looks into PEM files (RFC 7468) early enough to refuse a configuration for them. Reads files. */
final class PemFiles {

    /** More than a platform's whole trust store. */
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private static final String BEGIN_KEY = "-----BEGIN PRIVATE KEY-----";
    private static final String END_KEY = "-----END PRIVATE KEY-----";

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
        } else if (!text.contains(BEGIN_KEY)) {
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
            PublicKey wanted = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(chain))
                    .getPublicKey();
            String algorithm = wanted.getAlgorithm();
            PrivateKey given =
                    KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(privateKey(key)));
            // A signature tells it for every kind of key.
            Signature signature = Signature.getInstance(
                    switch (algorithm) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> algorithm;
                    });
            signature.initSign(given);
            signature.update(chain);
            byte[] signed = signature.sign();
            signature.initVerify(wanted);
            signature.update(chain);
            return signature.verify(signed);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    /** What stands between the lines that begin and end a private key. */
    private static byte[] privateKey(String pem) {
        int from = pem.indexOf(BEGIN_KEY) + BEGIN_KEY.length();
        int to = Math.max(from, pem.indexOf(END_KEY, from));
        return Base64.getMimeDecoder().decode(pem.substring(from, to));
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
