package dev.sluice.core.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts the environment and files into the texts of a configuration: {@code ${NAME}} becomes a variable's value,
 * {@code ${file:PATH}} what a file holds without the line end at its end; a second dollar sign before either keeps it
 * as it is written. What is put in is not looked at again. Reads files, so not for event loops.
 */
final class Substitution {

    /** A key is small; what is larger is a mistake. */
    static final int MAX_FILE_BYTES = 64 * 1024;

    private static final String FILE = "file:";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Path folder;
    private final UnaryOperator<@Nullable String> environment;

    /** @param folder what the paths of files are relative to */
    Substitution(Path folder, UnaryOperator<@Nullable String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /** The path of a file that the configuration names. */
    Path resolve(Path file) {
        return folder.resolve(file).normalize();
    }

    String expand(String text) throws Malformed {
        return expand(text, Set.of());
    }

    /** As {@link #expand(String)}, but these variables stay as they are written. */
    String expand(String text, Set<String> kept) throws Malformed {
        StringBuilder expanded = new StringBuilder();
        int from = 0;
        for (int open = text.indexOf("${"); open >= 0; open = text.indexOf("${", from)) {
            if (open > from && text.charAt(open - 1) == '$') {
                expanded.append(text, from, open - 1).append("${");
                from = open + 2;
                continue;
            }
            int close = text.indexOf('}', open);
            if (close < 0) {
                throw new Malformed("has a ${ without a }; a plain ${ is written $${");
            }
            String name = text.substring(open + 2, close);
            expanded.append(text, from, open).append(kept.contains(name) ? "${" + name + "}" : value(name, kept));
            from = close + 1;
        }
        return expanded.append(text, from, text.length()).toString();
    }

    private String value(String name, Set<String> kept) throws Malformed {
        if (name.startsWith(FILE)) {
            return contents(name.substring(FILE.length()));
        }
        if (!NAME.matcher(name).matches()) {
            throw new Malformed("write ${NAME} with the name of an environment variable, or ${file:PATH}");
        }
        String value = environment.apply(name);
        if (value == null) {
            throw new Malformed("the environment variable " + name + " is not set" + besides(kept));
        }
        return value;
    }

    private static String besides(Set<String> kept) {
        return kept.isEmpty()
                ? ""
                : kept.stream().map(name -> "${" + name + "}").collect(Collectors.joining(", ", "; known here: ", ""));
    }

    private String contents(String path) throws Malformed {
        try (InputStream in = Files.newInputStream(resolve(Path.of(path)))) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new Malformed("the file " + path + " is larger than " + MAX_FILE_BYTES + " bytes");
            }
            return withoutLineEnd(decode(bytes));
        } catch (NoSuchFileException e) {
            throw new Malformed("the file " + path + " does not exist");
        } catch (CharacterCodingException e) {
            throw new Malformed("the file " + path + " is not UTF-8 text");
        } catch (IOException | InvalidPathException e) {
            throw new Malformed("the file " + path + " cannot be read");
        }
    }

    /** Bytes as UTF-8, where malformed ones are an error. */
    static String decode(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static String withoutLineEnd(String text) {
        String line = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return line.length() < text.length() && line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }
}
