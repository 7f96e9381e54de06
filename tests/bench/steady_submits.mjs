// Comments at a steady rate, whatever the answers take: prints the median and the 99th percentile of
// the times in ms. A second before them is not counted: a client that has just begun is slow itself.
//   node steady_submits.mjs URL PER_SECOND SECONDS
const [url, perSecond, seconds] = process.argv.slice(2);
const uncounted = Number(perSecond);
const count = uncounted + Number(perSecond) * Number(seconds);
const times = [];
const waiting = [];

async function submit(number, due, counts) {
  const answer = await fetch(`${url}/api/v1/sites/main/articles/1/comments`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-Forwarded-For": `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`,
    },
    body: JSON.stringify({
      author: `Reader ${number}`,
      email: `reader${number}@nest.example`,
      text: `The ferry was late again, number ${number} of ${due}`,
    }),
  });
  await answer.arrayBuffer();
  if (answer.status >= 300) throw new Error(`answered with ${answer.status}`);
  if (counts) times.push(performance.now() - due);
}

const first = Math.floor(Math.random() * 0xffffff);
const began = performance.now();
for (let number = 0; number < count; number += 1) {
  const due = began + (number * 1000) / Number(perSecond);
  const pause = due - performance.now();
  if (pause > 0) await new Promise((go) => setTimeout(go, pause));
  waiting.push(submit(first + number, due, number >= uncounted));
}
await Promise.all(waiting);
times.sort((a, b) => a - b);
const at = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))].toFixed(1);
console.log(at(0.5), at(0.99));
