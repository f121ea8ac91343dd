package dev.sluice.loads.vocabularies;

import dev.sluice.loads.http.Answer;
import dev.sluice.loads.http.Ending;

/**
 * What a client has seen of one request.
 *
 * @param status 0: no head came
 * @param cache what it was told of caches; empty: nothing
 */
record Exchanged(int status, long requestBytes, long answerBytes, boolean whole, String cache) {

    static Exchanged of(long requestBytes, Answer answer) {
        return new Exchanged(
                answer.status(),
                requestBytes,
                answer.body().length,
                answer.ending() == Ending.COMPLETE,
                answer.head().field("x-sluice-cache").orElse(""));
    }
}
