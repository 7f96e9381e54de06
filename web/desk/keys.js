// Single keys. They can be switched off, as speech input and slips of the hand press them, too.

import { byId } from "./elements.js";

const SETTING = "copytaster.keys";
const ONCE = new Set(["a", "c", "enter", "o", "r", "shift+r", "s", "u", "x", "z"]);

/** Off by the setting of this browser; where it keeps none, on. */
function areOn() {
  try {
    return localStorage.getItem(SETTING) !== "off";
  } catch {
    return true;
  }
}

function keep(on) {
  try {
    localStorage.setItem(SETTING, on ? "on" : "off");
  } catch {
    // It holds for this page then.
  }
}

/** Written into something, or meant for an open dialog. One that has just been closed keeps the focus
    until the next frame. */
function isForOther(target) {
  const dialog = target.closest("dialog");
  return dialog ? dialog.open : target.closest("input, select, textarea") !== null;
}

/** `acts`: key in lower case, or with Shift as "shift+r" → what it does. A held key decides once. */
export function listenToKeys(acts) {
  const box = byId("keys-on");
  box.checked = areOn();
  box.addEventListener("change", () => keep(box.checked));
  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isForOther(event.target)) return;
    const plain = event.key.toLowerCase();
    if (plain === "enter" && event.target.closest("a, button, summary")) return;
    const shifted = `shift+${plain}`;
    const key = event.shiftKey && Object.hasOwn(acts, shifted) ? shifted : plain;
    if (!Object.hasOwn(acts, key) || (event.repeat && ONCE.has(key))) return;
    event.preventDefault();
    acts[key]();
  });
}
