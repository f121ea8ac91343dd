package dev.sluice.core.dialect;

import dev.sluice.core.request.Endpoint;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where Azure serves OpenAI's API. With a dated {@code api-version} each deployment has paths of its own; without one,
 * or with {@code preview} and {@code latest}, all is under {@code /openai/v1}, and the body names the deployment.
 * Immutable.
 *
 * @param apiVersion null: it is not sent
 */
public record AzureSite(@Nullable String apiVersion) {

    private static final Pattern VERSION = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}(-preview)?|preview|latest");

    /** What a deployment serves under its own path; anything else stands beside the deployments. */
    private static final Set<Endpoint> DEPLOYED = EnumSet.of(
            Endpoint.CHAT_COMPLETIONS,
            Endpoint.COMPLETIONS,
            Endpoint.EMBEDDINGS,
            Endpoint.IMAGE_GENERATIONS,
            Endpoint.IMAGE_EDITS,
            Endpoint.SPEECH,
            Endpoint.TRANSCRIPTIONS,
            Endpoint.TRANSLATIONS);

    /** Whether Azure could have a version of this name. */
    public static boolean isVersion(String text) {
        return VERSION.matcher(text).matches();
    }

    String parameter() {
        return apiVersion == null ? "" : "api-version=" + apiVersion;
    }

    /** @param deployment the provider's own name of the model */
    String root(Endpoint endpoint, String deployment) {
        if (endpoint == Endpoint.PROXY) {
            return Dialect.ROOT;
        }
        if (apiVersion == null || !Character.isDigit(apiVersion.charAt(0))) {
            return "/openai/v1";
        }
        return DEPLOYED.contains(endpoint) ? "/openai/deployments/" + PathSegment.of(deployment) : "/openai";
    }
}
