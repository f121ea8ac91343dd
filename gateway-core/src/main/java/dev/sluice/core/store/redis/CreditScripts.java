package dev.sluice.core.store.redis;

/** The scripts of credits. Lua's numbers are not exact where balances are: those are compared digit by digit. */
final class CreditScripts {

    /**
     * Makes a change, unless it was made. Keys: balances, the user's changes, their order, their number, the version of
     * what is told and what is told. Arguments: user, idempotency key, amount, what the balance must not be less (of
     * what is taken) or more than, empty where nothing is enough, the time, the channel and the feed. Gives what became
     * of it and the change, or the balance.
     */
    static final Script CHANGE = Script.of("""
            local user, key, amount, bound, made = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
            local before = redis.call('HGET', KEYS[2], key)
            if before then
              return {'before', before}
            end
            local function less(one, other)
              return #one < #other or (#one == #other and one < other)
            end
            local balance = redis.call('HGET', KEYS[1], user) or '0'
            local negative = string.sub(balance, 1, 1) == '-'
            local takes = string.sub(amount, 1, 1) == '-'
            if takes and (bound == '' or negative or less(balance, bound)) then
              return {'little', balance}
            elseif not takes and (bound == '' or (not negative and less(bound, balance))) then
              return {'much', balance}
            end
            redis.call('HINCRBY', KEYS[1], user, amount)
            local after = redis.call('HGET', KEYS[1], user)
            local number = redis.call('INCR', KEYS[4])
            redis.call('HSET', KEYS[2], key, number .. ' ' .. amount .. ' ' .. after .. ' ' .. made)
            redis.call('ZADD', KEYS[3], number, key)
            local id = redis.call('INCR', KEYS[5]) .. '-0'
            redis.call('XADD', KEYS[6], 'MAXLEN', '~', '10000', id, 'saved', user, 'value', after)
            redis.call('PUBLISH', ARGV[6], ARGV[7])
            return {'now', after}
            """);

    /**
     * The latest changes of a user before a number: idempotency keys, each with its change behind it. Keys: the user's
     * changes and their order; arguments: the number, and how many.
     */
    static final Script LATEST = Script.of("""
            local found = redis.call('ZREVRANGEBYSCORE', KEYS[2], '(' .. ARGV[1], '-inf', 'LIMIT', 0, ARGV[2])
            local told = {}
            for _, key in ipairs(found) do
              told[#told + 1] = key
              told[#told + 1] = redis.call('HGET', KEYS[1], key)
            end
            return told
            """);

    private CreditScripts() {}
}
