-- Lets exchanges in, one after the other: each with all its subjects, or with none; and takes some more along of those
-- that have room for it. Each subject is read once, and written once.
--
-- KEYS[1]    what this gateway has claimed: a hash of 4096 slots, so that a claim can be taken back that may have come
-- KEYS[2..]  the hash of each subject of any claim; one may be there twice, with other limits
-- ARGV[1]    the time in ms; empty: that of Redis
-- ARGV[2]    the gateway; no '|' in it
-- ARGV[3]    for how long a gateway that was not heard of holds what it has, in ms
-- and of each subject:
--   source   'limits', 'credits' or 'trial'
--   base     where the ledger has its sums, without the day or month; for credits the hash of balances; of a trial its hash
--   member   the user, of credits
--   count    of limits, of which follow, in the order in which they are looked at:
--     what   counted and window: o exchanges under way, r requests, t tokens, p pico-dollars; n none, b burst,
--            s m h sliding, d M calendar
--     most
--     then   of a burst: ms that refill one; of a budget: 'block', 'warn', or ms between requests
-- and of each claim:
--   its number, from 1 on
--   'enter'  for an exchange; 'extend': for more of one that is under way; 'lease': only for what is taken along
--   tokens and pico-dollars of each
--   count    of subjects, of which follow, in the order in which they are looked at:
--     which  of the subjects above, from 1 on
--     more   for how many more exchanges something is to be taken along, where it is not more than a 20th of the room
--
-- The result, of each claim: {1 granted, 0 refused or 2 taken back before; time; index of its subject, index of the limit
-- (0: none), ms to wait (0: it does not help); and of each of its subjects {the name of what is held; for how many more;
-- ms for which those hold; balance; and of each limit what is used of it, ms until it is whole}}.

local now = clock(ARGV[1])
local node, expiry = ARGV[2], tonumber(ARGV[3])

local MOMENT = 2000
local today = math.floor(now / DAY)
local thisMonth, monthEnds = month(now)
local ENDS = { d = (today + 1) * DAY, M = monthEnds }
local SUFFIX = { d = ':d' .. int(today), M = ':m' .. int(thisMonth) }

-- Of the claim that is looked at: its number, what it counts for, and tokens and pico-dollars as they were said.
local number, exchanges, fresh, tokens, picos, picoDigits
local EACH = {}

-- Whether a gateway was not heard of for so long, and for a moment more after that was noticed: where Redis itself was
-- away, nobody was heard of, and all get that moment to say that they are there.
local function gone(key, has, who, at)
  if now - at <= expiry then
    return false
  elseif has[who .. '|x'] then
    return now - tonumber(has[who .. '|x']) > MOMENT
  end
  redis.call('HSET', key, who .. '|x', int(now))
  return false
end

-- What a subject's hash says, without gateways that are gone; and what is to be written there in the end.
local function load(key)
  local flat = redis.call('HGETALL', key)
  local has = {}
  for i = 1, #flat, 2 do
    has[flat[i]] = flat[i + 1]
  end
  local held = { o = 0, r = 0, t = 0, p = 0 }
  for i = 1, #flat, 2 do
    local who = string.match(flat[i], '^(.*)|at$')
    if who and gone(key, has, who, tonumber(flat[i + 1])) then
      drop(key, who)
      has[who .. '|g'] = nil
    elseif who then
      for what in pairs(held) do
        held[what] = held[what] + tonumber(has[who .. '|' .. what] or 0)
      end
    end
  end
  return { key = key, has = has, held = held, sums = {}, windows = {}, set = {}, added = { 0, 0, 0, 0 }, large = {} }
end

