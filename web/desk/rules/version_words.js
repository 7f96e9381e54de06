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

/** Pieces for an element: "Version 7 judges since 3 hours ago · Ann Editor, at the desk" */
export function judgingPieces(version) {
  return [`Version ${version.version} judges`, ...since(version), ` · ${madeWords(version)}`];
}

function since({ active_since: at }) {
  return at ? [", activated ", age(at)] : [];
}
