-- What the scripts of shared counters have in common; put in front of each of them.
--
-- One hash counts for one subject, with these fields:
--   rs rm rh tm th   sliding windows of requests and tokens: "bucket current previous"
--   b                the burst: "when the bucket is full, in ms" and "ms that refill one", with a blank between
--   slow             when the bucket of a throttled budget is full, in ms
--   <gateway>|g      under which name a gateway holds what follows: another one once it had nothing, or was dropped
--   <gateway>|at     when it was last heard of here, in ms; |x: when it was noticed that this was long ago
--   <gateway>|o, |r, |t, |p   the exchanges it has under way, and requests, tokens and pico-dollars that it holds
-- All times are those of Redis, in ms since 1970. Numbers that may be large are only ever added to by HINCRBY.

local DAY = 86400000
local LENGTHS = { s = 1000, m = 60000, h = 3600000 }
local SLIDING = { 'rs', 'rm', 'rh', 'tm', 'th' }
local KEPT_SECONDS = 3 * 3600

-- The time, or what a test says that it is.
local function clock(given)
  if given ~= '' then
    return tonumber(given)
  end
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function int(number)
  return string.format('%.0f', number)
end

-- Months from the year 0 on, and when the next one begins.
local function month(now)
  local z = math.floor(now / DAY) + 719468
  local era = math.floor(z / 146097)
  local doe = z - era * 146097
  local yoe = math.floor((doe - math.floor(doe / 1460) + math.floor(doe / 36524) - math.floor(doe / 146096)) / 365)
  local doy = doe - (365 * yoe + math.floor(yoe / 4) - math.floor(yoe / 100))
  local mp = math.floor((5 * doy + 2) / 153)
  local m = mp < 10 and mp + 3 or mp - 9
  local number = (yoe + era * 400 + (m <= 2 and 1 or 0)) * 12 + m - 1
  -- The next one's first day, by the same reckoning backwards: years begin in March.
  local y, nm = math.floor((number + 1) / 12), (number + 1) % 12 + 1
  if nm <= 2 then
    y = y - 1
  end
  local ne = math.floor(y / 400)
  local nyoe = y - ne * 400
  local ndoy = math.floor((153 * (nm > 2 and nm - 3 or nm + 9) + 2) / 5)
  local ndoe = nyoe * 365 + math.floor(nyoe / 4) - math.floor(nyoe / 100) + ndoy
  return number, (ne * 146097 + ndoe - 719468) * DAY
end

-- A sliding window as it is now. A clock that goes back does not open a bucket again.
local function window(text, length, now)
  local at = math.floor(now / length)
  if not text then
    return { bucket = at, current = 0, previous = 0, length = length }
  end
  local bucket, current, previous = string.match(text, '^(%d+) (%d+) (%d+)$')
  local it = {
    bucket = tonumber(bucket), current = tonumber(current), previous = tonumber(previous), length = length
  }
  if at > it.bucket then
    it.previous = at == it.bucket + 1 and it.current or 0
    it.current = 0
    it.bucket = at
  end
  return it
end

local function written(it)
  return int(it.bucket) .. ' ' .. int(it.current) .. ' ' .. int(it.previous)
end

-- Corrects what was added at an instant; what has left the window is not corrected any more.
local function adjust(it, delta, at)
  local bucket = math.floor(at / it.length)
  if bucket >= it.bucket then
    it.current = math.max(0, it.current + delta)
  elseif bucket == it.bucket - 1 then
    it.previous = math.max(0, it.previous + delta)
  end
end

-- Pico-dollars from which on sums of a thousand might no longer be exact: those are taken one by one, digit by digit.
local LARGE = 2 ^ 43

-- Adds to what is to be given back of a subject: a change of its windows, and what is held under a name (nil: nothing).
--   gone: {key -> {tags = {tag -> {sums = {o, r, t, p}, large = {p}}}, changes = {{at, requests, tokens, bursts, slow}}}}
-- Behind a name's '!' stands by how many ms what was let in has slowed others down, because of a budget.
local function give(gone, key, change, tag, held)
  local of = gone[key]
  if not of then
    of = { tags = {}, changes = {} }
    gone[key] = of
  end
  of.changes[#of.changes + 1] = change
  if not tag then
    return
  end
  tag = string.match(tag, '^[^!]*')
  local under = of.tags[tag]
  if not under then
    under = { sums = { 0, 0, 0, 0 }, large = {} }
    of.tags[tag] = under
  end
  for i = 1, 4 do
    local amount = tonumber(held[i])
    if amount >= LARGE then
      under.large[#under.large + 1] = held[i]
    else
      under.sums[i] = under.sums[i] + amount
    end
  end
end

local function drop(key, node)
  local at = node .. '|'
  redis.call('HDEL', key, at .. 'g', at .. 'at', at .. 'x', at .. 'o', at .. 'r', at .. 't', at .. 'p')
end

-- Takes from what a gateway holds, if it still is what it was then.
local function unhold(key, tag, under)
  local node, name = string.match(tag, '^(.*)|(.-)$')
  if not node or redis.call('HGET', key, node .. '|g') ~= name then
    return
  end
  local left = 0
  for i, field in ipairs({ '|o', '|r', '|t', '|p' }) do
    local now = redis.call('HINCRBY', key, node .. field, int(0 - under.sums[i] + 0))
    if i == 4 then
      for _, digits in ipairs(under.large) do
        now = redis.call('HINCRBY', key, node .. field, '-' .. digits)
      end
    end
    if now < 0 then
      redis.call('HSET', key, node .. field, '0')
    end
    left = left + math.max(0, now)
  end
  if left == 0 then
    drop(key, node)
  end
end

-- Gives back all that was added to `gone`: each subject is read and written once.
local function settle(gone, now)
  for key, of in pairs(gone) do
    local had = redis.call('HMGET', key, 'rs', 'rm', 'rh', 'tm', 'th', 'b', 'slow')
    local fields = {}
    for i, name in ipairs(SLIDING) do
      if had[i] then
        local it = window(had[i], LENGTHS[string.sub(name, 2)], now)
        local what = i <= 3 and 2 or 3
        for _, change in ipairs(of.changes) do
          adjust(it, change[what], change[1])
        end
        fields[#fields + 1] = name
        fields[#fields + 1] = written(it)
      end
    end
    if had[6] then
      local full, each = string.match(had[6], '^(%S+) (%S+)$')
      full = tonumber(full)
      for _, change in ipairs(of.changes) do
        full = full - change[4] * tonumber(each)
      end
      fields[#fields + 1] = 'b'
      fields[#fields + 1] = string.format('%.17g', full) .. ' ' .. each
    end
    local slow = 0
    for _, change in ipairs(of.changes) do
      slow = slow + (change[5] or 0)
    end
    if had[7] and slow > 0 then
      fields[#fields + 1] = 'slow'
      fields[#fields + 1] = string.format('%.17g', tonumber(had[7]) - slow)
    end
    if #fields > 0 then
      redis.call('HSET', key, unpack(fields))
    end
    for tag, under in pairs(of.tags) do
      unhold(key, tag, under)
    end
  end
end
