// The reasons of the list, each with the key that chooses it where nobody writes.

/** In the order of the sheet; the names are the service's. */
export const REASONS = [
  ["offensive", "1"],
  ["abusive", "2"],
  ["spam", "3"],
  ["banned_word", "4"],
  ["ad", "5"],
  ["illegal_content", "6"],
  ["harassment_bullying", "7"],
  ["misinformation", "8"],
  ["hate_speech", "9"],
  ["irrelevant_content", "0"],
  ["other", "o"],
];

/** As many bytes as the service takes of a reason in own words. */
export const REASON_BYTES_MAX = 200;

const encoder = new TextEncoder();
export const bytesOf = (text) => encoder.encode(text).length;

/** `{reason?, note?}` of a decision: own words, where there are any, stand for the code. */
export function givenWith({ code, own, note }) {
  const reason = own.trim() || code;
  return { ...(reason && { reason }), ...(note.trim() && { note: note.trim() }) };
}

/** The bans that are asked for, as the service takes them. `kinds`: author, domain, pseudonym. */
export function bansAsked(id, kinds, until, reason) {
  return kinds.map((kind) => ({ kind, comment: id, ...(until && { until }), ...(reason && { reason }) }));
}
