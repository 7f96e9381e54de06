// Every random choice of a run comes from one seed, which is printed: COPYTASTER_FAULTS_SEED with
// the same number makes the same choices again. What the machine does between them is its own.

import { randomInt } from "node:crypto";

export const seed = Number(process.env.COPYTASTER_FAULTS_SEED ?? randomInt(2 ** 31));
console.log(`faults: COPYTASTER_FAULTS_SEED=${seed}`);

export const long = Boolean(process.env.COPYTASTER_TEST_LONG);

/** So many in script/test, so many in its long form. */
export const cycles = (few, many) => (long ? many : few);

/** FNV-1a, so that each name has a sequence of its own and no client disturbs another's. */
function startOf(name) {
  let sum = 2166136261 ^ seed;
  for (const letter of name) sum = Math.imul(sum ^ letter.codePointAt(0), 16777619);
  return sum >>> 0;
}

export class Chance {
  #state;

  constructor(name) {
    this.#state = startOf(name);
  }

  /** In [0, 1): mulberry32. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  between(least, most) {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  of(choices) {
    return choices[this.between(0, choices.length - 1)];
  }

  happens(share) {
    return this.next() < share;
  }
}
