// A service, a browser and its pages, as a whole file of tests shares them. Each test leaves no page open
// and an empty queue.

import { after, afterEach, before } from "node:test";

import { Service, openBrowser, watchedPage } from "./support.mjs";

export let service;
export let browser;
/** An admin's. */
export let token;
const open = new Set();

/** As `Service.start`. */
export function newsroom(settings, ...command) {
  before(async () => {
    service = await Service.start(settings, ...command);
    token = await service.token("admin");
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await service?.stop();
  });
  afterEach(async () => {
    for (const page of open) await page.context().close();
    open.clear();
    await service.approveAll(token);
  });
}

export async function newPage(options = {}) {
  const page = await watchedPage(browser, options);
  open.add(page);
  return page;
}
