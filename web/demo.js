// The reply form with a script: sends without leaving the page, says at each field what is wrong,
// and never loses what the reader wrote. Without it the same form works as a plain form.

const FIELDS = ["text", "author", "email", "url"];
const WAITING =
  "Thank you. Your comment is waiting for a moderator. It appears here once it is approved.";
const SHOWN = "Thank you. Your comment is published.";
const TEXT_KEPT = "Your text is still here.";
const ANSWER_AFTER_MS_MAX = 30_000;

const byId = (id) => document.getElementById(id);
const respond = byId("respond");
const form = byId("reply-form");

if (form) {
  // The service says what is wrong with a field; the browser's own bubbles would say it otherwise.
  form.noValidate = true;
  form.addEventListener("submit", submit);
  byId("comments").addEventListener("click", follow);
  form.addEventListener("input", (event) => sayAt(event.target.name, ""));
}

// Sending ---------------------------------------------------------------------------------------

let sending = false;
/** The last content sent and its key: a retry of the same words must not become a second comment. */
let attempt = { said: "", body: "", key: "" };

async function submit(event) {
  // Whatever fills the field that people cannot see goes the plain way, where the trap is read.
  if (form.elements.website2.value !== "") return;
  event.preventDefault();
  if (sending) return;
  setSending(true);
  try {
    const comment = written();
    clearErrors();
    const answer = await send(comment);
    if (answer.status === 201 || answer.status === 202) acknowledge(comment, answer);
    else complain(answer);
  } finally {
    setSending(false);
  }
}

function written() {
  const parent = form.elements.parent.value;
  return {
    text: form.elements.text.value,
    author: form.elements.author.value,
    email: form.elements.email.value,
    url: form.elements.url.value,
    parent: parent === "" ? null : Number(parent),
  };
}

async function send(comment) {
  const said = JSON.stringify(comment);
  if (attempt.said !== said) {
    const seconds = Math.floor(performance.now() / 1000);
    attempt = { said, body: JSON.stringify({ ...comment, seconds_on_page: seconds }), key: newKey() };
  }
  try {
    const response = await fetch(form.action, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": attempt.key },
      body: attempt.body,
      credentials: "omit",
      signal: AbortSignal.timeout(ANSWER_AFTER_MS_MAX),
    });
    const read = await response.json().catch(() => ({}));
    return { status: response.status, body: read, retryAfter: response.headers.get("Retry-After") };
  } catch {
    return { status: 0, body: {}, retryAfter: null };
  }
}

/** crypto.randomUUID is missing on pages without TLS, which a demo may be. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function setSending(now) {
  sending = now;
  const button = form.querySelector("button");
  // Not `disabled`: that would throw the keyboard's focus away.
  button.setAttribute("aria-disabled", String(now));
  button.textContent = now ? "Sending …" : "Post Comment";
}

// What went wrong -------------------------------------------------------------------------------

function complain({ status, body, retryAfter }) {
  let first = null;
  const elsewhere = [];
  for (const { field, reason } of Array.isArray(body.errors) ? body.errors : []) {
    if (!FIELDS.includes(field)) elsewhere.push(reason);
    else sayAt(field, reason);
  }
  first = FIELDS.map((name) => form.elements[name]).find((input) => isFaulty(input));
  byId("form-error").textContent = [sentenceFor(status, body, retryAfter), ...elsewhere].join(" ");
  (first ?? byId("form-error")).focus();
}

function sentenceFor(status, problem, retryAfter) {
  switch (status) {
    case 0:
      return `Your comment could not be sent: no answer came. ${TEXT_KEPT} Please try again.`;
    case 413:
      return `Your comment is too long. ${TEXT_KEPT}`;
    case 422:
      return "Your comment has not been sent yet. Please look at the marked fields.";
    case 429:
      return `You are commenting very quickly. ${TEXT_KEPT} Please send it again ${pause(retryAfter)}.`;
    case 403:
    case 404:
      return `${problem.title ?? "Your comment was not taken"}. ${TEXT_KEPT}`;
    default:
      return `Your comment could not be sent just now. ${TEXT_KEPT} Please try again.`;
  }
}

function pause(retryAfter) {
  const seconds = Number.parseInt(retryAfter ?? "", 10);
  if (!(seconds > 0)) return "in a little while";
  return seconds === 1 ? "in a second" : `in ${seconds} seconds`;
}

const isFaulty = (input) => input.getAttribute("aria-invalid") === "true";

function sayAt(name, reason) {
  if (!FIELDS.includes(name)) return;
  const input = form.elements[name];
  if (reason === "" && !isFaulty(input)) return;
  byId(`${name}-error`).textContent = reason;
  if (reason === "") input.removeAttribute("aria-invalid");
  else input.setAttribute("aria-invalid", "true");
}

function clearErrors() {
  for (const name of FIELDS) sayAt(name, "");
  byId("form-error").textContent = "";
  byId("receipt").replaceChildren();
}

// Thanks ----------------------------------------------------------------------------------------

function acknowledge(comment, { body }) {
  const shown = body.state === "approved";
  const place = showAsWaiting(comment, body.id, shown);
  backHome();
  form.elements.text.value = "";
  attempt = { said: "", body: "", key: "" };
  byId("receipt").replaceChildren(thanks(shown, body));
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "center" });
}

/** With the link by which she alone may change or withdraw it. */
function thanks(shown, { id, receipt }) {
  const link = element("a", "", "change or withdraw it");
  link.href = `/receipt/main/${id}/${receipt}`;
  const paragraph = element("p", "", shown ? SHOWN : WAITING);
  paragraph.append(" You can ", link, ".");
  return paragraph;
}

/** The reader's own words in their place; others see them once they are approved. */
function showAsWaiting(comment, id, shown) {
  const entry = element("li", shown ? "comment" : "comment comment-waiting");
  entry.id = `comment-${id}`;
  entry.tabIndex = -1;
  const head = element("header", "comment-head");
  head.append(element("span", "comment-author", comment.author.trim()));
  if (!shown) head.append(element("span", "comment-state", "Waiting for a moderator"));
  const article = element("article", "");
  article.append(head, element("div", "comment-text comment-as-typed", comment.text));
  entry.append(article);
  byId(entry.id)?.remove();
  listFor(comment.parent).append(entry);
  byId("thread-empty")?.remove();
  return entry;
}

function listFor(parent) {
  const above = parent === null ? null : byId(`comment-${parent}`);
  const [holder, name] = above ? [above, "replies"] : [byId("thread"), "comments"];
  const present = holder.querySelector(`:scope > ol.${name}`);
  if (present) return present;
  const list = element("ol", name);
  holder.append(list);
  return list;
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// Replying to a comment -------------------------------------------------------------------------

const home = { after: byId("respond-home") };

function follow(event) {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  if (link.id === "cancel-reply") {
    event.preventDefault();
    backHome();
    form.elements.text.focus();
  } else if (link.classList.contains("reply")) {
    event.preventDefault();
    replyTo(link.closest(".comment"));
  }
}

function replyTo(comment) {
  form.elements.parent.value = comment.id.replace("comment-", "");
  const to = element("a", "", comment.querySelector(".comment-author").textContent);
  to.href = `#${comment.id}`;
  const cancel = element("a", "", "Cancel reply");
  cancel.id = "cancel-reply";
  cancel.href = "#respond";
  byId("replying-to").replaceChildren("In reply to ", to, " · ", cancel);
  comment.querySelector("article").append(respond);
  form.elements.text.focus();
}

function backHome() {
  form.elements.parent.value = "";
  byId("replying-to").replaceChildren();
  home.after.after(respond);
}
