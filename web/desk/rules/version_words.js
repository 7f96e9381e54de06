// How a version is called, and who made it.

import { age } from "../elements.js";
import { phrases } from "./phrases.js";

/** "Ann Editor, at the desk" or "from the files of its directory" */
export function madeWords({ made_by: by, source }) {
  const how = phrases.versions.sources[source] ?? source;
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
  const pieces = [phrases.versions.judges(version.version), ...since(version)];
  return isHers ? [...pieces, ` · ${made}`] : [...pieces, phrases.versions.activatedBy(activated, made)];
}

/** A newer version that came with the program or with the service's files, and does not judge yet. */
export function waitsWords({ version, source }) {
  return source === "shipped" ? phrases.versions.waitsShipped(version) : phrases.versions.waitsFiles(version);
}

function since({ active_since: at }) {
  return at ? [phrases.versions.activated, age(at)] : [];
}
