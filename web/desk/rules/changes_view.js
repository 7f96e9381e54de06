// What differs from the version that judges, before it is activated; and what somebody else has
// activated meanwhile.

import { byId, say } from "../elements.js";
import { showDiff, linesWords } from "./diff_view.js";
import { phrases } from "./phrases.js";
import { activatedWords, madeWords } from "./version_words.js";

export class ChangesView {
  #theirs = null;

  /** `onMerge()`, `onMine()`: what shall become of another's version. */
  constructor({ onMerge, onMine }) {
    byId("conflict-merge").addEventListener("click", onMerge);
    byId("conflict-mine").addEventListener("click", onMine);
  }

  get theirs() {
    return this.#theirs;
  }

  show(draft) {
    const number = draft.base.version;
    const { files, come, gone } = showDiff(byId("changes-diff"), draft.base.files, draft.files);
    if (files === 0) {
      say(byId("changes-title"), phrases.changes.nothing);
      return say(byId("changes-words"), phrases.changes.sameAs(number));
    }
    const lines = linesWords({ come, gone });
    say(byId("changes-title"), phrases.changes.differFrom(files, number));
    return say(
      byId("changes-words"),
      `${lines ? `${lines}. ` : ""}${phrases.changes.means(number)}`,
    );
  }

  /** Null: nobody else has activated anything. */
  showConflict(draft, theirs, both = []) {
    this.#theirs = theirs;
    byId("conflict").hidden = theirs === null;
    if (theirs === null) return;
    say(byId("conflict-title"), phrases.changes.meanwhile(theirs.version));
    say(
      byId("conflict-words"),
      [
        `${whoseWords(theirs)}. ${phrases.changes.began(draft.base.version)}`,
        both.length > 0 ? phrases.changes.both(both.join(", ")) : "",
        phrases.changes.differsSince,
      ].filter(Boolean).join(" "),
    );
    showDiff(byId("conflict-diff"), draft.base.files, theirs.files);
  }
}

/** "Activated by Bea, at the desk; made by Ann Editor, over HTTP" */
function whoseWords(theirs) {
  const [made, activated] = [madeWords(theirs), activatedWords(theirs)];
  return activated === "" || activated === made ? phrases.changes.madeBy(made) : phrases.changes.activatedBy(activated, made);
}
