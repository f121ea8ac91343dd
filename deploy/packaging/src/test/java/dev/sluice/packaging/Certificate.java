package dev.sluice.packaging;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** A self-signed certificate and its key, as a Secret of the type {@code kubernetes.io/tls} has them. */
final class Certificate {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private Certificate() {}

    static void write(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        Files.createDirectories(folder);
        Path keystore = folder.resolve("store.p12");
        Deploy.Said said = Deploy.run(
                folder,
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=gateway",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                keystore.toString());
        if (said.exitCode() != 0) {
            throw new IllegalStateException(said.output());
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keystore)) {
            store.load(in, PASSWORD);
        }
        pem(folder.resolve("tls.crt"), "CERTIFICATE", store.getCertificate("a").getEncoded());
        pem(
                folder.resolve("tls.key"),
                "PRIVATE KEY",
                store.getKey("a", PASSWORD).getEncoded());
    }

    private static void pem(Path file, String kind, byte[] bytes) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n");
    }
}
