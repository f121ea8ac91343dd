package dev.sluice.metrics.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class LivePageTest {

    private static final int MOST_BYTES = 200 * 1024;

    private final LivePage page = LivePage.assemble();

    private List<String> all(String pattern) {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(page.html())
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static String digest(String text) throws NoSuchAlgorithmException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    }

    @Test
    void hasOneScriptAndOneStyleThatItsPolicyAllows() throws NoSuchAlgorithmException {
        List<String> scripts = all("<script[^>]*>(.*?)</script>");
        List<String> styles = all("<style[^>]*>(.*?)</style>");

        assertThat(scripts).hasSize(1);
        assertThat(styles).hasSize(1);
        assertThat(page.policy())
                .contains("script-src " + digest(scripts.get(0)) + ";")
                .contains("style-src " + digest(styles.get(0)) + ";");
        // A carriage return would be another text to a browser than to the digest.
        assertThat(page.html()).doesNotContain("\r");
    }

    @Test
    void allowsNothingElse() {
        assertThat(page.policy())
                .startsWith("default-src 'none'; ")
                .contains("connect-src 'self'")
                .contains("frame-ancestors 'none'")
                .contains("base-uri 'none'")
                .contains("form-action 'none'")
                .doesNotContain("unsafe")
                .doesNotContain("*")
                .doesNotContain("http");
    }

    @Test
    void asksNobodyElseForAnything() {
        assertThat(all("\\s(?:src|href)\\s*=\\s*[\"']([^\"']+)"))
                .isNotEmpty()
                .allMatch(to -> to.startsWith("#") || to.startsWith("data:") || to.startsWith("/"));
        assertThat(all("url\\(([^)]*)\\)")).isEmpty();
        assertThat(all("(@import)")).isEmpty();
        assertThat(all("(?:fetch|open|import)\\(\\s*['\"]([^'\"]+)"))
                .isNotEmpty()
                .allMatch(to -> to.startsWith("/api/"));
    }

    @Test
    void hasNoHandlersAndStylesInItsElements() {
        String body =
                page.html().substring(page.html().indexOf("<body>"), page.html().indexOf("<script"));

        assertThat(body).doesNotContainPattern("\\s(on[a-z]+|style)=");
    }

    @Test
    void neverParsesWhatItIsTold() {
        List<String> scripts = all("<script[^>]*>(.*?)</script>");
        String own = scripts.get(0).substring(scripts.get(0).indexOf("'use strict'"));

        assertThat(own)
                .doesNotContain("innerHTML")
                .doesNotContain("outerHTML")
                .doesNotContain("insertAdjacentHTML")
                .doesNotContain("document.write")
                .doesNotContain("eval(")
                .doesNotContain("new Function");
    }

    @Test
    void keepsTheLicenceOfWhatItContains() {
        assertThat(page.html()).contains("The MIT License").contains("Leon Sorokin");
    }

    @Test
    void isSmall() {
        assertThat(page.html().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(MOST_BYTES);
    }
}
