package dev.sluice.netty.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** One scrape of an admin port, in the text format. */
record Scrape(List<String> lines) {

    static Scrape of(String adminUrl) {
        return new Scrape(get(adminUrl + "/metrics").lines().toList());
    }

    /** The sum of all samples of a name that carry all of these labels, each written {@code name="value"}. */
    double sum(String name, String... labels) {
        double sum = 0;
        for (String line : lines) {
            if (isSampleOf(line, name, labels)) {
                sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        return sum;
    }

    private static boolean isSampleOf(String line, String name, String... labels) {
        if (!line.startsWith(name + "{") && !line.startsWith(name + " ")) {
            return false;
        }
        for (String label : labels) {
            if (!line.contains("{" + label) && !line.contains("," + label)) {
                return false;
            }
        }
        return true;
    }

    private static String get(String url) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .header("Cache-Control", "no-cache")
                    .build();
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new AssertionError(response.statusCode() + ": " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
