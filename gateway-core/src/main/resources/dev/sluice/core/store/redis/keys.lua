-- Changes rows of providers' keys together; also numbers each change and tells the others of it.
--
-- KEYS[1..4]  rows; the number of the last change; the changes; the number of the last row that was new
-- ARGV[1..3]  how many changes are kept; the channel and the feed
-- and of each change one of
--   'save', field, value    kept unless what is there has a later version: an operator changed it meanwhile
--   'change', field, value  an operator's: where one of these finds as late a version there, nothing at all is changed
--   'drop', field           what is not there is no change
--
-- Before the value of a row stands its place among the others, and its version stands last in it: 0 where there is none.
--
-- The result: what is in the way, as fields and values; nothing: it was made.

local rows, version, changes, number = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local kept, channel, feed = ARGV[1], ARGV[2], ARGV[3]

local function versionOf(row)
  return row and tonumber(string.match(row, '"version":(%d+)}$') or 0) or -1
end

local function tell(...)
  local id = redis.call('INCR', version) .. '-0'
  redis.call('XADD', changes, 'MAXLEN', '~', kept, id, ...)
end

local function keep(field, value)
  local before = redis.call('HGET', rows, field)
  if versionOf(before) <= versionOf(value) then
    local place = before and string.match(before, '^%d+') or redis.call('INCR', number)
    redis.call('HSET', rows, field, place .. ' ' .. value)
    tell('saved', field, 'value', value)
  end
end

local conflicts = {}
local i = 4
while i <= #ARGV do
  if ARGV[i] == 'change' then
    local there = redis.call('HGET', rows, ARGV[i + 1])
    local body = there and string.match(there, '^%d+ (.*)$')
    if there and versionOf(there) >= versionOf(ARGV[i + 2]) and body ~= ARGV[i + 2] then
      conflicts[#conflicts + 1] = ARGV[i + 1]
      conflicts[#conflicts + 1] = body
    end
  end
  i = i + (ARGV[i] == 'drop' and 2 or 3)
end
if #conflicts > 0 then
  return conflicts
end

i = 4
while i <= #ARGV do
  if ARGV[i] == 'drop' then
    if redis.call('HDEL', rows, ARGV[i + 1]) == 1 then
      tell('dropped', ARGV[i + 1])
    end
    i = i + 2
  else
    keep(ARGV[i + 1], ARGV[i + 2])
    i = i + 3
  end
end
redis.call('PUBLISH', channel, feed)
return conflicts
