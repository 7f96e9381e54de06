// What moderators.mjs has printed for two sites, in rounds that took turns.
//   node compare_times.mjs DIRECTORY TITLE
// reads small.1, large.1, small.2, … there, and prints the percentiles of each, and how many times as
// long it took at the large one: the median of the rounds.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [place, title] = process.argv.slice(2);
const rounds = readdirSync(place).filter((name) => name.startsWith("small.")).map((name) => name.slice(6));

const times = (site, round, what) =>
  readFileSync(join(place, `${site}.${round}`), "utf8")
    .split("\n")
    .map((line) => line.split(" "))
    .filter(([of]) => of === what)
    .map(([, ms]) => Number(ms));
const percentile = (list, part) => list.sort((a, b) => a - b)[Math.floor(list.length * part)];
const shown = (site, what) => {
  const all = rounds.flatMap((round) => times(site, round, what));
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((part) => percentile(all, part).toFixed(1));
  return `${p50} / ${p95} / ${p99} ms (${all.length})`;
};
const median = (site, round, what) => percentile(times(site, round, what), 0.5);

for (const what of ["queue", "desk", "decision", "nothing"]) {
  if (times("small", rounds[0], what).length === 0) continue;
  const ratios = rounds.map((round) => median("large", round, what) / median("small", round, what));
  const ratio = percentile(ratios, 0.5).toFixed(2);
  console.log(`${title}, ${what}: ${ratio} x; p50 / p95 / p99 ${shown("large", what)}, beside ${shown("small", what)}`);
}
