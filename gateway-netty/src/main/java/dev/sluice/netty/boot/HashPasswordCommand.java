package dev.sluice.netty.boot;

import dev.sluice.core.secret.PasswordHash;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code gateway hash-password}: reads a password and prints its hash; the password is never an argument. */
@Command(
        name = "hash-password",
        mixinStandardHelpOptions = true,
        description = "Reads a password, from the terminal or standard input, and prints its hash for admin.users.")
final class HashPasswordCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException {
        char[] password = read();
        if (password == null || password.length == 0) {
            System.err.println("no password was given");
            return 1;
        }
        System.out.println(PasswordHash.create(password).encoded());
        return 0;
    }

    private static char @Nullable [] read() throws IOException {
        Console terminal = System.console();
        if (terminal != null) {
            return terminal.readPassword("password: ");
        }
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        return line == null ? null : line.toCharArray();
    }
}