local states = {}
local subjects = {}
local a = 4
for i = 2, #KEYS do
  local subject = { source = ARGV[a], base = ARGV[a + 1], member = ARGV[a + 2], limits = {} }
  local count = tonumber(ARGV[a + 3])
  a = a + 4
  for l = 1, count do
    subject.limits[l] = {
      what = string.sub(ARGV[a], 1, 1), window = string.sub(ARGV[a], 2), name = ARGV[a],
      most = tonumber(ARGV[a + 1]), extra = ARGV[a + 2]
    }
    a = a + 3
  end
  states[KEYS[i]] = states[KEYS[i]] or load(KEYS[i])
  subject.state = states[KEYS[i]]
  subjects[#subjects + 1] = subject
end

-- What the ledger has of a limit's day or month: read once.
local function ledger(share, limit)
  local sums = share.state.sums
  if not sums[limit.name] then
    sums[limit.name] = tonumber(redis.call('HGET', share.base .. (SUFFIX[limit.window] or ''), limit.what) or 0)
  end
  return sums[limit.name]
end

local function sliding(share, limit)
  local windows = share.state.windows
  if not windows[limit.name] then
    windows[limit.name] = window(share.has[limit.name], LENGTHS[limit.window], now)
  end
  return windows[limit.name]
end

-- What counts of a limit at the moment; of a burst how many permits are out.
local function used(share, limit)
  if limit.window == 'n' and limit.what == 'o' then
    return share.held.o
  elseif limit.window == 'b' then
    local full = tonumber(string.match(share.has.b or '', '^(%S+)') or 0)
    return math.max(0, full - now) / tonumber(limit.extra)
  elseif LENGTHS[limit.window] then
    local it = sliding(share, limit)
    local weight = it.previous * (it.length - now % it.length)
    local faded = math.floor(weight / it.length)
    return (faded * it.length < weight and faded + 1 or faded) + it.current
  end
  return ledger(share, limit) + share.held[limit.what]
end

-- How far into a bucket the one before it has come down to `room`.
local function fading(before, room, length)
  return before <= room and 0 or length - math.floor(room * length / before)
end

-- Until so much more fits, with nobody else asking; 0: never.
local function wait(share, limit, amount)
  if limit.window == 'n' then
    return 1000
  elseif amount > limit.most then
    return 0
  elseif not LENGTHS[limit.window] then
    return math.max(1, ENDS[limit.window] - now)
  end
  local it = sliding(share, limit)
  local room, elapsed = limit.most - amount, now % it.length
  if it.current <= room then
    return math.max(1, fading(it.previous, room - it.current, it.length) - elapsed)
  end
  return math.max(1, it.length - elapsed + fading(it.current, room, it.length))
end

-- A budget that is used up: ms to wait, or nil where the request passes.
local function beyond(share, limit, amount)
  share.over = true
  if limit.what ~= 'p' or limit.extra == 'block' then
    return wait(share, limit, amount)
  elseif limit.extra == 'warn' or fresh == 0 then
    return nil
  end
  local each = tonumber(limit.extra)
  local left = math.max(tonumber(share.has.slow or 0), now) - now
  if left > 0 then
    return math.ceil(left)
  end
  share.slow, share.slowed = now + each, limit.extra
  return nil
end

-- Until the bucket of bursts has so many permits.
local function refill(share, limit, amount)
  local full = tonumber(string.match(share.has.b or '', '^(%S+)') or 0)
  return math.ceil(math.max(full, now) + amount * tonumber(limit.extra) - limit.most * tonumber(limit.extra) - now)
end

-- ms to wait for a limit; nil where it lets the exchange in.
local function refuses(share, limit)
  local amount = exchanges * EACH[limit.what]
  if exchanges == 0 or fresh == 0 and (limit.what == 'o' or limit.what == 'r') then
    return nil
  elseif limit.window == 'b' then
    local ms = refill(share, limit, amount)
    return ms > 0 and ms or nil
  elseif used(share, limit) + amount <= limit.most then
    return nil
  end
  if limit.window == 'd' or limit.window == 'M' then
    return beyond(share, limit, amount)
  end
  return wait(share, limit, amount)
end

local function trial(share)
  for l, limit in ipairs(share.limits) do
    local amount = exchanges * EACH[limit.what]
    if ledger(share, limit) + share.held[limit.what] + amount > limit.most then
      return l
    end
  end
  return nil
end

local function credits(share)
  local state = share.state
  state.balance = state.balance or tonumber(redis.call('HGET', share.base, share.member) or 0)
  share.balance = state.balance
  local left = share.balance - share.held.p
  return exchanges > 0 and (left <= 0 or left < picos)
end

-- Index of the subject and of its limit, and ms to wait; nil where all let the exchange in.
local function refused(shares)
  for s, share in ipairs(shares) do
    for l, limit in ipairs(share.limits) do
      local ms = share.source == 'limits' and (limit.what == 'o' or limit.what == 'r') and refuses(share, limit)
      if ms then
        return s, l, ms
      end
    end
  end
  for s, share in ipairs(shares) do
    if share.source == 'trial' and trial(share) then
      return s, trial(share), 0
    elseif share.source == 'credits' and credits(share) then
      return s, 0, 0
    end
  end
  for s, share in ipairs(shares) do
    for l, limit in ipairs(share.limits) do
      local ms = share.source == 'limits' and (limit.what == 't' or limit.what == 'p') and refuses(share, limit)
      if ms then
        return s, l, ms
      end
    end
  end
  return nil
end

-- For how many more exchanges there is room, twenty times over.
local function along(share)
  local more = share.more
  if share.source == 'credits' then
    local room = share.balance - share.held.p - exchanges * picos
    return picos == 0 and more or math.max(0, math.min(more, math.floor(room / 20 / picos)))
  end
  for _, limit in ipairs(share.limits) do
    local each = EACH[limit.what]
    if limit.what == 'o' or share.over then
      return 0
    elseif each > 0 then
      local room = limit.most - used(share, limit) - exchanges * each
      more = math.max(0, math.min(more, math.floor(room / 20 / each)))
    end
  end
  return more
end

-- What cannot be added up exactly is added by itself, digit by digit.
local function add(state, field, amount, digits)
  if amount >= LARGE then
    state.large[#state.large + 1] = { field, digits or int(amount) }
  else
    state.added[field] = state.added[field] + amount
  end
end

-- Adds what is taken to the windows, and to what this gateway holds.
local function take(share)
  local state, has, n = share.state, share.has, exchanges + share.granted
  if n == 0 then
    return
  end
  local function set(name, value)
    state.set[name] = value
    has[name] = value
  end
  for _, limit in ipairs(share.limits) do
    if share.source == 'limits' and LENGTHS[limit.window] then
      local it = sliding(share, limit)
      it.current = it.current + n * EACH[limit.what]
      set(limit.name, written(it))
    elseif limit.window == 'b' then
      local full = math.max(tonumber(string.match(has.b or '', '^(%S+)') or 0), now) + n * fresh * tonumber(limit.extra)
      set('b', string.format('%.17g', full) .. ' ' .. limit.extra)
    end
  end
  if share.slow then
    set('slow', string.format('%.17g', share.slow))
  end
  set(node .. '|at', int(now))
  if not has[node .. '|g'] then
    set(node .. '|g', int(now) .. '.' .. number)
  end
  share.tag = node .. '|' .. has[node .. '|g'] .. (share.slowed and '!' .. share.slowed or '')
  local held = share.held
  held.o, held.r, held.t, held.p = held.o + exchanges * fresh, held.r + n * fresh, held.t + n * tokens, held.p + n * picos
  add(state, 1, exchanges * fresh)
  add(state, 2, n * fresh)
  add(state, 3, n * tokens)
  add(state, 4, n * picos, share.granted == 0 and picoDigits or nil)
end

-- Writes what was taken of a subject.
local function save(state)
  local fields = {}
  for name, value in pairs(state.set) do
    fields[#fields + 1] = name
    fields[#fields + 1] = value
  end
  if #fields == 0 then
    return
  end
  local key = state.key
  redis.call('HSET', key, unpack(fields))
  if state.has[node .. '|x'] then
    redis.call('HDEL', key, node .. '|x')
  end
  redis.call('EXPIRE', key, KEPT_SECONDS)
  local names = { '|o', '|r', '|t', '|p' }
  for i, name in ipairs(names) do
    -- What no number can hold, nobody will ever pay: it is not held. Of the rest there is never so much.
    local run = name == '|p' and redis.pcall or redis.call
    run('HINCRBY', key, node .. name, int(state.added[i]))
  end
  for _, each in ipairs(state.large) do
    redis.pcall('HINCRBY', key, node .. names[each[1]], each[2])
  end
end

-- For how long more may be taken from what was taken along: not into another bucket.
local function lasts(share)
  local ms = 1000
  for _, limit in ipairs(share.limits) do
    local length = LENGTHS[limit.window]
    if length then
      ms = math.min(ms, length - now % length)
    end
  end
  return ms
end

local function told(share)
  local out = { share.tag or '', share.granted or 0, lasts(share), share.balance or 0 }
  for _, limit in ipairs(share.limits) do
    local length = LENGTHS[limit.window]
    out[#out + 1] = math.ceil(used(share, limit))
    out[#out + 1] = length and 2 * length - now % length or (ENDS[limit.window] or now) - now
  end
  return out
end

-- What becomes of one claim, and what its slot is to say of it.
local function decide(shares)
  local s, l, ms = refused(shares)
  local marked = number .. ' ' .. int(now)
  local out = {}
  for i, share in ipairs(shares) do
    -- Who is refused for another limit hears of the balance all the same.
    if share.source == 'credits' and not share.balance then
      credits(share)
    end
    if not s then
      share.granted = share.more > 0 and along(share) or 0
      take(share)
      marked = marked .. ' ' .. share.granted .. ' ' .. (share.tag or '-')
    end
    out[i] = told(share)
  end
  if s then
    return { 0, now, s, l, ms, out }
  end
  return { 1, now, 0, 0, 0, out }, marked
end

local results = {}
local marks = {}
while a <= #ARGV do
  number = ARGV[a]
  local kind = ARGV[a + 1]
  tokens, picos, picoDigits = tonumber(ARGV[a + 2]), tonumber(ARGV[a + 3]), ARGV[a + 3]
  exchanges, fresh = kind == 'lease' and 0 or 1, kind == 'extend' and 0 or 1
  EACH = { o = fresh, r = fresh, t = tokens, p = picos }
  local count = tonumber(ARGV[a + 4])
  local shares = {}
  a = a + 5
  for i = 1, count do
    local subject = subjects[tonumber(ARGV[a])]
    shares[i] = {
      state = subject.state, has = subject.state.has, held = subject.state.held, source = subject.source,
      base = subject.base, member = subject.member, limits = subject.limits, more = tonumber(ARGV[a + 1])
    }
    a = a + 2
  end
  local slot = int(tonumber(number) % 4096)
  if redis.call('HGET', KEYS[1], slot) == '-' .. number then
    results[#results + 1] = { 2 }
  else
    local result, marked = decide(shares)
    results[#results + 1] = result
    if marked then
      marks[#marks + 1] = slot
      marks[#marks + 1] = marked
    end
  end
end
for _, state in pairs(states) do
  save(state)
end
if #marks > 0 then
  redis.call('HSET', KEYS[1], unpack(marks))
end
return results
