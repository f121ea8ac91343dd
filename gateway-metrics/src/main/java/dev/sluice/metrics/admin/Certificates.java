package dev.sluice.metrics.admin;

import dev.sluice.core.config.AdminSettings;
import dev.sluice.core.config.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Certificates that can be used, and the context made of them. Immutable.
 *
 * @param content what the context was made of
 */
record Certificates(AdminSettings.Tls files, CertificateFiles content, SSLContext context) {

    private static final char[] NO_PASSWORD = {};

    /** Throws {@link IllegalArgumentException} for what cannot be used. */
    static Certificates of(AdminSettings.Tls files, CertificateFiles content) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(content), trust(content), null);
            return new Certificates(files, content, context);
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "admin.tls: cannot use " + files.certificate() + " with " + files.privateKey() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    boolean same(CertificateFiles now) {
        return content.same(now);
    }

    private static KeyManager[] keys(CertificateFiles content) throws GeneralSecurityException, IOException {
        List<X509Certificate> chain = Pem.certificates(content.certificate());
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("there is no certificate");
        }
        String pem = new String(content.privateKey(), StandardCharsets.US_ASCII);
        PrivateKey key = Pem.privateKey(pem, chain.get(0).getPublicKey().getAlgorithm());
        if (!Pem.belongTogether(chain.get(0), key)) {
            throw new IllegalArgumentException("the key is not the certificate's");
        }
        KeyStore store = empty();
        store.setKeyEntry("admin", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    /** Without an authority nobody is trusted: null would mean those of the JVM. */
    private static TrustManager[] trust(CertificateFiles content) throws GeneralSecurityException, IOException {
        if (content.clientCa() == null) {
            return new TrustManager[0];
        }
        KeyStore store = empty();
        for (X509Certificate authority : Pem.certificates(content.clientCa())) {
            store.setCertificateEntry(Integer.toString(store.size()), authority);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
