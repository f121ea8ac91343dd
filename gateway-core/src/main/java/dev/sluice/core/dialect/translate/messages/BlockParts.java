package dev.sluice.core.dialect.translate.messages;

import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.UncarriedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of one message, made of its blocks. Hints to caches and wishes for citations are left out; a block that
 * only Anthropic knows is a loss. Single-threaded.
 */
final class BlockParts {

    private static final String PDF = "application/pdf";

    private final Losses losses;
    private final List<Part> parts = new ArrayList<>();

    /** Of the call that comes next. */
    private @Nullable String signature;

    BlockParts(Losses losses) {
        this.losses = losses;
    }

    List<Part> parts() {
        return parts;
    }

    void addText(String text) {
        parts.add(new Part.Text(text));
    }

    /** @param path where the block stands */
    void add(Block block, String path) throws UncarriedException {
        switch (block.type()) {
            case "text" -> addText(needed(block, "text", path));
            case "image" -> media(block, Part.Media.Kind.IMAGE, path);
            case "document" -> document(block, path);
            case "tool_use" -> call(block, path);
            case "tool_result" -> result(block, path);
            case "thinking" -> thinking(block, path);
            case "redacted_thinking" -> hidden(needed(block, "data", path));
            case "" -> throw Losses.malformed(path + ".type", "the type of a content block");
            default -> losses.uncarried(path + ".type");
        }
    }

    private void document(Block block, String path) throws UncarriedException {
        if (!block.textOr("context", "").isEmpty()) {
            losses.uncarried(path + ".context");
        }
        media(block, Part.Media.Kind.FILE, path);
    }

    private void media(Block block, Part.Media.Kind kind, String path) throws UncarriedException {
        Block source = block.source();
        if (source == null) {
            throw Losses.malformed(path + ".source", "an object");
        }
        Part.Where where = where(source, kind, path + ".source");
        if (where != null) {
            parts.add(new Part.Media(kind, where, block.text("title"), null, path));
        }
    }

    private Part.@Nullable Where where(Block source, Part.Media.Kind kind, String path) throws UncarriedException {
        return switch (source.type()) {
            case "base64" -> new Part.Where.Inline(needed(source, "media_type", path), needed(source, "data", path));
            case "text" -> new Part.Where.Inline("text/plain", base64(needed(source, "data", path)));
            case "url" -> new Part.Where.Url(kind == Part.Media.Kind.FILE ? PDF : null, needed(source, "url", path));
            case "file" -> new Part.Where.Id(needed(source, "file_id", path));
            case "" -> throw Losses.malformed(path + ".type", "the type of a source");
            default -> {
                losses.uncarried(path + ".type");
                yield null;
            }
        };
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void call(Block block, String path) throws UncarriedException {
        if (!block.input().startsWith("{")) {
            throw Losses.malformed(path + ".input", "an object");
        }
        parts.add(new Part.ToolCall(needed(block, "id", path), needed(block, "name", path), block.input(), signature));
        signature = null;
    }

    private void result(Block block, String path) throws UncarriedException {
        BlockParts inner = new BlockParts(losses);
        int number = 0;
        for (Block each : block.content()) {
            inner.add(each, path + ".content." + number++);
        }
        parts.add(new Part.ToolResult(needed(block, "tool_use_id", path), "", inner.parts, block.isFailed()));
    }

    private void thinking(Block block, String path) throws UncarriedException {
        String signed = block.textOr("signature", "");
        parts.add(new Part.Thinking(needed(block, "thinking", path), signed.isEmpty() ? null : signed));
    }

    private void hidden(String data) {
        String ofCall = CallSignature.opened(data);
        if (ofCall == null) {
            parts.add(new Part.HiddenThinking(data));
        } else {
            signature = ofCall;
        }
    }

    private static String needed(Block block, String name, String path) throws UncarriedException {
        String text = block.text(name);
        if (text == null) {
            throw Losses.malformed(path + "." + name, "a string");
        }
        return text;
    }
}
