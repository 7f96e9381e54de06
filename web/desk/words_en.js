// What the desk says, in English. Each language has the same words under the same names; one that
// needs a figure or a name is a function of it.

const LOCALE = "en-GB";
const number = new Intl.NumberFormat(LOCALE);
const kinds = new Intl.PluralRules(LOCALE);
const ago = new Intl.RelativeTimeFormat(LOCALE, { numeric: "always" });
/** "3 May 2026 at 14:05" */
export const whole = new Intl.DateTimeFormat(LOCALE, { dateStyle: "long", timeStyle: "short" });

/** "1,000" */
export const n = (count) => number.format(count);
/** "1 comment", "2 comments" */
export const counted = (count, one, other) => `${n(count)} ${kinds.select(count) === "one" ? one : other}`;
const STATES = { approved: "approved", rejected: "rejected", spam: "spam", pending: "pending", withdrawn: "withdrawn" };

const everywhere = {
  otherLanguage: "Deutsch",
  otherSites: "Your other sites",
  queue: "Queue",
  keys: "Keys",
  signOut: "Sign out",
  signedOut: "You are no longer signed in.",
  signInAgain: "Sign in again",
  close: "Close",
  leaveIt: "Leave it",
  loadAgain: (words) => `${words}. Load the page again. `,
  broken: "Something went wrong on this page",
  noAnswer: "No answer came",
  partOfAnswer: "Only a part of the answer came",
  /** `kind`: the last part of a problem's type; `title`: what the service says of it, if anything. */
  refused: (kind, title) => title ?? "The service could not do it",
  justNow: "just now",
  ago: (count, unit) => ago.format(-count, unit),
  instant: (at) => whole.format(at),
  number: n,
  decimal: (value, digits) => value.toFixed(digits),
};

const comment = {
  onTrial: (explanation) => `${explanation} (a rule on trial: does not count)`,
  exempted: (explanation) => `${explanation} (exempted: does not count)`,
  published: "Published. ",
  reported: (count) => `Reported by ${count === 1 ? "a reader" : `${n(count)} readers`}`,
  where: (article, section, parent) =>
    `article ${article}${section ? ` in ${section}` : ""}${parent === null ? "" : ` · reply to ${parent}`}`,
  website: (url) => `Website: ${url}`,
  firstOne: "The first comment from this address.",
  history: (approved, rejected, spam) =>
    `From this address before: ${approved} approved, ${rejected} rejected, ${spam} spam.`,
  readersReported: "Readers have reported it",
  everythingWaits: "Everything waits here",
};

const desk = {
  title: "The desk",
  rules: "Rules",
  bans: "Bans",
  withoutScript: "Without a script",
  toDecide: "To decide",
  authorChanged: "Its author has changed it",
  whyItWaits: "Why it waits",
  itsAuthor: "Its author",
  decide: "Decide",
  approve: "Approve",
  reject: "Reject",
  spam: "Spam",
  undo: "Undo",
  waiting: "Waiting",
  order: "Order",
  oldest: "oldest first",
  newest: "newest first",
  byScore: "strictest first",
  search: "Search",
  filters: "More filters",
  rule: "Rule",
  article: "Article",
  authorName: "Author’s name",
  claim: "Claim 20",
  section: "Section",
  allSections: "all",
  keyApprove: "approve",
  keyReject: "reject",
  keySpam: "spam",
  keyUndo: "take the last back, and the one before",
  keyNext: "the next; in the list also",
  keyBefore: "the one before; in the list also",
  keyClaim: "claim twenty that no colleague holds",
  keySearch: "search",
  keyKeys: "these keys",
  keysOn: "Single keys are on",
  countWaiting: (count) => `${n(count)} waiting`,
  titleWaiting: (count) => `${count} waiting · The desk`,
  decided: (approved, rejected, spam) => `In 24 hours: ${approved} approved, ${rejected} rejected, ${spam} spam`,
  moreComes: "More is on its way …",
  nothingWaits: "Nothing waits here.",
  news: {
    decided: "A colleague has decided this one meanwhile.",
    changed: "Its author has changed this one meanwhile.",
  },
  notLive: "Not live just now: trying again …",
  done: {
    approved: (author) => `Approved: ${author}.`,
    rejected: (author) => `Rejected: ${author}.`,
    spam: (author) => `Marked as spam: ${author}.`,
  },
  staysPublished: (author) => `Stays published: ${author}.`,
  next: (author) => ` Next: ${author}.`,
  nothingToUndo: "There is nothing to take back.",
  isAgain: (author, state) => `${author}’s comment is ${STATES[state] ?? state} again.`,
  waitsAgain: (author) => `${author}’s comment waits again.`,
  notThere: (author) => `${author}’s comment is no longer there.`,
  nothingChanged: (author, state, who) =>
    `Nothing was changed: ${author}’s comment is now ${STATES[state] ?? state}${who ? `, decided by ${who}` : ""}.`,
  waitsStill: (author) => `${author}’s comment waits still: please try again.`,
  yours: "yours",
  heldBy: (name) => `${name} works on this one.`,
  claimed: (count) => `${counted(count, "comment is", "comments are")} yours.`,
  nothingToClaim: "Nothing is free to claim.",
  reports: (count) => counted(count, "report", "reports"),
  reasons: (count) => counted(count, "reason", "reasons"),
};

const bans = {
  title: "Bans",
  heading: ": bans",
  needsScript: "This page needs its script.",
  ban: "Ban",
  what: "What",
  byAddress: "an author, by the e-mail address",
  byComment: "the author of a comment",
  byConnection: "the connection of a comment",
  byName: "a name",
  byDomain: "a domain",
  until: "For",
  aDay: "a day",
  sevenDays: "7 days",
  thirtyDays: "30 days",
  aYear: "a year",
  good: "good",
  untilDay: "until the end of …",
  theDay: "the day",
  reason: "Reason",
  reasonHint: "Your colleagues see it, readers do not. It goes with the ban.",
  bannedNow: "Banned now",
  nothing: "Nothing is banned.",
  earlier: "Earlier ones",
  kinds: { author: "Author", pseudonym: "Connection", name: "Name", domain: "Domain" },
  ofComment: (id) => `, of comment ${id}`,
  address: "Address",
  addressHint: "Only a keyed hash of it is kept: nobody can read it again, you neither.",
  commentNumber: "Number of the comment",
  commentHint: "It stands behind # in the comment's link.",
  connectionHint: "Whoever uses the same connection is covered, for some days at most.",
  name: "Name",
  nameHint: "The whole name; or its beginning or end, with a * for the rest.",
  domain: "Domain",
  domainHint: "With everything below it, in links, websites and text.",
  noDay: "This is no day.",
  wrong: (reason) => `This ${reason}.`,
  banned: (whom) => `Banned: ${whom}. What is here already stays as it is.`,
  endAsked: "End this ban?",
  endMeans: (whom) => `${whom}. What comes in from then on is judged like any other.`,
  endIt: "End it",
  ended: (whom) => `Ended: ${whom}.`,
  end: "End …",
  endBan: (whom) => `End the ban: ${whom}`,
  forGood: "for good",
  untilInstant: (at) => `until ${whole.format(at)}`,
  madeBy: (who) => (who === null ? "on the command line" : `by ${who}`),
  none: (site) => `Moderators keep the bans of ${site}, and you are none there. An admin can make you one.`,
};

export const en = { everywhere, comment, desk, bans };
