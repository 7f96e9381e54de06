// Which of what waits is looked at, and in which order. It stands in the address: whoever loads the
// page again, or gives the address to a colleague, sees the same.

import { byId } from "./elements.js";
import { FIELDS, addressOf, fitting } from "./wanted.js";

const DETAILS = ["rule", "article", "author"];
/** The place of each; the heading of the comment is `author`. */
const placeOf = (name) => byId(name === "author" ? "author-name" : name);

class Filters {
  get wanted() {
    return fitting(Object.fromEntries(FIELDS.map((name) => [name, placeOf(name).value.trim()])));
  }

  /** As the address says it. */
  begin() {
    const wanted = fitting(Object.fromEntries(new URLSearchParams(location.search)));
    // It may be a section in which nothing waits just now.
    if (wanted.section !== "") byId("section").add(new Option(wanted.section, wanted.section));
    for (const name of FIELDS) placeOf(name).value = wanted[name];
    byId("filters").open = DETAILS.some((name) => wanted[name] !== "");
  }

  /** `onChange()`: something else is wanted. */
  listen(onChange) {
    const changed = () => {
      history.replaceState(null, "", this.address);
      this.#showOne();
      onChange();
    };
    for (const name of FIELDS) placeOf(name).addEventListener("change", changed);
    byId("whole-queue").addEventListener("click", () => this.only(""));
    this.#showOne();
  }

  /** Where what is wanted is seen. */
  get address() {
    return location.pathname + addressOf(location.search, this.wanted);
  }

  /** Only the comments of this campaign, one by one; "" of all. */
  only(campaign) {
    placeOf("campaign").value = campaign;
    placeOf("campaign").dispatchEvent(new Event("change"));
  }

  #showOne() {
    byId("one-campaign").hidden = this.wanted.campaign === "";
  }
}

export const filters = new Filters();
