-- Changes rows of accounts where every row is as it was expected, and nobody else has what one takes for itself alone;
-- else none. Also numbers each change and tells the others of it.
--
-- KEYS[1..4]  rows; the number of the last change; the changes; of rows that have a span, its kind and owner
-- ARGV[1..4]  how many changes are kept; the channel and the feed; what the names of spans begin with: all of them
--             have the same hash tag
-- and of each change:
--   field, version that is expected there, value; '' to drop it
--   kind and owner of its span, '' where it has none; from when and until when
--
-- A span is kept with the version of its row: where that has another one, an older version has written it since, and
-- the span holds no more.
--
-- The result: what is in the way, as fields and values ('' where there is no row); nothing: it was made.

local rows, version, changes, owners = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local kept, channel, feed, spans = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local conflicts = {}

local function conflict(field, there)
  conflicts[#conflicts + 1] = field
  conflicts[#conflicts + 1] = there or ''
end

local function fits(there, expected, value)
  if there then
    return there == value or string.match(there, '^%d+') == expected
  end
  return value == '' or expected == '0'
end

-- Other rows that have some of a span.
local function inTheWay(field, owner, from, til)
  local taken = redis.call('HGETALL', spans .. owner)
  for i = 1, #taken, 2 do
    local by, begins, ends = string.match(taken[i + 1], '^(%d+) (%-?%d+) (%-?%d+)$')
    if taken[i] ~= field and tonumber(begins) < til and from < tonumber(ends) then
      local there = redis.call('HGET', rows, taken[i])
      if there and string.match(there, '^%d+') == by then
        conflict(taken[i], there)
      end
    end
  end
end

for i = 5, #ARGV, 6 do
  local field, owner = ARGV[i], ARGV[i + 3]
  local there = redis.call('HGET', rows, field)
  if not fits(there, ARGV[i + 1], ARGV[i + 2]) then
    conflict(field, there)
  elseif owner ~= '' then
    inTheWay(field, owner, tonumber(ARGV[i + 4]), tonumber(ARGV[i + 5]))
  end
end
if #conflicts > 0 then
  return conflicts
end

local function span(field, value, owner, from, til)
  local before = redis.call('HGET', owners, field)
  if before and before ~= owner then
    redis.call('HDEL', spans .. before, field)
    redis.call('HDEL', owners, field)
  end
  if owner ~= '' then
    redis.call('HSET', spans .. owner, field, string.match(value, '^%d+') .. ' ' .. from .. ' ' .. til)
    redis.call('HSET', owners, field, owner)
  end
end

for i = 5, #ARGV, 6 do
  local field, value = ARGV[i], ARGV[i + 2]
  if value ~= '' then
    redis.call('HSET', rows, field, value)
    local id = redis.call('INCR', version) .. '-0'
    redis.call('XADD', changes, 'MAXLEN', '~', kept, id, 'saved', field, 'value', value)
  elseif redis.call('HDEL', rows, field) == 1 then
    local id = redis.call('INCR', version) .. '-0'
    redis.call('XADD', changes, 'MAXLEN', '~', kept, id, 'dropped', field)
  end
  span(field, value, ARGV[i + 3], ARGV[i + 4], ARGV[i + 5])
end
redis.call('PUBLISH', channel, feed)
return conflicts
