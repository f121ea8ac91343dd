package dev.sluice.metrics.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The page that shows a running gateway, as one document that asks for nothing but this port's own API: styles and
 * scripts are put into it when the gateway starts, and its policy (Content Security Policy Level 3) allows these by
 * their digests, and no others. Immutable.
 *
 * @param html the document
 * @param policy the value of {@code Content-Security-Policy}
 */
public record LivePage(String html, String policy) {

    private static final List<String> STYLES =
            List.of("uplot/uPlot.min.css", "tokens.css", "layout.css", "parts.css", "views.css");
    /** In the order in which they build on each other. */
    private static final List<String> SCRIPTS = List.of(
            "dom.js",
            "format.js",
            "session.js",
            "stream.js",
            "charts.js",
            "dialog.js",
            "overview.js",
            "providers.js",
            "requests.js",
            "accounts.js",
            "system.js",
            "main.js");

    private static final String LIBRARY = "uplot/uPlot.iife.min.js";
    private static final String LICENCE = "uplot/LICENSE";

    /** Reads the parts from the jar. */
    public static LivePage assemble() {
        String styles = "\n" + STYLES.stream().map(LivePage::read).collect(Collectors.joining("\n"));
        // The licence asks to stand in all copies.
        String script = "\n/*!\n" + read(LICENCE) + "*/\n" + read(LIBRARY) + "\n(() => {\n'use strict';\n"
                + SCRIPTS.stream().map(LivePage::read).collect(Collectors.joining("\n")) + "})();\n";
        requireInside(styles, "</style");
        requireInside(script, "</script");
        String html = read("page.html").replace("/* styles */", styles).replace("/* scripts */", script);
        return new LivePage(html, policy(styles, script));
    }

    private static String policy(String styles, String script) {
        return String.join(
                "; ",
                "default-src 'none'",
                "script-src '" + digest(script) + "'",
                "style-src '" + digest(styles) + "'",
                "connect-src 'self'",
                "img-src data:",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'");
    }

    private static void requireInside(String part, String end) {
        if (part.contains(end)) {
            throw new IllegalStateException("a part of the page would end it: " + end);
        }
    }

    private static String digest(String part) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(part.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static String read(String name) {
        try (InputStream file = LivePage.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is not in the jar");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
