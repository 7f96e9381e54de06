// The parts of the page, one in view. Arrows go from tab to tab, as everywhere.

import { byId } from "../elements.js";

export class Tabs {
  #tabs = [...byId("tabs").querySelectorAll("[role=tab]")];
  #onShow;

  /** `onShow(name)`: this part has come into view. `onChoice()`: she has chosen one herself. */
  constructor(onShow, onChoice) {
    this.#onShow = onShow;
    const choose = (tab) => {
      onChoice();
      this.show(tab.getAttribute("aria-controls"));
    };
    for (const tab of this.#tabs) tab.addEventListener("click", () => choose(tab));
    byId("tabs").addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      const at = this.#tabs.indexOf(document.activeElement);
      const next = this.#tabs.at((at + step) % this.#tabs.length);
      choose(next);
      next.focus();
    });
  }

  get shown() {
    return this.#tabs.find((tab) => tab.getAttribute("aria-selected") === "true").getAttribute("aria-controls");
  }

  show(name) {
    for (const tab of this.#tabs) {
      const isShown = tab.getAttribute("aria-controls") === name;
      tab.setAttribute("aria-selected", String(isShown));
      tab.tabIndex = isShown ? 0 : -1;
      byId(tab.getAttribute("aria-controls")).hidden = !isShown;
    }
    this.#onShow(name);
  }
}
