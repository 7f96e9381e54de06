// Moderators who each claim some comments and decide them: one by one or all in one request, as fast
// as they are answered, or one by one with a pause before each, as people do.
//   node claims.mjs URL one|together|paused AT_ONCE SECONDS TOKEN...
// Prints percentiles in ms ("nothing" is an answer without any work, which tells how long threads and
// processes wait for a processor meanwhile), how many comments were claimed twice, and how many a second were decided.
import { Agent, request } from "node:http";

const [url, how, atOnce, seconds, ...tokens] = process.argv.slice(2);
const api = "/api/v1/sites/main/moderation";
const took = { claim: [], "claim in a rare section": [], decision: [], nothing: [] };
const holders = new Map();
let twice = 0;
let decided = 0;
const PAUSE_MS = 300;
const pause = () => how === "paused" && new Promise((go) => setTimeout(go, PAUSE_MS * (0.5 + Math.random())));

function ask(agent, token, method, path, body) {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const sent = performance.now();
  return new Promise((done, fail) => {
    const asked = request(url + path, { method, agent, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (piece) => (text += piece));
      answer.on("end", () => {
        if (answer.statusCode > 204) return fail(new Error(`${answer.statusCode} ${text}`));
        return done({ ms: performance.now() - sent, said: text.startsWith("{") && JSON.parse(text) });
      });
    });
    asked.on("error", fail);
    asked.end(body && JSON.stringify(body));
  });
}

const end = performance.now() + Number(seconds) * 1000;
async function moderate(token) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let turn = 0; performance.now() < end; turn += 1) {
    const isRare = turn % 10 === 9;
    const wanted = { limit: Number(atOnce), ...(isRare && { section: "rare" }) };
    await pause();
    const claimed = await ask(agent, token, "POST", `${api}/claims`, wanted);
    took[isRare ? "claim in a rare section" : "claim"].push(claimed.ms);
    for (const { id } of claimed.said.items) {
      if (holders.has(id) && holders.get(id) !== token) twice += 1;
      holders.set(id, token);
    }
    if (claimed.said.items.length === 0 && !isRare) break; // all are decided
    const turns = how === "together" ? [claimed.said.items] : claimed.said.items.map((one) => [one]);
    for (const several of isRare ? [] : turns) {
      await pause();
      if (performance.now() >= end) break;
      const decisions = several.map(({ id, version }) => ({ id, version, decision: "approve" }));
      const { ms, said } = await ask(agent, token, "POST", `${api}/decisions`, { decisions });
      if (said.results.some(({ status }) => status !== 200)) throw new Error(JSON.stringify(said));
      took.decision.push(ms);
      decided += several.length;
    }
    took.nothing.push((await ask(agent, token, "GET", "/healthz")).ms);
    // Others may hold it then.
    if (isRare) {
      for (const { id } of claimed.said.items) holders.delete(id);
      await ask(agent, token, "DELETE", `${api}/claims`);
    }
  }
  agent.destroy();
}
await Promise.all(tokens.map(moderate));

for (const [what, all] of Object.entries(took)) {
  if (all.length === 0) continue;
  all.sort((a, b) => a - b);
  const [p50, p95] = [0.5, 0.95].map((part) => all[Math.floor(all.length * part)].toFixed(1));
  console.log(`${what}: p50 ${p50} ms, p95 ${p95} ms (${all.length})`);
}
console.log(`claimed twice: ${twice}`);
console.log(`decided ${Math.round(decided / Number(seconds))} a second`);
