// Moderators who each look at the queue and decide one comment of it, again and again.
//   node moderators.mjs URL TOKEN MODERATORS SECONDS [EVERY_MS]
// Without EVERY_MS as fast as they are answered. With it each about so often, as people do, and every other
// page is the desk's, which asks for it far less often: a turn that begins late counts from when it was due.
// Prints what each took, in ms: "queue 3.21", "decision 4.56"; and with EVERY_MS "desk 4.12", the desk's page
// of 100, and "nothing 0.78", an answer without any work, which tells how long threads and processes wait for
// a processor meanwhile.
import { Agent, request } from "node:http";

const [url, token, moderators, seconds, everyMs] = process.argv.slice(2);
const api = "/api/v1/sites/main/moderation";
const PAGE = 50;
const pages = { queue: `${api}/queue`, desk: `${api}/queue?order=oldest&limit=100` };

/** A moderator's own connection, as her browser keeps one. */
function ask(agent, method, path, body) {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  return new Promise((done, fail) => {
    const asked = request(url + path, { method, agent, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (piece) => (text += piece));
      answer.on("end", () => {
        if (answer.statusCode !== 200) return fail(new Error(`${answer.statusCode} ${text}`));
        return done({ at: performance.now(), said: JSON.parse(text) });
      });
    });
    asked.on("error", fail);
    asked.end(body && JSON.stringify(body));
  });
}

const took = [];
const now = performance.now();
const end = now + Number(seconds) * 1000;
const pause = () => (everyMs ? Number(everyMs) * (0.5 + Math.random()) : 0);
const until = (due) => new Promise((go) => setTimeout(go, due - performance.now()));

async function moderate(number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let due = now + pause();
  for (let turn = 0; due < end && performance.now() < end; turn += 1) {
    if (due > performance.now()) await until(due);
    const began = everyMs ? due : performance.now();
    const name = everyMs && turn % 2 ? "desk" : "queue";
    const queue = await ask(agent, "GET", pages[name]);
    took.push([name, queue.at - began]);
    // Each takes a part of the page, so that they hardly meet.
    const { id, version } = queue.said.items[Math.floor((number * PAGE) / moderators) + (turn % 5)];
    const sent = performance.now();
    const decided = await ask(agent, "POST", `${api}/decisions`, { decisions: [{ id, version, decision: "approve" }] });
    took.push(["decision", decided.at - sent]);
    if (!everyMs) continue;
    const idle = performance.now();
    took.push(["nothing", (await ask(agent, "GET", "/healthz")).at - idle]);
    due += pause();
  }
  agent.destroy();
}
await Promise.all(Array.from({ length: Number(moderators) }, (_, number) => moderate(number)));
for (const [what, ms] of took) console.log(what, ms.toFixed(2));
