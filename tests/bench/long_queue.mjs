// The desk in a browser with ten thousand waiting: how long until the first comment is there, and from a
// key to the next picture, with a page of the queue loaded and with all of it.
//   COPYTASTER_TEST_BINARY=build/release/copytaster node tests/bench/long_queue.mjs
import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { Service, binary, openBrowser, signIn, watchedPage } from "../e2e/support.mjs";

const WAITING = 10_000;
const KEYS = 40;
const SCROLL_MS_MAX = 120_000;
const fill = `
  INSERT INTO comment (site_id, id, article_id, state, author, text, author_index, name_index, sealed, verdict, created_at)
  SELECT 1, nextval('comment_id_seq'), 1, 0, 'Reader ' || n, repeat('a word to say ', 20) || n, decode(md5('a' || n), 'hex'),
         decode(md5('n' || n), 'hex'), decode(repeat(md5(n::text), 7), 'hex'),
         '{"state": "pending", "score": 0, "rules_version": "0123456789ab", "hits": []}', now() - make_interval(secs => ${WAITING} - n)
    FROM generate_series(1, ${WAITING}) n;
  INSERT INTO queue (site_id, comment_id, article_id, created_at)
  SELECT site_id, id, article_id, created_at FROM comment WHERE state = 0;`;

const service = await Service.start({}, [binary, "serve", "--code"]);
const psql = ["psql", "--quiet", "--no-psqlrc", "--host", join(service.data, "run"), "--username", "copytaster_owner"];
if (process.getuid() === 0) psql.unshift("runuser", "--user", "copytaster", "--");
execFileSync(psql[0], [...psql.slice(1), "--dbname", "copytaster", "--command", fill], { cwd: "/" });

const browser = await openBrowser();
const page = await watchedPage(browser);
await signIn(page, service, /^code: {2}(\S+)$/m.exec(service.output)[1]);
const began = performance.now();
await page.goto(`${service.url}/desk/`);
await page.locator("#comment:not([hidden])").waitFor();
console.log(`opened in ${Math.round(performance.now() - began)} ms`);

/** The median from a key to the picture after it. */
const press = (key) =>
  page.evaluate(
    async ([wanted, times]) => {
      const took = [];
      for (let n = 0; n < times; n += 1) {
        const pressed = performance.now();
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key: wanted, bubbles: true }));
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
        took.push(performance.now() - pressed);
      }
      return Math.round(took.sort((a, b) => a - b)[times >> 1]);
    },
    [key, KEYS],
  );
const tell = async () => {
  const lines = await page.locator("#list li").count();
  console.log(`${lines} in the list: ${await press("j")} ms to the next, ${await press("a")} ms to decide`);
};
await tell();
for (const end = performance.now() + SCROLL_MS_MAX; performance.now() < end; ) {
  if ((await page.locator("#list li").count()) >= WAITING - 2 * KEYS) break;
  await page.evaluate(() => document.getElementById("lines").scrollTo(0, document.getElementById("lines").scrollHeight));
}
await tell();
await browser.close();
await service.stop();
