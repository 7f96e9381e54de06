-- wrk: each request is a comment of its own, from a reader of her own.
local thread_number = 0
function setup(thread)
  thread:set("number", thread_number)
  thread_number = thread_number + 1
end

local words = {"the", "ferry", "council", "late", "harbour", "why", "nobody", "asked", "evening",
  "people", "island", "paid", "again", "vote", "morning", "weather", "tickets", "public"}
local texts, sent, run = {}, 0

-- Made before the clock runs: the generator shares the processors with what it measures.
function init()
  run = string.format("%d-%d", os.time(), number)
  math.randomseed(os.time() + number)
  for n = 1, 500 do
    local parts = {}
    for i = 1, 45 do parts[i] = words[math.random(#words)] end
    texts[n] = table.concat(parts, " ")
  end
end

local head = "POST " .. wrk.path .. " HTTP/1.1\r\nHost: " .. wrk.host .. "\r\nContent-Type: application/json\r\n"

function request()
  sent = sent + 1
  local reader = os.time() % 10000 * 100000 + sent
  local body = string.format('{"author":"Reader %d","email":"r%s-%d@reader.example","text":"%s %d"}', sent, run, sent,
    texts[sent % #texts + 1], sent)
  return string.format("%sIdempotency-Key: %s-%d\r\nX-Forwarded-For: %d.%d.%d.%d\r\nContent-Length: %d\r\n\r\n%s", head, run,
    sent, reader / 16777216 % 200 + 1, reader / 65536 % 256, reader / 256 % 256, reader % 256, #body, body)
end

function done(summary, latency)
  io.write(string.format("rate %.0f p99 %.1f\n",
    summary.requests / summary.duration * 1e6, latency:percentile(99) / 1000))
end
