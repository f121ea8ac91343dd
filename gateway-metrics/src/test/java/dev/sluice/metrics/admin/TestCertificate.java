package dev.sluice.metrics.admin;

import dev.sluice.core.config.AdminSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A fresh self-signed certificate, made by the JDK's keytool: it is its own authority. */
record TestCertificate(KeyStore store) {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    static TestCertificate make() throws IOException, GeneralSecurityException, InterruptedException {
        Path folder = Files.createTempDirectory("certificate");
        Path file = folder.resolve("store.p12");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair -alias a -keyalg EC -dname CN=test -validity 2 -storetype PKCS12".replace(' ', '\n'),
                "-ext\nsan=dns:localhost,ip:127.0.0.1\n-storepass\nchangeit\n-keystore\n" + file);
        Process process = new ProcessBuilder(String.join("\n", command).lines().toList())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        Files.delete(file);
        Files.delete(folder);
        return new TestCertificate(store);
    }

    /** Writes both files into a folder, each replaced at one stroke. */
    AdminSettings.Tls write(Path folder) throws IOException, GeneralSecurityException {
        return new AdminSettings.Tls(writeCertificate(folder.resolve("cert.pem")), writeKey(folder), null);
    }

    Path writeCertificate(Path file) throws IOException, GeneralSecurityException {
        return write(file, "CERTIFICATE", store.getCertificate("a").getEncoded());
    }

    Path writeKey(Path folder) throws IOException, GeneralSecurityException {
        return write(
                folder.resolve("key.pem"),
                "PRIVATE KEY",
                store.getKey("a", PASSWORD).getEncoded());
    }

    private static Path write(Path file, String kind, byte[] bytes) throws IOException {
        String pem = "-----BEGIN " + kind + "-----\n" + LINES.encodeToString(bytes) + "\n-----END " + kind + "-----\n";
        Path fresh = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), pem);
        return Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * What trusts this certificate alone.
     *
     * @param as the client's own certificate; null: it has none
     */
    SSLContext trusting(@Nullable TestCertificate as) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("a", store.getCertificate("a"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManager[] keys = {};
        if (as != null) {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(as.store, PASSWORD);
            keys = factory.getKeyManagers();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        return context;
    }
}
