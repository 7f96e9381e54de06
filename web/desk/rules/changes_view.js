// What differs from the version that judges, before it is activated; and what somebody else has
// activated meanwhile.

import { byId, say } from "../elements.js";
import { showDiff, linesWords } from "./diff_view.js";
import { counted } from "./figures.js";
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
      say(byId("changes-title"), "Nothing differs");
      return say(byId("changes-words"), `The files are those of version ${number}.`);
    }
    const lines = linesWords({ come, gone });
    say(byId("changes-title"), `${counted(files, "file differs", "files differ")} from version ${number}`);
    return say(
      byId("changes-words"),
      `${lines ? `${lines}. ` : ""}Activated, this becomes a new version and judges every comment from then on; what is here already stays as it was judged. Version ${number} can be rolled back to.`,
    );
  }

  /** Null: nobody else has activated anything. */
  showConflict(draft, theirs, both = []) {
    this.#theirs = theirs;
    byId("conflict").hidden = theirs === null;
    if (theirs === null) return;
    say(byId("conflict-title"), `Version ${theirs.version} was activated meanwhile`);
    say(
      byId("conflict-words"),
      [
        `${whoseWords(theirs)}. Yours began from version ${draft.base.version}.`,
        both.length > 0 ? `You have both changed ${both.join(", ")}: there your text would stand, so look at it first.` : "",
        "This is what differs since:",
      ].filter(Boolean).join(" "),
    );
    showDiff(byId("conflict-diff"), draft.base.files, theirs.files);
  }
}

/** "Activated by Bea, at the desk; made by Ann Editor, over HTTP" */
function whoseWords(theirs) {
  const [made, activated] = [madeWords(theirs), activatedWords(theirs)];
  return activated === "" || activated === made ? `Made by ${made}` : `Activated by ${activated}; made by ${made}`;
}
