-- Says that a gateway still holds what it has of some subjects.
--
-- KEYS[1..]  the hash of each subject
-- ARGV[1]    the time in ms; empty: that of Redis
-- ARGV[2..]  the name of what is held of each

local now = clock(ARGV[1])
for i, key in ipairs(KEYS) do
  local node, name = string.match(ARGV[i + 1], '^(.*)|([^!]*)')
  if redis.call('HGET', key, node .. '|g') == name then
    redis.call('HSET', key, node .. '|at', int(now))
    redis.call('HDEL', key, node .. '|x')
    redis.call('EXPIRE', key, KEPT_SECONDS)
  end
end
return #KEYS
