// A moderator who is signed in opens a stranger's page (B15), in a browser: once from another port
// of the same host, where SameSite keeps no cookie back, and once from another host.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { Service, openBrowser, signIn, watchedPage } from "./support.mjs";

const ENCTYPES = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];

let service;
let browser;
let token;
let strangers;
let page = "";

before(async () => {
  service = await Service.start();
  token = await service.token("admin");
  browser = await openBrowser();
  strangers = createServer((_, answer) => answer.writeHead(200, { "Content-Type": "text/html" }).end(page));
  await new Promise((done) => strangers.listen(0, done));
});
after(async () => {
  strangers?.close();
  await browser?.close();
  await service?.stop();
});

/** What can be sent without asking: forms of each kind, and calls of a script that reads no answer. */
function attack({ id }) {
  const fields = { id, version: 1, decision: "approve", code: "x", password: "a stranger's words", new: "a stranger's words", undo: 1 };
  const inputs = Object.entries(fields).map(([name, value]) => `<input name="${name}" value="${value}">`).join("");
  const body = { decisions: [{ id, version: 1, decision: "approve" }], new: "a stranger's words", limit: 10 };
  const json = `<input name='${JSON.stringify(body).slice(0, -1)},"x":"' value='"}'>`;
  const api = `${service.api}/moderation`;
  const plain = [`${service.url}/desk/plain?site=main`, `${service.url}/desk/logout`];
  const calls = [
    ["POST", `${api}/decisions`], ["POST", `${api}/claims`], ["POST", `${api}/bans`], ["POST", `${api}/comments/${id}/reveal`],
    ["POST", `${service.url}/api/v1/session/totp`], ["DELETE", `${service.url}/api/v1/session`], ["PUT", `${service.url}/api/v1/session/password`],
  ];
  const forms = [];
  for (const action of [...plain, ...calls.map(([, url]) => url)])
    for (const enctype of ENCTYPES) {
      const content = enctype === "text/plain" && !plain.includes(action) ? json : inputs;
      forms.push(`<iframe name="f${forms.length}"></iframe><form method="post" target="f${forms.length}" action="${action}" enctype="${enctype}">${content}</form>`);
    }
  return `<!doctype html><title>Kittens</title>${forms.join("\n")}
    <script>
      for (const form of document.forms) form.submit();
      const body = ${JSON.stringify(JSON.stringify(body))};
      const calls = ${JSON.stringify(calls)};
      const tried = [];
      for (const [method, url] of calls)
        for (const sent of [body, new Blob([body]), new Blob([body], { type: "text/plain" }), new URLSearchParams({ id: ${id} })])
          tried.push(fetch(url, { method: "POST", mode: "no-cors", credentials: "include", body: sent }),
            fetch(url, { method, credentials: "include", headers: { "Content-Type": "application/json", "X-CSRF-Token": "x" }, body }));
      navigator.sendBeacon(calls[0][1], new Blob([body]));
      Promise.allSettled(tried).then(() => { document.title = "done"; });
    </script>`;
}

async function standing(id) {
  const { items } = await service.get("/moderation/queue?order=newest", token);
  return items.find((one) => one.id === id);
}

for (const [host, isSent] of [["127.0.0.1", true], ["localhost", false]]) {
  test(`B15: no form and no call of a stranger's page at ${host} does anything`, async () => {
    const made = await service.submit({ author: "Ann", email: "ann@example.com", text: `Waits for ${host}` });
    const { id } = await made.json();
    const before = await standing(id);
    const desk = await watchedPage(browser);
    await signIn(desk, service, await service.moderator(`Mo of ${host}`, "admin"));
    const other = await desk.context().newPage();
    const answered = [];
    const asked = [];
    other.on("response", (answer) => {
      if (answer.url().startsWith(service.url)) answered.push([answer.request(), answer.status()]);
    });
    other.on("request", (request) => {
      if (request.url().startsWith(service.url)) asked.push(request);
    });
    page = attack({ id });
    await other.goto(`http://${host}:${strangers.address().port}/`);
    await other.waitForFunction(() => document.title === "done");
    await other.waitForLoadState("load");

    const posted = answered.filter(([request]) => request.method() === "POST");
    assert.ok(posted.length >= 40, `${posted.length} of ${asked.length}`);
    const types = new Set();
    let withCookie = 0;
    for (const [request, status] of posted) {
      const headers = await request.allHeaders();
      types.add((headers["content-type"] ?? "none").split(";")[0]);
      withCookie += /copytaster=/.test(headers.cookie ?? "") ? 1 : 0;
      const isSignIn = !isSent && status === 303; // to the door, as somebody whom it does not know
      assert.ok([401, 403, 405, 415].includes(status) || isSignIn, `${request.url()} ${headers["content-type"]}: ${status}`);
    }
    assert.deepEqual([...types].sort(), ["none", ...ENCTYPES].sort());
    assert.equal(withCookie > 0, isSent, `${withCookie} came with her cookie`);

    assert.deepEqual(await standing(id), before);
    await desk.reload();
    await desk.getByText("waiting").first().waitFor();
    const { status, password } = await desk.evaluate(async () => {
      const answer = await fetch("/api/v1/session");
      return { status: answer.status, password: (await answer.json()).has_password };
    });
    assert.equal(status, 200, "she is signed in still");
    assert.ok(!password);
    const wrong = await service.submitForm("/desk/login", { name: `Mo of ${host}`, password: "a stranger's words" }, { Origin: service.url });
    assert.equal(wrong.status, 401, "nor has she that password");

    // The same from the desk's own page does all of it.
    const own = await desk.evaluate(async ([one, csrf]) => {
      const headers = { "Content-Type": "application/json", "X-CSRF-Token": csrf };
      const body = JSON.stringify({ decisions: [{ id: one, version: 1, decision: "approve" }] });
      return (await fetch("/api/v1/sites/main/moderation/decisions", { method: "POST", headers, body })).status;
    }, [id, (await desk.evaluate(async () => (await (await fetch("/api/v1/session")).json()).csrf))]);
    assert.equal(own, 200);
    assert.equal(await standing(id), undefined);
    await desk.context().close();
  });
}
