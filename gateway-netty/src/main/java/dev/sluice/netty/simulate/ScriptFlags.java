package dev.sluice.netty.simulate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Gives a command a flag for each setting of a script, and help for each fault: what is not in its help does not exist.
 */
final class ScriptFlags implements CommandLine.IModelTransformer {

    @Override
    public CommandSpec transform(CommandSpec command) {
        for (ScriptKey key : ScriptKey.values()) {
            command.addOption(option(key));
        }
        List<String> footer = new ArrayList<>(List.of("", "Faults:"));
        footer.addAll(faults());
        footer.addAll(List.of(
                "",
                "TIME is 0, 500us, 20ms, 1s or 2m, at most 10m; SIZE is 12, 4KiB or 16MiB, at most 64MiB; SHARE is 0 to"
                        + " 1. The flags of an error go with the faults status, quota, context, wrong-type,"
                        + " error-event, created-error and created-failed."));
        footer.addAll(List.of(command.usageMessage().footer()));
        command.usageMessage().footer(footer.toArray(new String[0]));
        return command;
    }

    private static List<String> faults() {
        TextTable table = TextTable.forColumns(
                CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF),
                new Column(17, 2, Column.Overflow.SPAN),
                new Column(62, 1, Column.Overflow.WRAP));
        for (Fault.Kind kind : Fault.Kind.values()) {
            table.addRowValues(kind.word(), kind.meaning());
        }
        return table.toString().lines().toList();
    }

    /** The settings that are on the command line. */
    static Map<String, String> of(ParseResult line) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (ScriptKey key : ScriptKey.values()) {
            String value = line.matchedOptionValue("--" + key.word(), "");
            if (line.hasMatchedOption("--" + key.word())) {
                settings.put(key.word(), value);
            }
        }
        return settings;
    }

    private static OptionSpec option(ScriptKey key) {
        OptionSpec.Builder option = key == ScriptKey.DELAY
                ? OptionSpec.builder("--delay", "--first-token-delay")
                : OptionSpec.builder("--" + key.word());
        return option.type(String.class)
                .paramLabel(key.label())
                .description(key.meaning().replace("%", "%%"))
                .build();
    }
}
