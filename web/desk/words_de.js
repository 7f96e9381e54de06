// What the desk says, in German: neutral forms where one would have to choose between Sie and Du.

const LOCALE = "de-DE";
const number = new Intl.NumberFormat(LOCALE);
const kinds = new Intl.PluralRules(LOCALE);
const ago = new Intl.RelativeTimeFormat(LOCALE, { numeric: "always" });
/** "3. Mai 2026 um 14:05" */
export const whole = new Intl.DateTimeFormat(LOCALE, { dateStyle: "long", timeStyle: "short" });

/** "1.000" */
export const n = (count) => number.format(count);
/** "1 Kommentar", "2 Kommentare" */
export const counted = (count, one, other) => `${n(count)} ${kinds.select(count) === "one" ? one : other}`;
const STATES = { approved: "freigegeben", rejected: "abgelehnt", spam: "Spam", pending: "offen", withdrawn: "zurückgezogen" };

/** The service's problems that a page of the desk can meet, by the last part of their type. */
const PROBLEMS = {
  framing: "Die Anfrage war nicht lesbar",
  "not-found": "Hier gibt es nichts",
  site: "Diese Website gibt es nicht",
  unauthorized: "Bitte zuerst anmelden",
  role: "Dafür fehlt die Berechtigung",
  csrf: "Die Seite ist veraltet: bitte neu laden",
  origin: "Das kam nicht von dieser Seite",
  fields: "Etwas in den Angaben stimmt nicht",
  rules: "Die Regeln waren nicht lesbar",
  "others-judge": "Inzwischen gelten andere Regeln",
  "banned-already": "Das ist bereits gesperrt",
  "too-many-bans": "Die Website hat zu viele Sperren",
  attempts: "Zu viele Versuche: bitte etwas warten",
  "too-much": "Die Antwort wäre zu lang",
  busy: "Der Dienst kann das gerade nicht annehmen",
  fault: "Im Dienst ist etwas schiefgegangen",
};

/** What the service finds wrong with a ban. */
const WRONG = {
  "is not an e-mail address": "Das ist keine E-Mail-Adresse.",
  "is not the number of a comment": "Das ist nicht die Nummer eines Kommentars.",
  "is too old: its pseudonym is gone": "Der Kommentar ist zu alt: Seine Verbindung ist nicht mehr bekannt.",
  "is not in the future": "Das liegt nicht in der Zukunft.",
  "must be 1 to 500 bytes": "Das ist zu lang.",
};

const everywhere = {
  otherLanguage: "English",
  otherSites: "Andere eigene Websites",
  queue: "Warteschlange",
  keys: "Tasten",
  signOut: "Abmelden",
  signedOut: "Die Anmeldung ist abgelaufen.",
  signInAgain: "Neu anmelden",
  close: "Schließen",
  leaveIt: "Abbrechen",
  loadAgain: (words) => `${words}. Bitte die Seite neu laden. `,
  broken: "Auf dieser Seite ist etwas schiefgegangen",
  noAnswer: "Es kam keine Antwort",
  partOfAnswer: "Die Antwort kam nur zum Teil an",
  refused: (kind, title) => PROBLEMS[kind] ?? title ?? "Der Dienst konnte das nicht ausführen",
  justNow: "gerade eben",
  ago: (count, unit) => ago.format(-count, unit),
  instant: (at) => whole.format(at),
  number: n,
  decimal: (value, digits) => value.toFixed(digits).replace(".", ","),
};

const comment = {
  onTrial: (explanation) => `${explanation} (Regel auf Probe: zählt nicht)`,
  exempted: (explanation) => `${explanation} (ausgenommen: zählt nicht)`,
  published: "Veröffentlicht. ",
  reported: (count) => (count === 1 ? "Einmal gemeldet" : `${n(count)}-mal gemeldet`),
  where: (article, section, parent) =>
    `Artikel ${article}${section ? ` in ${section}` : ""}${parent === null ? "" : ` · Antwort auf ${parent}`}`,
  website: (url) => `Website: ${url}`,
  firstOne: "Der erste Kommentar von dieser Adresse.",
  history: (approved, rejected, spam) =>
    `Von dieser Adresse bisher: ${n(approved)} freigegeben, ${n(rejected)} abgelehnt, ${n(spam)} Spam.`,
  readersReported: "Aus der Leserschaft gemeldet",
  everythingWaits: "Hier wartet jeder Kommentar",
};

