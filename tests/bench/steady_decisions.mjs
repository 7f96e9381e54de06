// Decisions at a steady rate on an article of its own, until SIGINT.
//   node steady_decisions.mjs URL TOKEN PER_SECOND
const [url, token, perSecond] = process.argv.slice(2);
const api = `${url}/api/v1/sites/main/moderation`;
const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };

const listed = await fetch(`${api}/queue?state=approved&article=other`, { headers });
const { items } = await listed.json();
let { id, version } = items[0];
let decision = "reject";
let done = 0;
const began = Date.now();
process.on("SIGINT", () => {
  console.log(`decided ${Math.round((done * 1000) / (Date.now() - began))} times a second`);
  process.exit();
});
console.log("steady");
for (;;) {
  const answer = await fetch(`${api}/decisions`, {
    method: "POST",
    headers,
    body: JSON.stringify({ decisions: [{ id, version, decision }] }),
  });
  const { results } = await answer.json();
  if (results[0].status !== 200) throw new Error(JSON.stringify(results));
  version = results[0].version;
  decision = decision === "reject" ? "approve" : "reject";
  done += 1;
  const due = began + (done * 1000) / Number(perSecond) - Date.now();
  if (due > 0) await new Promise((go) => setTimeout(go, due));
}
