package dev.sluice.core.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * From the configuration file to {@link GatewayConfig}, or to everything that is wrong with it, at once. Nothing is
 * repaired. Stateless; reads files, so not for event loops.
 */
public final class ConfigLoader {

    static final int MAX_FILE_BYTES = 4 * 1024 * 1024;

    private ConfigLoader() {}

    /** Reads and checks a file; the paths in it are relative to its folder. */
    public static Verdict<GatewayConfig> load(Path file, Platform platform) {
        Problems problems = new Problems();
        GatewayConfig config = read(file.toAbsolutePath(), platform, problems);
        return config == null || !problems.isEmpty()
                ? new Verdict.Refused<>(problems.all())
                : new Verdict.Accepted<>(config);
    }

    private static @Nullable GatewayConfig read(Path file, Platform platform, Problems problems) {
        String text = text(file, problems);
        YamlNode root = text == null ? null : YamlReader.read(text, problems);
        if (root == null) {
            return null;
        }
        Path folder = file.resolveSibling("");
        Substitution substitution = new Substitution(folder, platform.environment());
        GatewayConfig config = new Binder(problems, substitution).bind(GatewayConfig.class, root, "");
        new ConfigChecks(problems, platform).check(config);
        return config;
    }

    private static @Nullable String text(Path file, Problems problems) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length <= MAX_FILE_BYTES) {
                return Substitution.decode(bytes);
            }
            problems.add("", file + " is larger than " + MAX_FILE_BYTES + " bytes");
        } catch (NoSuchFileException e) {
            problems.add("", file + " does not exist");
        } catch (CharacterCodingException e) {
            problems.add("", file + " is not UTF-8 text");
        } catch (IOException e) {
            problems.add("", file + " cannot be read");
        }
        return null;
    }
}
