-- Says that a gateway is there.
--
-- KEYS[1]  when which gateway was last heard of: a sorted set, in ms
-- KEYS[2]  what this gateway has claimed
-- ARGV[1]  the time in ms; empty: that of Redis
-- ARGV[2]  the gateway
-- ARGV[3]  after how many ms one that was not heard of is not counted
--
-- The result: how many there are.

local now = clock(ARGV[1])
redis.call('ZADD', KEYS[1], int(now), ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', int(now - tonumber(ARGV[3])))
redis.call('EXPIRE', KEYS[1], KEPT_SECONDS)
redis.call('EXPIRE', KEYS[2], KEPT_SECONDS)
return redis.call('ZCARD', KEYS[1])
