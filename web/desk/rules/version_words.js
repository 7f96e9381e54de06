// How a version is called, and who made it.

import { age } from "../elements.js";

const SOURCES = {
  shipped: "as it comes with the program",
  files: "from the files of its directory",
  command: "on the command line",
  http: "over HTTP",
  desk: "at the desk",
};

/** "Ann Editor, at the desk" or "from the files of its directory" */
export function madeWords({ made_by: by, source }) {
  const how = SOURCES[source] ?? source;
  return by ? `${by}, ${how}` : how;
}

/** "Bea, at the desk": who lets it judge, or "" where that was not noted. */
export function activatedWords({ activated_by: by, activation_source: source }) {
  return source === null ? "" : madeWords({ made_by: by, source });
}

/** Pieces for an element: "Version 7 judges, activated 3 hours ago by Bea, at the desk · made by Ann
    Editor, over HTTP", or shorter where one has done both. */
export function judgingPieces(version) {
  const [made, activated] = [madeWords(version), activatedWords(version)];
  const isHers = activated === "" || activated === made;
  const pieces = [`Version ${version.version} judges`, ...since(version)];
  return isHers ? [...pieces, ` · ${made}`] : [...pieces, ` by ${activated} · made by ${made}`];
}

/** "the shipped set" or "what the files say" */
export function broughtWords({ source }) {
  return source === "shipped" ? "a newer set that comes with the program" : "what newer files of the service say";
}

function since({ active_since: at }) {
  return at ? [", activated ", age(at)] : [];
}
