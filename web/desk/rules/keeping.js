// What was written and does not judge yet, kept in this tab of the browser until it is closed.

const nameOf = (site) => `copytaster.rules.${site}`;

/** Null where nothing is kept. */
export function kept(site) {
  try {
    return JSON.parse(sessionStorage.getItem(nameOf(site)));
  } catch {
    return null;
  }
}

/** Null: there is nothing to keep any more. Returns whether it is kept; a browser may have no room. */
export function keep(site, draft) {
  try {
    if (draft === null) sessionStorage.removeItem(nameOf(site));
    else sessionStorage.setItem(nameOf(site), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}
