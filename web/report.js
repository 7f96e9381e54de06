// Reporting a comment: a quiet button at each, with room for a reason. What becomes of it, only a
// moderator sees.

const REASON_MAX = 500;
const ANSWER_AFTER_MS_MAX = 30_000;
const THANKS = "Thank you, a moderator will look at it.";

for (const comment of document.querySelectorAll(".comment:not(.comment-removed)")) offer(comment);

function offer(comment) {
  const article = comment.querySelector(":scope > article");
  const author = article.querySelector(".comment-author").textContent;
  const button = element("button", "report", "Report");
  button.type = "button";
  button.append(element("span", "aside", ` ${author}’s comment`));
  button.addEventListener("click", () => ask(comment, button));
  const reply = article.querySelector(":scope > .reply");
  if (reply) reply.after(button);
  else article.append(button);
}

function ask(comment, button) {
  const id = comment.id.replace("comment-", "");
  const form = element("form", "report-form");
  const label = element("label", "", "What is wrong with it? (optional)");
  const reason = element("input", "");
  reason.id = label.htmlFor = `report-${id}`;
  reason.maxLength = REASON_MAX;
  reason.autocomplete = "off";
  const answer = element("p", "report-answer");
  answer.setAttribute("role", "status");
  const cancel = element("button", "report", "Cancel");
  cancel.type = "button";
  cancel.addEventListener("click", () => {
    form.replaceWith(button);
    button.focus();
  });
  form.append(label, reason, element("button", "", "Send report"), cancel, answer);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const words = await send(id, reason.value);
    if (words !== THANKS) return answer.replaceChildren(words);
    form.replaceChildren(answer);
    answer.tabIndex = -1;
    answer.replaceChildren(words);
    return answer.focus();
  });
  button.replaceWith(form);
  reason.focus();
}

async function send(id, reason) {
  try {
    const response = await fetch(`/api/v1/sites/main/comments/${id}/reports`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ reason }),
      credentials: "omit",
      signal: AbortSignal.timeout(ANSWER_AFTER_MS_MAX),
    });
    if (response.status === 202) return THANKS;
    if (response.status === 404) return "This comment is no longer there.";
    if (response.status === 422) return "The reason is too long.";
    if (response.status === 429) return "You are reporting very quickly. Please wait a little and send it again.";
  } catch {
    // Told below, as any other answer that is none.
  }
  return "The report could not be sent just now. Please try again.";
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
