package dev.sluice.loads;

import dev.sluice.loads.accounts.Budget;
import dev.sluice.loads.accounts.Crash;
import dev.sluice.loads.accounts.ManyAccounts;
import dev.sluice.loads.accounts.Rate;
import dev.sluice.loads.accounts.RedisOutage;
import dev.sluice.loads.cache.CacheProof;
import dev.sluice.loads.cache.HitProof;
import dev.sluice.loads.fidelity.Fidelity;
import dev.sluice.loads.ledger.LedgerProof;
import dev.sluice.loads.proof.Drippers;
import dev.sluice.loads.proof.Leavers;
import dev.sluice.loads.proof.SlowReaders;
import dev.sluice.loads.proof.Streams;
import dev.sluice.loads.providers.Hedging;
import dev.sluice.loads.providers.KeyPool;
import dev.sluice.loads.providers.Outage;
import dev.sluice.loads.vocabularies.Cardinality;
import dev.sluice.loads.vocabularies.ScrapeCost;
import dev.sluice.loads.vocabularies.VocabularyProof;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The proofs' one entry: each proof is a subcommand, prints its result as JSON and exits with 1 when it does not hold.
 */
@Command(
        name = "proofs",
        description = "Proves figures of a running gateway; loopback only.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            Fidelity.class,
            Leavers.class,
            SlowReaders.class,
            Drippers.class,
            Streams.class,
            KeyPool.class,
            Outage.class,
            Hedging.class,
            LedgerProof.class,
            Crash.class,
            Budget.class,
            Rate.class,
            RedisOutage.class,
            ManyAccounts.class,
            VocabularyProof.class,
            Cardinality.class,
            ScrapeCost.class,
            CacheProof.class,
            HitProof.class
        })
public final class Proofs {

    private Proofs() {}

    /** Runs one proof. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Proofs()).execute(args));
    }
}
