package dev.sluice.metrics.instrument;

import static dev.sluice.metrics.instrument.Dimension.CALL;
import static dev.sluice.metrics.instrument.Dimension.ERROR_CLASS;
import static dev.sluice.metrics.instrument.Dimension.ERROR_TYPE;
import static dev.sluice.metrics.instrument.Dimension.FAULT;
import static dev.sluice.metrics.instrument.Dimension.GEN_AI_OPERATION;
import static dev.sluice.metrics.instrument.Dimension.LOOP;
import static dev.sluice.metrics.instrument.Dimension.METHOD;
import static dev.sluice.metrics.instrument.Dimension.MODEL;
import static dev.sluice.metrics.instrument.Dimension.OPERATION;
import static dev.sluice.metrics.instrument.Dimension.OUTCOME;
import static dev.sluice.metrics.instrument.Dimension.PHASE;
import static dev.sluice.metrics.instrument.Dimension.PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.ROUTE;
import static dev.sluice.metrics.instrument.Dimension.SIDE;
import static dev.sluice.metrics.instrument.Dimension.STATUS;
import static dev.sluice.metrics.instrument.Dimension.STREAM;
import static dev.sluice.metrics.instrument.Dimension.TOKEN_TYPE;
import static dev.sluice.metrics.instrument.Dimension.USAGE;

