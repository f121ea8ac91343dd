package dev.sluice.core.chat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a message. */
public sealed interface Part {

    record Text(String text) implements Part {}

    /** What the model would not do, in its own words. */
    record Refusal(String text) implements Part {}

    /**
     * An image, a sound, a document: in the request as base64, or somewhere else.
     *
     * @param path where it stands in the request, for what a client is told; empty where that is not known
     */
    record Media(
            Kind kind,
            Where where,
            @Nullable String name,
            @Nullable String detail,
            String path) implements Part {

        /** One whose place is not known. */
        public Media(Kind kind, Where where, @Nullable String name, @Nullable String detail) {
            this(kind, where, name, detail, "");
        }

        /** What it is. */
        public enum Kind {
            IMAGE,
            AUDIO,
            FILE
        }
    }

    /** Where the bytes of a medium are. */
    sealed interface Where {

        /** @param base64 the bytes, in base64 without the head of a data URL */
        record Inline(String mediaType, String base64) implements Where {}

        /** @param mediaType null where the request does not say */
        record Url(@Nullable String mediaType, String url) implements Where {

            private static final String FILES_OF_GEMINI = "https://generativelanguage.googleapis.com/";

            /** Whether any provider can fetch it. */
            public boolean isPublic() {
                boolean isWeb = url.startsWith("https://") || url.startsWith("http://");
                return isWeb && !url.startsWith(FILES_OF_GEMINI);
            }
        }

        /** A file that the provider keeps, by an id that only it knows. */
        record Id(String id) implements Where {}
    }

    /**
     * The model calls a tool.
     *
     * @param id empty where the format has none
     * @param argumentsJson a JSON object as text; empty where there are no arguments
     * @param signature what the provider wants back with it, opaque
     */
    record ToolCall(
            String id,
            String name,
            String argumentsJson,
            @Nullable String signature) implements Part {}

    /**
     * What a tool gave.
     *
     * @param callId empty where the format has none
     * @param name of the tool; empty where the format does not repeat it
     */
    record ToolResult(String callId, String name, List<Part> content, boolean failed) implements Part {

        public ToolResult {
            content = List.copyOf(content);
        }

        /** The content; where the tool failed, it says so: for formats that have no mark for it. */
        public List<Part> inWords() {
            if (!failed) {
                return content;
            }
            List<Part> told = new ArrayList<>(content);
            if (!told.isEmpty() && told.get(0) instanceof Text first) {
                told.set(0, new Text("Error: " + first.text()));
            } else {
                told.add(0, new Text("Error"));
            }
            return told;
        }
    }

    /**
     * What the model thought.
     *
     * @param signature what the provider wants back with it, opaque
     */
    record Thinking(String text, @Nullable String signature) implements Part {}

    /** Thoughts that only the provider can read, opaque. */
    record HiddenThinking(String sealed) implements Part {}
}
