// What happens elsewhere, as the service tells it.

const AGAIN_AFTER_MS = 5_000;

/** `on.counts(counts)`, `on.decided({id, version, state})`, `on.pending({id, version, state})`,
    `on.open(again)`: told from now on, `again` after a break; `on.broken()`: not told for now. */
export function listen(api, on) {
  let hasBeenOpen = false;
  const begin = () => {
    const events = api.events();
    const tell = (name, act) => events.addEventListener(name, ({ data }) => act(JSON.parse(data)));
    tell("counts", on.counts);
    tell("comment.decided", on.decided);
    tell("comment.pending", on.pending);
    events.addEventListener("open", () => {
      on.open(hasBeenOpen);
      hasBeenOpen = true;
    });
    events.addEventListener("error", () => {
      on.broken();
      // A refusal ends it for good, where a lost connection is tried again by itself.
      if (events.readyState === EventSource.CLOSED) setTimeout(begin, AGAIN_AFTER_MS);
    });
  };
  begin();
}
