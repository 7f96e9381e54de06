// Who holds a comment, in words.

import { phrases } from "./language.js";

let own = null;

/** `name`: hers, who looks at this page. */
export function showHolders(name) {
  own = name;
}

/** For a line of the list: "Lis", "yours" or nothing. */
export const holder = ({ claim }) => (!claim ? "" : claim.by === own ? phrases.desk.yours : claim.by);
/** Above the comment: only what a colleague holds. */
export const heldByOther = ({ claim }) => (!claim || claim.by === own ? "" : phrases.desk.heldBy(claim.by));
