-- Adds entries to the ledger, each once, with all that follows from them; and what exchanges have held until then is
-- given back in the same step.
--
-- KEYS[1]   the hash of balances. All other names begin like ARGV[2], and so have the same hash tag.
-- ARGV[1]   the time in ms; empty: that of Redis
-- ARGV[2]   what names begin with
-- ARGV[3,4] for how many seconds sums of days and of months are kept
-- and of each entry:
--   id, value             as the ledger keeps it
--   minute, day, month    of its end
--   tokens; pico-dollars  each as two numbers: billions, and what is left of them
--   payer                 'credits', 'trial' or '' where neither pays; the user
--   cut                   1 where its end is not known: nothing of it counts where its exchange is there that ended later
--   count                 of whose sums it counts for, which follow
--   count                 of groups that were asked, of which follow who it is, and tokens and pico-dollars used there
--   count                 of subjects of which it has held something, of which follow
--     key, name of what is held, when it was claimed, exchanges under way, requests, tokens, pico-dollars, and by how
--     much the tokens of its windows are to be corrected
--
-- The result: how many entries were new. Where something is in the way of one of them, nothing is changed.

local now = clock(ARGV[1])
local prefix = ARGV[2]
local BILLION = 1e9
local MOST, MOST_BILLIONS = '9000000000000000000', 9e9
local DAYS, MONTHS = ARGV[3], ARGV[4]

local sums, paid, tried, gone = {}, {}, {}, {}
local members, minutes = {}, {}
local added = 0

-- For how many minutes behind its last sign of life the end of an exchange is looked for.
local LONGEST = 1440

local function endedLater(id, minute)
  local later = redis.call('ZRANGEBYSCORE', prefix .. 'minutes', '(' .. minute, minute + LONGEST)
  for _, each in ipairs(later) do
    if redis.call('HEXISTS', prefix .. 'usage:' .. each, id) == 1 then
      return true
    end
  end
  return false
end

-- What was changed, so that it can be changed back: all entries count, or none.
local kept, counted = {}, {}

local function undo()
  for i = #counted, 1, -1 do
    local it = counted[i]
    redis.pcall('HINCRBY', it[1], it[2], it[3])
  end
  for _, it in ipairs(kept) do
    redis.pcall('HDEL', it[1], it[2])
  end
end

local function undone(failure)
  undo()
  error(type(failure) == 'table' and failure.err or failure)
end

-- Whether an entry is new: then it is there from now on.
local function keep(minute, id, value)
  local key = prefix .. 'usage:' .. minute
  local answer = redis.pcall('HSETNX', key, id, value)
  if type(answer) == 'table' then
    undone(answer)
  elseif answer == 1 then
    kept[#kept + 1] = { key, id }
  end
  return answer == 1
end

local function plus(to, key, entry)
  local sum = to[key]
  if not sum then
    sum = { 0, 0, 0, 0, 0 }
    to[key] = sum
  end
  for i = 1, 5 do
    sum[i] = sum[i] + entry[i]
  end
end

local function count(member, entry, day, month)
  plus(sums, 'sum:' .. member .. ':d' .. day, entry)
  plus(sums, 'sum:' .. member .. ':m' .. month, entry)
  members['sums:d' .. day] = members['sums:d' .. day] or {}
  members['sums:d' .. day][member] = true
  members['sums:m' .. month] = members['sums:m' .. month] or {}
  members['sums:m' .. month][member] = true
end

local a = 5
while a <= #ARGV do
  local id, value, minute, day, month = ARGV[a], ARGV[a + 1], ARGV[a + 2], ARGV[a + 3], ARGV[a + 4]
  local entry = { 1, tonumber(ARGV[a + 5]), tonumber(ARGV[a + 6]), tonumber(ARGV[a + 7]), tonumber(ARGV[a + 8]) }
  local payer, user, cut, many = ARGV[a + 9], ARGV[a + 10], ARGV[a + 11] == '1', tonumber(ARGV[a + 12])
  local new = not (cut and endedLater(id, minute)) and keep(minute, id, value)
  a = a + 13
  for i = 0, new and many - 1 or -1 do
    count(ARGV[a + i], entry, day, month)
  end
  a = a + many
  local groups = tonumber(ARGV[a])
  a = a + 1
  for _ = 1, groups do
    if new then
      local there =
        { 1, tonumber(ARGV[a + 1]), tonumber(ARGV[a + 2]), tonumber(ARGV[a + 3]), tonumber(ARGV[a + 4]) }
      count(ARGV[a], there, day, month)
    end
    a = a + 5
  end
  if new then
    added = added + 1
    minutes[minute] = true
    if payer == 'credits' then
      plus(paid, user, entry)
    elseif payer == 'trial' then
      plus(tried, user, entry)
    end
  end
  local parts = tonumber(ARGV[a])
  a = a + 1
  for _ = 1, parts do
    -- What is not new was given back when it was.
    if new then
      local change = { tonumber(ARGV[a + 2]), 0, tonumber(ARGV[a + 7]), 0 }
      give(gone, ARGV[a], change, ARGV[a + 1], { ARGV[a + 3], ARGV[a + 4], ARGV[a + 5], ARGV[a + 6] })
    end
    a = a + 8
  end
end

-- The digits of a sum; nil where it is more than a sum may be.
local function digits(billions, rest)
  local carry = math.floor(rest / BILLION)
  billions, rest = billions + carry, rest - carry * BILLION
  if billions >= MOST_BILLIONS then
    return nil
  end
  return billions > 0 and int(billions) .. string.format('%09.0f', rest) or int(rest)
end

local function add(key, field, sign, amount)
  if amount == '0' then
    return
  end
  local now = amount and redis.pcall('HINCRBY', key, field, sign .. amount)
  if type(now) == 'table' and not string.find(now.err, 'overflow') then
    undone(now)
  elseif type(now) == 'number' then
    counted[#counted + 1] = { key, field, (sign == '-' and '' or '-') .. amount }
  end
  if not amount or type(now) == 'table' or now > 9e18 or now < -9e18 then
    redis.call('HSET', key, field, sign .. MOST)
  end
end

local function addAll(key, sum)
  add(key, 'r', '', int(sum[1]))
  add(key, 't', '', digits(sum[2], sum[3]))
  add(key, 'p', '', digits(sum[4], sum[5]))
end

-- First what may be done twice, then what is counted, and last what no longer fails.
local function must(...)
  local answer = redis.pcall(...)
  if type(answer) == 'table' and answer.err then
    undone(answer)
  end
  return answer
end

for key, those in pairs(members) do
  for member in pairs(those) do
    must('SADD', prefix .. key, member)
  end
  redis.call('EXPIRE', prefix .. key, string.find(key, ':d%d+$') and DAYS or MONTHS)
end
for minute in pairs(minutes) do
  must('ZADD', prefix .. 'minutes', minute, minute)
end
for user in pairs(tried) do
  must('SADD', prefix .. 'trials', user)
end
if next(paid) then
  -- Gateways look who has paid, and read what is left.
  local number = must('INCR', prefix .. 'spending-number')
  for user in pairs(paid) do
    must('ZADD', prefix .. 'spendings', number, user)
  end
end
for key, sum in pairs(sums) do
  addAll(prefix .. key, sum)
  redis.call('EXPIRE', prefix .. key, string.find(key, ':d%d+$') and DAYS or MONTHS)
end
for user, sum in pairs(paid) do
  add(KEYS[1], user, '-', digits(sum[4], sum[5]))
end
for user, sum in pairs(tried) do
  addAll(prefix .. 'trial:' .. user, sum)
end
settle(gone, now)
return added
