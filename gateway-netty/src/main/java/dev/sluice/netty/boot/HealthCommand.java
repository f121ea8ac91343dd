package dev.sluice.netty.boot;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code gateway health}: asks a gateway that runs beside it whether it is ready, for supervisors that can start a
 * program and no more, in images without any other client. One request over one plain socket: it is run every few
 * seconds, and its start is what it costs.
 */
@Command(
        name = "health",
        mixinStandardHelpOptions = true,
        description = "Asks a running gateway whether it is ready; exits 0 if it is, else 1.")
final class HealthCommand implements Callable<Integer> {

    private static final int MOST_MILLIS = 3000;
    private static final String OK = "HTTP/1.1 200 ";

    @Option(
            names = "--url",
            defaultValue = "${env:SLUICE_HEALTH_URL:-http://127.0.0.1:8080/readyz}",
            paramLabel = "URL",
            description = "What is asked; of https the certificate is not checked. Default: the environment variable "
                    + "SLUICE_HEALTH_URL, else http://127.0.0.1:8080/readyz")
    private URI url = URI.create("http://127.0.0.1:8080/readyz");

    @Override
    public Integer call() {
        if (url.getHost() == null || url.getPort() < 0) {
            System.err.println("--url must be a URL with a port, such as http://127.0.0.1:8080/readyz");
            return 1;
        }
        try (Socket socket = connect()) {
            String answer = ask(socket);
            if (answer.equals(OK)) {
                return 0;
            }
            System.err.println(url + " answers: " + answer.strip());
        } catch (IOException | GeneralSecurityException e) {
            System.err.println(url + " does not answer: " + e.getMessage());
        }
        return 1;
    }

    private Socket connect() throws IOException, GeneralSecurityException {
        Socket plain = new Socket();
        plain.setSoTimeout(MOST_MILLIS);
        plain.connect(new InetSocketAddress(url.getHost(), url.getPort()), MOST_MILLIS);
        if (!"https".equals(url.getScheme())) {
            return plain;
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        return context.getSocketFactory().createSocket(plain, url.getHost(), url.getPort(), true);
    }

    /** As much of the answer's first line as tells whether it is 200. */
    private String ask(Socket socket) throws IOException {
        String head = "GET " + (url.getRawPath().isEmpty() ? "/readyz" : url.getRawPath()) + " HTTP/1.1\r\nhost: "
                + url.getAuthority() + "\r\nuser-agent: sluice-health\r\nconnection: close\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        return new String(in.readNBytes(OK.length()), StandardCharsets.ISO_8859_1);
    }

    /** Nothing is told and nothing is learnt but whether it answers. */
    private static final class TrustAll implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
