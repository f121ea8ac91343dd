package dev.sluice.netty.exchange;

import dev.sluice.core.attempt.Try;
import dev.sluice.core.dialect.AnswerReader;
import dev.sluice.core.dialect.ResponseIds;
import dev.sluice.core.dialect.StreamReader;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Method;
import dev.sluice.core.request.Protocol;
import dev.sluice.core.store.ResponseHome;
import dev.sluice.core.store.ResponseHomes;
import dev.sluice.netty.wire.ResponseHead;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Notes which answers a provider keeps, off their bytes as they pass, and which it has deleted. Stateless. */
final class KeptAnswers {

    private KeptAnswers() {}

    /** Remembers under its id where an answer lives; null where the provider does not keep it. */
    static @Nullable Consumer<String> keeper(Try made, Request request, ResponseHomes homes) {
        Provider provider = made.target().provider();
        if (!request.wishes().kept() || provider.dialect().protocol() != Protocol.OPENAI) {
            return null;
        }
        ProviderKey key = made.key();
        String owner = Recall.owner(request.key());
        return id -> homes.made(new ResponseHome.Id(owner, id), provider.name(), key == null ? "" : key.name());
    }

    /** The reader that tells the keeper the answer's id, besides what it does anyway. */
    static @Nullable AnswerReader noted(@Nullable AnswerReader reader, @Nullable Consumer<String> keeper) {
        return reader == null || keeper == null ? reader : ResponseIds.told(reader, keeper);
    }

    /** The same of a stream. */
    static StreamReader noted(StreamReader reader, @Nullable Consumer<String> keeper) {
        return keeper == null ? reader : ResponseIds.told(reader, keeper);
    }

    /** An answer about something kept has come: what was deleted is not looked for any more. */
    static void heard(ResponseHead head, Request request, ResponseHomes homes) {
        ResponseHome.Id id = request.goesOnWith();
        if (id != null
                && request.endpoint() == Endpoint.RESPONSE
                && request.method() == Method.DELETE
                && head.status() < 300) {
            homes.deleted(id);
        }
    }
}
