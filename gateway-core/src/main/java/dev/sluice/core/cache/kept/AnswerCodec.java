package dev.sluice.core.cache.kept;

import dev.sluice.core.cache.Answer;
import dev.sluice.core.cache.Asker;
import dev.sluice.core.cache.CacheKey;
import dev.sluice.core.cache.Digest;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.ServiceTier;
import dev.sluice.core.request.Usage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Entries as they are kept: a byte for the version, a CRC-32C of all that follows, what purges go by, the rest of the
 * facts, and the answer, deflated (RFC 1951, in RFC 1950's wrapping). What is not exactly that is nothing: a value that
 * was changed, cut off, or written by another version. Stateless; takes milliseconds for megabytes, so it is not for
 * event loops.
 */
public final class AnswerCodec {

    /** A beginning of a value that has its {@link Facts}, as long as no name in there is longer than usual. */
    public static final int BEGINNING = 2_048;

    private static final int VERSION = 1;
    private static final int CHECKED_FROM = 1 + Integer.BYTES;

    /** What no value may come to when it is inflated: more than any answer that a cache takes. */
    private static final int MOST_BODY = 64 * 1024 * 1024;

    private static final int MOST_WRITES = 1 << 20;
    private static final int TOOLS = 1;
    private static final int EVENTS = 2;

    private AnswerCodec() {}

    /** As it is kept; null: it is larger than anything that is. */
    public static byte @Nullable [] encode(Entry entry) {
        ByteArrayOutputStream bytes =
                new ByteArrayOutputStream(1_024 + entry.answer().body().length / 2);
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeByte(VERSION);
            out.writeInt(0);
            writeFacts(out, entry);
            writeRest(out, entry);
            writeAnswer(out, entry.answer());
        } catch (IOException e) {
            return null;
        }
        byte[] value = bytes.toByteArray();
        ByteBuffer.wrap(value).putInt(1, sum(value));
        return value;
    }

    /** What was kept; null: it is not what was kept, or nothing that this version knows. */
    public static @Nullable Entry decode(byte[] value) {
        if (value.length < CHECKED_FROM
                || value[0] != VERSION
                || ByteBuffer.wrap(value).getInt(1) != sum(value)) {
            return null;
        }
        try {
            Entry entry = read(value);
            return entry.isIntact() ? entry : null;
        } catch (IOException | DataFormatException | IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * What a value is of, by its beginning; null: it is nothing that this version knows, or the beginning of it is too
     * short.
     */
    public static @Nullable Facts facts(byte[] beginning) {
        if (beginning.length < CHECKED_FROM || beginning[0] != VERSION) {
            return null;
        }
        try {
            return readFacts(input(beginning));
        } catch (IOException e) {
            return null;
        }
    }

    private static int sum(byte[] value) {
        CRC32C sum = new CRC32C();
        sum.update(value, CHECKED_FROM, value.length - CHECKED_FROM);
        return (int) sum.getValue();
    }

    private static DataInputStream input(byte[] value) {
        return new DataInputStream(new ByteArrayInputStream(value, CHECKED_FROM, value.length - CHECKED_FROM));
    }

    private static void writeFacts(DataOutputStream out, Entry entry) throws IOException {
        writeDigest(out, entry.key().exact());
        out.writeUTF(entry.asker().tenant());
        out.writeUTF(entry.source().model());
        out.writeUTF(entry.asker().clientKey());
    }

    private static Facts readFacts(DataInputStream in) throws IOException {
        return new Facts(readDigest(in), in.readUTF(), in.readUTF(), in.readUTF());
    }

    private static void writeRest(DataOutputStream out, Entry entry) throws IOException {
        writeDigest(out, entry.key().partition());
        out.writeUTF(entry.asker().owner());
        out.writeUTF(entry.asker().role());
        out.writeUTF(entry.source().provider());
        out.writeUTF(entry.source().upstreamModel());
        out.writeByte((entry.source().tools() ? TOOLS : 0) | (entry.answer().events() ? EVENTS : 0));
        out.writeLong(entry.life().createdMillis());
        out.writeLong(entry.life().expiresMillis());
        writeUsage(out, entry.usage());
        out.writeLong(entry.cost().picoDollars());
        out.writeUTF(entry.cost().basis().name());
        out.writeUTF(entry.cost().version());
        out.writeInt(entry.checksum());
    }

    private static void writeAnswer(DataOutputStream out, Answer answer) throws IOException {
        int[] writes = answer.writes();
        int[] gaps = answer.gapsMicros();
        if (answer.body().length > MOST_BODY || writes.length > MOST_WRITES || gaps.length != writes.length) {
            throw new IOException("an answer that is too large, or with a gap for no write");
        }
        out.writeUTF(answer.contentType());
        out.writeInt(answer.body().length);
        out.writeInt(writes.length);
        ByteBuffer numbers = ByteBuffer.allocate(2 * Integer.BYTES * writes.length);
        numbers.asIntBuffer().put(writes).put(gaps);
        out.write(Deflated.of(numbers.array(), answer.body()));
    }

    private static Entry read(byte[] value) throws IOException, DataFormatException {
        DataInputStream in = input(value);
        Facts facts = readFacts(in);
        CacheKey key = new CacheKey(readDigest(in), facts.exact());
        Asker asker = new Asker(in.readUTF(), facts.tenant(), in.readUTF(), facts.clientKey());
        String provider = in.readUTF();
        String upstreamModel = in.readUTF();
        int flags = in.readUnsignedByte();
        Entry.Source source = new Entry.Source(facts.model(), provider, upstreamModel, (flags & TOOLS) != 0);
        Entry.Life life = new Entry.Life(in.readLong(), in.readLong());
        Usage usage = readUsage(in);
        Cost cost = new Cost(in.readLong(), Cost.Basis.valueOf(in.readUTF()), in.readUTF());
        int checksum = in.readInt();
        Answer answer = readAnswer(in, value, (flags & EVENTS) != 0);
        return new Entry(key, asker, source, answer, usage, cost, life, checksum);
    }

    private static Answer readAnswer(DataInputStream in, byte[] value, boolean events)
            throws IOException, DataFormatException {
        String contentType = in.readUTF();
        int length = in.readInt();
        int count = in.readInt();
        if (length < 0 || length > MOST_BODY || count < 0 || count > MOST_WRITES) {
            throw new IOException("an answer without bounds");
        }
        byte[] numbers = new byte[2 * Integer.BYTES * count];
        byte[] body = new byte[length];
        Deflated.inflate(value, value.length - in.available(), numbers, body);
        int[] writes = new int[count];
        int[] gaps = new int[count];
        ByteBuffer.wrap(numbers).asIntBuffer().get(writes).get(gaps);
        return new Answer(contentType, events, body, writes, gaps);
    }

    private static void writeUsage(DataOutputStream out, Usage usage) throws IOException {
        for (long count : usage.counts()) {
            out.writeLong(count);
        }
        out.writeUTF(usage.tier().name());
        out.writeUTF(usage.origin().name());
    }

    private static Usage readUsage(DataInputStream in) throws IOException {
        long[] counts = new long[Usage.COUNTS];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = in.readLong();
        }
        return Usage.of(counts, ServiceTier.valueOf(in.readUTF()), Usage.Origin.valueOf(in.readUTF()));
    }

    private static void writeDigest(DataOutputStream out, Digest digest) throws IOException {
        byte[] bytes = new byte[Digest.BYTES];
        digest.write(bytes, 0);
        out.write(bytes);
    }

    private static Digest readDigest(DataInputStream in) throws IOException {
        byte[] bytes = new byte[Digest.BYTES];
        in.readFully(bytes);
        return Digest.of(bytes, 0);
    }
}
