-- wrk: each request is a comment of its own, from a reader of her own.
local thread_number = 0
function setup(thread)
  thread:set("number", thread_number)
  thread_number = thread_number + 1
end

local words = {"the", "ferry", "council", "late", "harbour", "why", "nobody", "asked", "evening",
  "people", "island", "paid", "again", "vote", "morning", "weather", "tickets", "public"}
local sent, seed = 0, os.time() * 1000

function init() math.randomseed(os.time() + number) end

local function text(n)
  local parts = {}
  for i = 1, 45 do parts[i] = words[math.random(#words)] end
  parts[46] = tostring(n)
  return table.concat(parts, " ")
end

function request()
  sent = sent + 1
  local n = number .. "-" .. seed .. "-" .. sent
  local reader = string.format("10.%d.%d.%d", math.random(0, 255), math.random(0, 255), math.random(0, 255))
  return wrk.format("POST", nil, {
    ["Content-Type"] = "application/json", ["Connection"] = "keep-alive",
    ["Idempotency-Key"] = n, ["X-Forwarded-For"] = reader,
  }, string.format('{"author":"Reader %d","email":"r%s@reader.example","text":"%s"}', sent, n, text(n)))
end

local other = 0
function response(status)
  if status ~= 202 and status ~= 201 then other = other + 1 end
  if other > 0 then refused = other end
end

function done(summary, latency)
  io.write(string.format("rate %.0f p99 %.1f\n",
    summary.requests / summary.duration * 1e6, latency:percentile(99) / 1000))
end