import dev.sluice.core.label.Labels;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.LoopListener.Side;
import dev.sluice.core.request.Endpoint;
import dev.sluice.metrics.instrument.Cube.Summed;
import dev.sluice.metrics.instrument.Totals.Seeds;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Sums the loops' recorders at a scrape and puts the sums in their places; made for one scrape, used by its thread. */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class Traffic {

    private static final int CONVERSATION = Operation.genAi(Operation.of(Endpoint.CHAT_COMPLETIONS));

    private final List<LoopRecorder> loops;
    private final Identities identities;
    private final Known known;
    private final int models;
    private int[] providerNumbers = {};
    private int[] modelNumbers = {};

    Traffic(List<LoopRecorder> loops, Identities identities, Known known) {
        this.loops = loops;
        this.identities = identities;
        this.known = known;
        this.models = identities.models().bound();
    }

    void addTo(Totals.Builder totals) {
        // All cells first, names after them: see Metrics.totals.
        List<Summed> operations = sum(totals, recorder -> recorder.operations);
        List<Summed> http = sum(totals, recorder -> recorder.http);
        List<Summed> tokens = sum(totals, recorder -> recorder.tokens);
        List<Summed> groups = sum(totals, recorder -> recorder.groups);
        List<Summed> attempts = sum(totals, recorder -> recorder.attempts);
        List<Summed> firstToken = sum(totals, recorder -> recorder.firstToken);
        List<Summed> upstreamFirstChunk = sum(totals, recorder -> recorder.upstreamFirstChunk);
        List<Summed> outputToken = sum(totals, recorder -> recorder.outputToken);
        List<Summed> chunkGap = sum(totals, recorder -> recorder.chunkGap);
        List<Summed> acquires = sum(totals, recorder -> recorder.acquires);
        providerNumbers = Names.canonical(identities.providers());
        modelNumbers = Names.canonical(identities.models());

        operations.forEach(row -> totals.add(Fact.OPERATIONS, operation(row)));
        groups.forEach(row -> totals.add(Fact.GROUP_OPERATIONS, provider(row).at(OUTCOME, row.minor())));
        http.forEach(row -> totals.add(Fact.HTTP_DURATION, route(row).at(STATUS, row.minor())));
        sum(totals, recorder -> recorder.requestBody).forEach(row -> totals.add(Fact.REQUEST_BODY, route(row)));
        sum(totals, recorder -> recorder.responseBody).forEach(row -> totals.add(Fact.RESPONSE_BODY, route(row)));
        tokens.forEach(row -> totals.add(
                Fact.TOKENS,
                withOperation(row)
                        .at(USAGE, row.minor() / LoopRecorder.TOKEN_TYPES)
                        .at(TOKEN_TYPE, row.minor() % LoopRecorder.TOKEN_TYPES)));
        attempts.forEach(row -> totals.add(Fact.ATTEMPTS, ending(pair(row, row.major()), row.minor())));
        firstToken.forEach(row -> totals.add(Fact.FIRST_TOKEN, pair(row, row.major())));
        upstreamFirstChunk.forEach(row -> totals.add(Fact.UPSTREAM_FIRST_CHUNK, pair(row, row.major())));
        outputToken.forEach(row -> totals.add(Fact.OUTPUT_TOKEN, pair(row, row.major())));
        chunkGap.forEach(row -> totals.add(Fact.CHUNK_GAP, provider(row)));
        acquires.forEach(row -> totals.add(Fact.ACQUIRES, provider(row)));
        sum(totals, recorder -> recorder.overhead)
                .forEach(row -> totals.add(Fact.OVERHEAD, new Row(row.cells()).at(PHASE, row.major())));
        addLoops(totals);
        addSeeds(totals);
    }

    private List<Summed> sum(Totals.Builder totals, Function<LoopRecorder, Cube> cube) {
        return Cube.sum(loops.stream().map(cube).toList(), totals.rests());
    }

    private long total(ToLongFunction<LoopRecorder> cell) {
        return loops.stream().mapToLong(cell).sum();
    }

    private Row operation(Summed row) {
        int ending = row.minor() % Ending.COUNT;
        int stream = row.minor() / Ending.COUNT;
        return ending(withOperation(row), ending)
                .at(STREAM, stream)
                .at(CALL, Operation.call(row.major() % Operation.count(), stream));
    }

    private static Row ending(Row row, int ending) {
        return row.at(OUTCOME, Ending.outcome(ending))
                .at(ERROR_TYPE, Ending.errorType(ending))
                .at(FAULT, Ending.fault(ending))
                .at(ERROR_CLASS, Ending.errorClass(ending));
    }

    private Row withOperation(Summed row) {
        return pair(row, row.major() / Operation.count())
                .at(OPERATION, row.major() % Operation.count())
                .at(GEN_AI_OPERATION, Operation.genAi(row.major() % Operation.count()));
    }

    private Row pair(Summed row, int pair) {
        return row(row).at(PROVIDER, providerNumbers[pair / models]).at(MODEL, modelNumbers[pair % models]);
    }

    private Row provider(Summed row) {
        return new Row(row.cells()).at(PROVIDER, providerNumbers[row.major()]);
    }

    private static Row row(Summed row) {
        return new Row(row.cells()).with(row.exemplars());
    }

    private static Row route(Summed row) {
        return row(row).at(ROUTE, row.major() / LoopRecorder.METHODS).at(METHOD, row.major() % LoopRecorder.METHODS);
    }

    private void addLoops(Totals.Builder totals) {
        long lagNewest = 0;
        for (int loop = 0; loop < loops.size(); loop++) {
            int number = loop;
            LoopRecorder recorder = loops.get(loop);
            Cube.sum(List.of(recorder.lag), totals.rests())
                    .forEach(row -> totals.add(Fact.LOOP_LAG, new Row(row.cells()).at(LOOP, number)));
            totals.add(Fact.LOOP_BUSY, new Row(recorder.newestBusy()).at(LOOP, loop));
            lagNewest = Math.max(lagNewest, recorder.newestLagNanos());
        }
        totals.value(Fact.LOOP_LAG_NEWEST, lagNewest);
        for (Endpoint endpoint : Endpoint.values()) {
            long active = total(recorder -> recorder.active(endpoint));
            totals.add(Fact.ACTIVE_REQUESTS, new Row(active).at(ROUTE, endpoint.ordinal()));
        }
        for (Side side : Side.values()) {
            long paused = total(recorder -> recorder.pausedNanos(side));
            totals.add(Fact.BACKPRESSURE, new Row(paused).at(SIDE, side.ordinal()));
        }
    }

    /** Zeros for every configured target, and for what is refused before there is one. */
    private void addSeeds(Totals.Builder totals) {
        List<Row> operations = new ArrayList<>();
        List<Row> attempts = new ArrayList<>();
        List<Row> tokens = new ArrayList<>();
        int error = Ending.outcome(Ending.PLAIN_ERROR);
        operations.add(zeros(Fact.OPERATIONS, new KnownPair(Labels.UNKNOWN, Labels.UNKNOWN))
                .at(OUTCOME, error));
        for (KnownPair pair : known.targets()) {
            for (int outcome = 0; outcome <= error; outcome++) {
                operations.add(zeros(Fact.OPERATIONS, pair).at(OUTCOME, outcome));
                attempts.add(zeros(Fact.ATTEMPTS, pair).at(OUTCOME, outcome));
            }
            for (int type = 0; type < LoopRecorder.ORIGINS * LoopRecorder.TOKEN_TYPES; type++) {
                tokens.add(zeros(Fact.TOKENS, pair)
                        .at(USAGE, type / LoopRecorder.TOKEN_TYPES)
                        .at(TOKEN_TYPE, type % LoopRecorder.TOKEN_TYPES));
            }
        }
        totals.seeds(Fact.OPERATIONS, new Seeds(EnumSet.of(PROVIDER, MODEL, OUTCOME), operations));
        totals.seeds(Fact.ATTEMPTS, new Seeds(EnumSet.of(PROVIDER, MODEL, OUTCOME), attempts));
        totals.seeds(Fact.TOKENS, new Seeds(EnumSet.of(PROVIDER, MODEL, USAGE, TOKEN_TYPE), tokens));
        totals.seeds(Fact.OPERATIONS, new Seeds(EnumSet.of(CALL, MODEL, OUTCOME), calls()));
        addConversationSeeds(totals);
        addErrorSeeds(totals, error);
        addGroupSeeds(totals);
    }

    /** What a conversation is measured by, with each configured target. */
    private void addConversationSeeds(Totals.Builder totals) {
        List<Row> operations = new ArrayList<>();
        List<Row> tokens = new ArrayList<>();
        for (KnownPair pair : known.targets()) {
            operations.add(zeros(Fact.OPERATIONS, pair)
                    .at(GEN_AI_OPERATION, CONVERSATION)
                    .at(ERROR_TYPE, 0));
            for (int type = 0; type < LoopRecorder.TOKEN_TYPES; type++) {
                tokens.add(zeros(Fact.TOKENS, pair)
                        .at(GEN_AI_OPERATION, CONVERSATION)
                        .at(TOKEN_TYPE, type));
            }
        }
        totals.seeds(Fact.OPERATIONS, new Seeds(EnumSet.of(GEN_AI_OPERATION, PROVIDER, MODEL, ERROR_TYPE), operations));
        totals.seeds(Fact.TOKENS, new Seeds(EnumSet.of(GEN_AI_OPERATION, PROVIDER, MODEL, TOKEN_TYPE), tokens));
        for (Fact fact : List.of(Fact.FIRST_TOKEN, Fact.UPSTREAM_FIRST_CHUNK, Fact.OUTPUT_TOKEN)) {
            List<Row> streams =
                    known.targets().stream().map(pair -> zeros(fact, pair)).toList();
            totals.seeds(fact, new Seeds(EnumSet.of(PROVIDER, MODEL), streams));
        }
        List<Row> gaps = new ArrayList<>();
        known.providers().forEach(provider -> gaps.add(zeros(Fact.CHUNK_GAP, provider)));
        totals.seeds(Fact.CHUNK_GAP, new Seeds(EnumSet.of(PROVIDER), gaps));
    }

    /** Conversations, streamed or not, with each model that clients may ask for; who else calls is not known before. */
    private List<Row> calls() {
        List<Row> calls = new ArrayList<>();
        Set<Integer> models = new TreeSet<>(List.of(Labels.UNKNOWN));
        known.targets().forEach(target -> models.add(target.second()));
        for (int model : models) {
            for (int stream = 0; stream < LoopRecorder.STREAMS; stream++) {
                for (int outcome = 0; outcome <= Ending.outcome(Ending.PLAIN_ERROR); outcome++) {
                    calls.add(new Row(new long[Fact.OPERATIONS.cells()])
                            .at(CALL, stream)
                            .at(MODEL, modelNumbers[model])
                            .at(OUTCOME, outcome));
                }
            }
        }
        return calls;
    }

    private void addErrorSeeds(Totals.Builder totals, int error) {
        List<Row> errors = new ArrayList<>();
        for (int provider : known.providers()) {
            for (ErrorClass each : ErrorClass.values()) {
                errors.add(zeros(Fact.ATTEMPTS, provider).at(OUTCOME, error).at(ERROR_CLASS, 1 + each.ordinal()));
            }
        }
        totals.seeds(Fact.ATTEMPTS, new Seeds(EnumSet.of(PROVIDER, OUTCOME, ERROR_CLASS), errors));
    }

    /** All groups that have ever been named, for aggregates stand nowhere else. */
    private void addGroupSeeds(Totals.Builder totals) {
        for (int group = Labels.OTHER + 1; group < providerNumbers.length; group++) {
            for (int outcome = 0; outcome <= Ending.outcome(Ending.PLAIN_ERROR); outcome++) {
                totals.add(
                        Fact.GROUP_OPERATIONS,
                        zeros(Fact.GROUP_OPERATIONS, group).at(OUTCOME, outcome));
            }
        }
    }

    private Row zeros(Fact fact, KnownPair pair) {
        return zeros(fact, pair.first()).at(MODEL, modelNumbers[pair.second()]);
    }

    private Row zeros(Fact fact, int provider) {
        return new Row(new long[fact.cells()]).at(PROVIDER, providerNumbers[provider]);
    }
}
