// What the clients meant to do and what they were told, on disk before they go on: the only
// witness besides the database. One file a client, one JSON object a line, each flushed.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";

export const sha256 = (text) => createHash("sha256").update(text).digest("hex");

export class Ledger {
  constructor(place) {
    this.place = place;
    mkdirSync(place, { recursive: true });
  }

  async page(client) {
    return new Page(await open(join(this.place, `${client}.ndjson`), "a"));
  }

  /** All lines of all clients, as the checker sees them. */
  read() {
    const books = { intents: new Map(), acknowledged: new Map(), decided: [] };
    for (const name of readdirSync(this.place)) {
      for (const line of readFileSync(join(this.place, name), "utf8").split("\n").filter(Boolean)) {
        const { kind, ...entry } = JSON.parse(line);
        if (kind === "intent") books.intents.set(entry.key, entry);
        if (kind === "acknowledged") books.acknowledged.set(entry.key, entry);
        if (kind === "decided") books.decided.push(entry);
      }
    }
    return books;
  }
}

class Page {
  #file;

  constructor(file) {
    this.#file = file;
  }

  /** Before anything is sent. */
  intend(entry) {
    return this.#write("intent", entry);
  }

  acknowledge(entry) {
    return this.#write("acknowledged", entry);
  }

  intendDecision(entry) {
    return this.#write("decide", entry);
  }

  acknowledgeDecision(entry) {
    return this.#write("decided", entry);
  }

  close() {
    return this.#file.close();
  }

  async #write(kind, entry) {
    await this.#file.appendFile(JSON.stringify({ kind, ...entry }) + "\n");
    await this.#file.datasync();
  }
}
