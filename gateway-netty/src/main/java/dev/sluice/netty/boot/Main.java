package dev.sluice.netty.boot;

import dev.sluice.netty.simulate.SimulateCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code gateway} command. Exit codes: 0 done, 1 it failed and said why, 2 the command line is wrong. */
@Command(
        name = "gateway",
        description = "Sluice, a streaming gateway between applications and LLM providers.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            CheckCommand.class,
            HealthCommand.class,
            SimulateCommand.class,
            KeysCommand.class,
            CacheCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            RotateStoreKeyCommand.class,
            HashPasswordCommand.class
        })
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        CommandLine commands = new CommandLine(new Main());
        if (arguments.length == 0) {
            commands.usage(System.err);
            System.exit(CommandLine.ExitCode.USAGE);
        }
        System.exit(commands.execute(arguments));
    }
}
