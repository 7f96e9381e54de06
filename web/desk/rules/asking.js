// Two questions: whether something shall be done, and what a file shall be called.

import { byId, say } from "../elements.js";

function answered(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue), { once: true }));
}

/** Whether she says yes, which the button calls by what will be done. */
export async function ask(title, words, yes) {
  say(byId("ask-title"), title);
  say(byId("ask-words"), words);
  say(byId("ask-ok"), yes);
  return (await answered(byId("ask"))) === "ok";
}

const KINDS = [
  ["rules.d/", ".toml"],
  ["words/", ".txt"],
];

/** A file's whole name, or null. `old`: what it is called so far, if anything; `whyNot(name)`: why a
    name cannot be taken, or "". */
export async function askForName({ title, yes, old = "", whyNot }) {
  const [field, kind] = [byId("name"), byId("kind")];
  const known = KINDS.find(([before]) => old.startsWith(before)) ?? KINDS[0];
  kind.value = known.join("|");
  byId("kind-choice").hidden = old !== "";
  field.value = old.slice(known[0].length, old.length - known[1].length);
  say(byId("name-title"), title);
  say(byId("name-ok"), yes);
  const whole = () => kind.value.split("|").join(field.value.trim());
  const show = () => {
    const [before, behind] = kind.value.split("|");
    say(byId("name-before"), before);
    say(byId("name-behind"), behind);
    say(byId("name-wrong"), "");
  };
  show();
  const stop = new AbortController();
  const options = { signal: stop.signal };
  for (const one of [field, kind]) one.addEventListener("input", show, options);
  byId("name-no").addEventListener("click", () => byId("name-ask").close(""), options);
  byId("name-form").addEventListener(
    "submit",
    (event) => {
      const wrong = whole() === old ? "" : whyNot(whole());
      if (wrong === "") return;
      event.preventDefault();
      say(byId("name-wrong"), wrong);
      field.focus();
    },
    options,
  );
  const answer = answered(byId("name-ask"));
  field.focus();
  const isTaken = (await answer) === "ok" && whole() !== old;
  stop.abort();
  return isTaken ? whole() : null;
}
