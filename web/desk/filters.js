// Which of what waits is looked at, and in which order. It stands in the address: whoever loads the
// page again, or gives the address to a colleague, sees the same.

import { byId, say } from "./elements.js";
import { phrases } from "./language.js";
import { FIELDS, addressOf, fitting } from "./wanted.js";

const DETAILS = ["rule", "article", "author"];
/** The heading of the comment is `author`. */
const PLACES = { author: "author-name", author_of: "author-of-id" };
const placeOf = (name) => byId(PLACES[name] ?? name);

class Filters {
  #onChange = () => {};
  /** What was wanted before the author of one comment was. */
  #before = fitting({});

  get wanted() {
    return fitting(Object.fromEntries(FIELDS.map((name) => [name, placeOf(name).value.trim()])));
  }

  /** As the address says it. */
  begin() {
    const wanted = fitting(Object.fromEntries(new URLSearchParams(location.search)));
    // It may be a section in which nothing waits just now.
    if (wanted.section !== "") byId("section").add(new Option(wanted.section, wanted.section));
    this.#fill(wanted);
    byId("filters").open = DETAILS.some((name) => wanted[name] !== "");
  }

  /** `onChange()`: something else is wanted. */
  listen(onChange) {
    this.#onChange = onChange;
    for (const name of FIELDS) placeOf(name).addEventListener("change", () => this.#changed());
    byId("all-of-author").addEventListener("click", (event) => this.#lookAtAuthor(event));
    byId("author-of-leave").addEventListener("click", () => this.#want({ ...this.#before, author_of: "" }));
    byId("whole-queue").addEventListener("click", () => this.only(""));
  }

  /** Where what is wanted is seen. */
  get address() {
    return location.pathname + addressOf(location.search, this.wanted);
  }

  /** Only the comments of this campaign, one by one; "" of all. */
  only(campaign) {
    this.#want({ ...this.wanted, campaign });
  }

  /** All that waits by the author of one comment; elsewhere, where it is opened in another tab. */
  #lookAtAuthor(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const { wanted } = this;
    if (wanted.author_of === "") this.#before = wanted;
    this.#want({ order: wanted.order, author_of: new URL(event.currentTarget.href).searchParams.get("author_of") });
  }

  #want(wanted) {
    this.#fill(fitting(wanted));
    this.#changed();
  }

  #fill(wanted) {
    for (const name of FIELDS) placeOf(name).value = wanted[name];
    this.#showOnly();
  }

  #changed() {
    history.replaceState(null, "", this.address);
    this.#onChange();
  }

  /** These are no fields that one could write into. */
  #showOnly() {
    const { author_of: id, campaign } = this.wanted;
    byId("author-of").hidden = id === "";
    say(byId("author-of-words"), id === "" ? "" : phrases.desk.ofAuthor(id));
    byId("one-campaign").hidden = campaign === "";
  }
}

export const filters = new Filters();