const desk = {
  title: "Moderation",
  rules: "Regeln",
  bans: "Sperren",
  withoutScript: "Ohne Skript",
  toDecide: "Zu entscheiden",
  authorChanged: "Nachträglich geändert: die frühere Fassung",
  whyItWaits: "Warum er wartet",
  itsAuthor: "Zur Person",
  decide: "Entscheiden",
  approve: "Freigeben",
  reject: "Ablehnen",
  spam: "Spam",
  undo: "Rückgängig",
  waiting: "Wartet",
  order: "Reihenfolge",
  oldest: "älteste zuerst",
  newest: "neueste zuerst",
  byScore: "strengste zuerst",
  search: "Suche",
  filters: "Weitere Filter",
  rule: "Regel",
  article: "Artikel",
  authorName: "Name",
  claim: "20 übernehmen",
  section: "Ressort",
  allSections: "alle",
  keyApprove: "freigeben",
  keyReject: "ablehnen",
  keySpam: "Spam",
  keyUndo: "die letzte Entscheidung zurücknehmen, dann die davor",
  keyNext: "zum nächsten; in der Liste auch",
  keyBefore: "zum vorigen; in der Liste auch",
  keyClaim: "zwanzig übernehmen, an denen niemand arbeitet",
  keySearch: "suchen",
  keyKeys: "diese Tasten",
  keysOn: "Einzelne Tasten wirken",
  countWaiting: (count) => counted(count, "wartet", "warten"),
  titleWaiting: (count) => `${counted(count, "wartet", "warten")} · Moderation`,
  decided: (approved, rejected, spam) =>
    `In 24 Stunden: ${n(approved)} freigegeben, ${n(rejected)} abgelehnt, ${n(spam)} Spam`,
  moreComes: "Weitere werden geladen …",
  nothingWaits: "Hier wartet nichts.",
  news: {
    decided: "Darüber hat inzwischen jemand anderes entschieden.",
    changed: "Der Text wurde inzwischen geändert.",
  },
  notLive: "Gerade nicht live: neuer Versuch …",
  done: {
    approved: (author) => `Freigegeben: ${author}.`,
    rejected: (author) => `Abgelehnt: ${author}.`,
    spam: (author) => `Als Spam markiert: ${author}.`,
  },
  staysPublished: (author) => `Bleibt veröffentlicht: ${author}.`,
  next: (author) => ` Weiter mit: ${author}.`,
  nothingToUndo: "Es gibt nichts zurückzunehmen.",
  isAgain: (author, state) => `Der Kommentar von ${author} ist wieder ${STATES[state] ?? state}.`,
  waitsAgain: (author) => `Der Kommentar von ${author} wartet wieder.`,
  notThere: (author) => `Den Kommentar von ${author} gibt es nicht mehr.`,
  nothingChanged: (author, state, who) =>
    `Nichts wurde geändert: Der Kommentar von ${author} ist jetzt ${STATES[state] ?? state}${who ? `, entschieden von ${who}` : ""}.`,
  waitsStill: (author) => `Der Kommentar von ${author} wartet noch: bitte noch einmal versuchen.`,
  yours: "übernommen",
  heldBy: (name) => `Daran arbeitet gerade ${name}.`,
  claimed: (count) => `${counted(count, "Kommentar", "Kommentare")} übernommen.`,
  nothingToClaim: "Es gibt nichts zu übernehmen.",
  reports: (count) => counted(count, "Meldung", "Meldungen"),
  reasons: (count) => counted(count, "Grund", "Gründe"),
};

const bans = {
  title: "Sperren",
  heading: ": Sperren",
  needsScript: "Diese Seite braucht ihr Skript.",
  ban: "Sperren",
  what: "Für",
  byAddress: "eine Person, über E-Mail",
  byComment: "die Person eines Kommentars",
  byConnection: "die Verbindung eines Kommentars",
  byName: "einen Namen",
  byDomain: "eine Domain",
  until: "Dauer",
  aDay: "ein Tag",
  sevenDays: "7 Tage",
  thirtyDays: "30 Tage",
  aYear: "ein Jahr",
  good: "ohne Ende",
  untilDay: "bis zum Ende des Tages …",
  theDay: "Tag",
  reason: "Grund",
  reasonHint: "Er ist in der Redaktion zu sehen, für die Leserschaft nicht. Mit der Sperre verschwindet er.",
  bannedNow: "Zurzeit gesperrt",
  nothing: "Nichts ist gesperrt.",
  earlier: "Frühere",
  kinds: { author: "Person", pseudonym: "Verbindung", name: "Name", domain: "Domain" },
  ofComment: (id) => `, aus Kommentar ${id}`,
  address: "Adresse",
  addressHint: "Gespeichert wird nur ein verschlüsselter Abdruck: Niemand kann die Adresse später wieder lesen.",
  commentNumber: "Nummer des Kommentars",
  commentHint: "Sie steht im Link des Kommentars hinter dem #.",
  connectionHint: "Betroffen ist, wer dieselbe Verbindung nutzt, höchstens einige Tage lang.",
  name: "Name",
  nameHint: "Der ganze Name; oder sein Anfang oder Ende, mit einem * für den Rest.",
  domain: "Domain",
  domainHint: "Mit allem darunter, in Links, Websites und im Text.",
  noDay: "Das ist kein Tag.",
  wrong: (reason) => WRONG[reason] ?? `Das stimmt so nicht (${reason}).`,
  banned: (whom) => `Gesperrt: ${whom}. Was schon da ist, bleibt, wie es ist.`,
  endAsked: "Diese Sperre aufheben?",
  endMeans: (whom) => `${whom}. Was danach eintrifft, wird beurteilt wie alles andere.`,
  endIt: "Aufheben",
  ended: (whom) => `Aufgehoben: ${whom}.`,
  end: "Aufheben …",
  endBan: (whom) => `Sperre aufheben: ${whom}`,
  forGood: "ohne Ende",
  untilInstant: (at) => `bis ${whole.format(at)}`,
  madeBy: (who) => (who === null ? "über die Kommandozeile" : `von ${who}`),
  none: (site) => `Die Sperren von ${site} pflegt die Moderation; dafür fehlt hier die Berechtigung. Die Administration kann sie erteilen.`,
};

export const de = { everywhere, comment, desk, bans };
