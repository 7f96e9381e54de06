// Moderators who each look at the queue and decide one comment of it, as fast as they are answered.
//   node moderators.mjs URL TOKEN MODERATORS SECONDS
// Prints the median and the 95th percentile of both, in ms: "queue decision", two numbers each.
import { Agent, request } from "node:http";

const [url, token, moderators, seconds] = process.argv.slice(2);
const api = `${url}/api/v1/sites/main/moderation`;
const PAGE = 50;

/** A moderator's own connection, as her browser keeps one. */
function ask(agent, method, path, body) {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const began = performance.now();
  return new Promise((done, fail) => {
    const asked = request(api + path, { method, agent, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (piece) => (text += piece));
      answer.on("end", () => {
        if (answer.statusCode !== 200) return fail(new Error(`${answer.statusCode} ${text}`));
        return done({ took: performance.now() - began, said: JSON.parse(text) });
      });
    });
    asked.on("error", fail);
    asked.end(body && JSON.stringify(body));
  });
}

const looks = [];
const decided = [];
const end = performance.now() + Number(seconds) * 1000;
async function moderate(number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let turn = 0; performance.now() < end; turn += 1) {
    const queue = await ask(agent, "GET", "/queue");
    looks.push(queue.took);
    // Each takes a part of the page, so that they hardly meet.
    const { id, version } = queue.said.items[Math.floor((number * PAGE) / moderators) + (turn % 5)];
    decided.push((await ask(agent, "POST", "/decisions", { decisions: [{ id, version, decision: "approve" }] })).took);
  }
  agent.destroy();
}
await Promise.all(Array.from({ length: Number(moderators) }, (_, number) => moderate(number)));

const percentile = (times, part) => times.sort((a, b) => a - b)[Math.floor(times.length * part)].toFixed(2);
console.log([looks, decided].flatMap((times) => [percentile(times, 0.5), percentile(times, 0.95)]).join(" "));
