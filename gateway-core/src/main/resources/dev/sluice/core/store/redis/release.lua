-- Gives back what was claimed and is not used, and takes back claims of which it is not known whether they came.
--
-- KEYS[1]    what this gateway has claimed: its slots
-- KEYS[2..]  the hash of each subject, in the order in which they are needed
-- ARGV[1]    the time in ms; empty: that of Redis
-- ARGV[2]    the number of this call, from 1 on: one that has come before changes nothing
-- ARGV[3]    'former': what KEYS[1] was called, so that where it is gone all is that was claimed; else empty
-- and of each part:
--   'part'     the name of what is held; when it was claimed, in ms; exchanges under way, requests, tokens and
--              pico-dollars; a key
--   'claim'    its number; what it was for; tokens and pico-dollars of each; the count of its subjects; their keys in its order
--
-- The result: 1; 0 where it had come before, or there is nothing of it any more.

local now = clock(ARGV[1])
local before = tonumber(redis.call('HGET', KEYS[1], 'released') or 0)
if before >= tonumber(ARGV[2]) or ARGV[3] == 'former' and redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end

local gone = {}
local k, a = 2, 4

-- By how many ms what was let in under a name has slowed others down.
local function slowed(tag)
  return tonumber(string.match(tag, '!(.*)$') or 0)
end

local function part()
  local at, o, r, t, p = tonumber(ARGV[a + 2]), ARGV[a + 3], ARGV[a + 4], ARGV[a + 5], ARGV[a + 6]
  local change = { at, 0 - tonumber(r), 0 - tonumber(t), tonumber(r), slowed(ARGV[a + 1]) }
  give(gone, KEYS[k], change, ARGV[a + 1], { o, r, t, p })
  k = k + 1
  a = a + 7
end

-- What its slot says was claimed is given back; and where it has not come yet, it will come in vain.
local function claim()
  local number, tokens, picos = ARGV[a + 1], ARGV[a + 3], ARGV[a + 4]
  local exchanges, fresh = ARGV[a + 2] == 'lease' and 0 or 1, ARGV[a + 2] == 'extend' and 0 or 1
  local count = tonumber(ARGV[a + 5])
  local slot = int(tonumber(number) % 4096)
  local said = redis.call('HGET', KEYS[1], slot) or ''
  local words = {}
  for word in string.gmatch(said, '%S+') do
    words[#words + 1] = word
  end
  if words[1] == number then
    for i = 1, count do
      local more = tonumber(words[1 + 2 * i])
      local n = exchanges + more
      local money = more == 0 and picos or int(n * tonumber(picos))
      if n > 0 then
        local name = words[2 + 2 * i]
        local change = { tonumber(words[2]), 0 - n * fresh, 0 - n * tonumber(tokens), n * fresh, slowed(name) }
        local held = { exchanges * fresh, n * fresh, int(n * tonumber(tokens)), money }
        give(gone, KEYS[k + i - 1], change, name, held)
      end
    end
  end
  redis.call('HSET', KEYS[1], slot, '-' .. number)
  k = k + count
  a = a + 6
end

while a <= #ARGV do
  if ARGV[a] == 'part' then
    part()
  else
    claim()
  end
end
settle(gone, now)
redis.call('HSET', KEYS[1], 'released', ARGV[2])
return 1
