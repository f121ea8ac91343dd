package dev.sluice.core.config;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** What stands in PEM files (RFC 7468). Stateless. */
public final class Pem {

    static final String BEGIN_KEY = "-----BEGIN PRIVATE KEY-----";
    private static final String END_KEY = "-----END PRIVATE KEY-----";

    private Pem() {}

    /** All certificates of a file, in its order; throws when what stands there is none. */
    public static List<X509Certificate> certificates(byte[] pem) throws CertificateException {
        return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    /**
     * The private key (PKCS #8) of a file.
     *
     * @param algorithm that of the public key it belongs to
     * @throws GeneralSecurityException or {@link IllegalArgumentException} when it is no such key
     */
    public static PrivateKey privateKey(String pem, String algorithm) throws GeneralSecurityException {
        int from = pem.indexOf(BEGIN_KEY) + BEGIN_KEY.length();
        int to = Math.max(from, pem.indexOf(END_KEY, from));
        byte[] key = Base64.getMimeDecoder().decode(pem.substring(from, to));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(key));
    }

    /** Whether a private key is a certificate's; throws for kinds of keys that this runtime does not know. */
    public static boolean belongTogether(X509Certificate certificate, PrivateKey key) throws GeneralSecurityException {
        String algorithm = certificate.getPublicKey().getAlgorithm();
        // A signature tells it for every kind of key.
        Signature signature = Signature.getInstance(
                switch (algorithm) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> algorithm;
                });
        byte[] something = certificate.getEncoded();
        signature.initSign(key);
        signature.update(something);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(something);
        return signature.verify(signed);
    }
}
