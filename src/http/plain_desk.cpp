// The desk without a script: the oldest that wait, each with its reasons and three buttons.

#include "copytaster/app/decide_comment.hpp"
#include "copytaster/app/list_queue.hpp"
#include "http/endpoints.hpp"
#include "http/header_lists.hpp"
#include "http/list_parameters.hpp"
#include "http/marked_text.hpp"
#include "http/percent.hpp"
#include "http/queue_counts.hpp"
#include "http/queue_parameters.hpp"
#include "http/refusal_page.hpp"
#include "http/replies.hpp"
#include "http/session_cookie.hpp"
#include "http/submitting.hpp"
#include "http/thread_html.hpp"

namespace copytaster::http {
namespace {

constexpr int comments_per_page = 25;
constexpr int see_other = 303;
constexpr int conflict = 409;

/// A moderator at one of her sites.
struct Visit {
  const Site* site = nullptr;
  Principal principal;
  SignedInHere here;
  std::string csrf;
  std::optional<std::string> section = {};
  std::optional<std::string> text = {};  ///< that she searches for
};

/// The site that the query names, else the first of hers. Answers by itself where there is none.
std::optional<Visit> visit(const CallPtr& call) {
  auto here = signed_in(*call);
  if (!here) {
    call->reply(redirect(see_other, "/desk/login"));
    return std::nullopt;
  }
  if (must_enrol(*call, here->session)) {
    call->reply(redirect(see_other, "/desk/account"));
    return std::nullopt;
  }
  const auto wanted = parameter(call->query(), "site");
  for (const Site& site : call->live()->sites) {
    if (wanted && site.name != *wanted) continue;
    auto principal = principal_at(here->session.moderator, site.id);
    if (!principal || !is_enough(principal->role, Role::moderator)) continue;
    std::string csrf = call->services().credentials.csrf_of(here->token);
    std::vector<NamedError> wrong;
    auto text = search_in(call->query(), wrong);
    if (!wrong.empty()) text.reset();  // too short to be looked for
    return Visit{&site,
                 std::move(*principal),
                 std::move(*here),
                 std::move(csrf),
                 parameter(call->query(), "section"),
                 std::move(text)};
  }
  call->reply(refusal_reply(Refusal::role));
  return std::nullopt;
}

/// With what she looks at, so that she stays there.
std::string path_of(const Visit& visit) {
  std::string path = "/desk/plain?site=" + visit.site->name;
  if (visit.section) path += "&section=" + percent_encode(*visit.section);
  if (visit.text) path += "&q=" + percent_encode(*visit.text);
  return path;
}

Markup hits_html(const std::vector<ShownHit>& hits, bool is_reported) {
  Markup html;
  for (const ShownHit& hit : hits) html += fill("<li>{{why}}</li>\n", {{"why", hit.explanation}});
  if (hits.empty())
    html += Markup::vouched(is_reported ? "<li>Readers have reported it</li>\n"
                                        : "<li>Everything waits here</li>\n");
  return html;
}

Markup reports_html(const QueuedComment& queued) {
  if (queued.reports == 0) return {};
  std::string words = queued.state == State::approved ? "Published. " : "";
  words += "Reported by " + (queued.reports == 1 ? std::string("a reader")
                                                 : std::to_string(queued.reports) + " readers");
  for (const std::string& reason : queued.report_reasons)
    words += (&reason == &queued.report_reasons.front() ? ": " : " · ") + reason;
  if (queued.report_reasons.empty()) words += '.';
  return fill("<p class=\"reports\">{{words}}</p>\n", {{"words", words}});
}

/// What its author says against the rejection, by whom that was, and why.
Markup appeal_html(const QueuedComment& queued) {
  if (!queued.appeal) return {};
  const QueuedAppeal& appeal = *queued.appeal;
  std::string before = "Rejected";
  if (appeal.decided_by) before += " by " + *appeal.decided_by;
  if (appeal.reason && !appeal.reason->empty()) before += ": " + *appeal.reason;
  return fill(
      "<p class=\"reports\">{{before}}. Its author appeals:</p>\n"
      "<p class=\"words\">{{text}}</p>\n",
      {{"before", before}, {"text", appeal.text}});
}

/// The list, as it is named in the audit.
Markup reason_options() {
  Markup html;
  for (int number = 0; number < reason_codes; ++number) {
    const std::string name{name_of(static_cast<ReasonCode>(number))};
    html += fill("<option>{{name}}</option>\n", {{"name", name}});
  }
  return html;
}

Markup before_html(const QueuedComment& queued) {
  if (!queued.before) return {};
  return fill(
      "<details><summary>Changed by its author.</summary>\n"
      "<p class=\"words\">Before: {{text}}</p>\n</details>\n",
      {{"text", queued.before->text}});
}

Markup held_html(const QueuedComment& queued, const Visit& visit) {
  if (!queued.claim || queued.claim->by == visit.principal.name) return {};
  return fill("<p class=\"held\">{{name}} works on this one.</p>\n", {{"name", queued.claim->by}});
}

std::string history_of(const QueuedComment& queued) {
  if (queued.approved_before + queued.rejected_before + queued.spam_before == 0)
    return "The first comment from this address.";
  return "From this address before: " + std::to_string(queued.approved_before) + " approved, " +
         std::to_string(queued.rejected_before) + " rejected, " +
         std::to_string(queued.spam_before) + " spam.";
}

Markup comment_entry(const QueuedComment& queued, const Visit& visit) {
  const PublicComment& comment = queued.comment;
  const auto hits = hits_in(queued.verdict_json);
  Markup url;
  if (comment.url) url = fill("<p class=\"where\">Website: {{url}}</p>\n", {{"url", *comment.url}});
  return fill(web_file("desk_comment.html"),
              {{"id", std::to_string(comment.id.value)},
               {"version", std::to_string(queued.version.value)},
               {"author", comment.author},
               {"created_at", rfc3339(comment.created_at)},
               {"time", in_words(comment.created_at)},
               {"article", queued.article},
               {"section", queued.section.empty() ? std::string{} : " in " + queued.section},
               {"reply", comment.parent ? " · reply to " + std::to_string(comment.parent->value)
                                        : std::string{}},
               {"hits", hits_html(hits, queued.reports > 0)},
               {"appeal", appeal_html(queued)},
               {"reasons", reason_options()},
               {"reports", reports_html(queued)},
               {"held", held_html(queued, visit)},
               {"text", marked_text(comment.text, hits)},
               {"before", before_html(queued)},
               {"url", url},
               {"history", history_of(queued)},
               {"path", path_of(visit)},
               {"csrf", visit.csrf}});
}

Markup list_html(const QueuePage& page, const Visit& visit) {
  if (page.comments.empty()) return Markup::vouched("<p class=\"empty\">Nothing waits here.</p>\n");
  Markup html = Markup::vouched("<ol class=\"queue\">\n");
  for (const QueuedComment& queued : page.comments) html += comment_entry(queued, visit);
  html += Markup::vouched("</ol>\n");
  return html;
}

Markup undo_form(const Visit& visit, std::int64_t batch) {
  return fill(web_file("desk_undo.html"),
              {{"path", path_of(visit)}, {"csrf", visit.csrf}, {"batch", std::to_string(batch)}});
}

/// What has just been done, as the address says it: words of ours and numbers alone.
Markup done_notice(const Call& call, const Visit& visit) {
  const auto id = number_or_zero(call.query().find("id").value_or(""));
  const auto batch = number_or_zero(call.query().find("batch").value_or(""));
  const auto state = parse_state(call.query().find("state").value_or(""));
  if (id == 0 || !state) return {};
  const bool is_undone = *state == State::pending;
  const std::string what = is_undone    ? " waits again."
                           : batch == 0 ? " stays as it is: "
                                        : " is now: ";
  Markup html =
      fill("<div class=\"notice\" role=\"status\"><p>{{words}}</p>\n",
           {{"words", "Comment " + std::to_string(id) + what +
                          (is_undone ? std::string{} : std::string(name_of(*state)) + ".")}});
  if (!is_undone && batch != 0) html += undo_form(visit, batch);
  html += Markup::vouched("</div>\n");
  return html;
}

Markup sites_html(const Call& call, const Visit& visit) {
  Markup html;
  for (const Site& site : call.live()->sites) {
    const auto principal = principal_at(visit.here.session.moderator, site.id);
    const bool is_other = site.id != visit.site->id;
    if (is_other && principal && is_enough(principal->role, Role::moderator))
      html += fill("<a href=\"/desk/plain?site={{site}}\">{{site}}</a>\n", {{"site", site.name}});
  }
  return html;
}

Reply queue_page(int status, const CallPtr& call, const Visit& visit, const Markup& notice) {
  QueueQuery query;
  query.site = visit.site->id;
  query.limit = comments_per_page;
  query.sections = visit.principal.sections;
  query.now = call->now();
  query.section = visit.section;
  query.text = visit.text;
  const std::string filter = filter_of(query.state, call->query());
  query.after = queue_place(call->query().find("cursor").value_or(""), query.order, filter);
  QueueStore& queue = call->services().queue;
  const QueuePage page = queue.list_queue(query);
  const QueueCounts counts = counts_for(visit.principal, call->now(), queue);
  Markup more;
  if (page.next)
    more =
        fill("<p><a href=\"{{path}}&amp;cursor={{cursor}}\">Later ones</a></p>\n",
             {{"path", path_of(visit)}, {"cursor", queue_cursor(*page.next, query.order, filter)}});
  return page_reply(
      status, fill(web_file("desk_plain.html"),
                   {{"site", visit.site->name},
                    {"waiting", std::to_string(counts.waiting) + " waiting"},
                    {"decided", "In 24 hours: " + std::to_string(counts.approved) + " approved, " +
                                    std::to_string(counts.rejected) + " rejected, " +
                                    std::to_string(counts.spam) + " spam"},
                    {"sites", sites_html(*call, visit)},
                    {"name", visit.here.session.moderator.name},
                    {"section", visit.section.value_or("")},
                    {"text", visit.text.value_or("")},
                    {"notice", notice},
                    {"list", list_html(page, visit)},
                    {"more", more}})
                  .html());
}

std::string conflict_words(const DecisionResult& result) {
  const std::string comment = "omment " + std::to_string(result.id.value);
  if (!result.standing) return "C" + comment + " is no longer there.";
  if (result.status == DecisionStatus::own_decision)
    return "Nothing was changed: the appeal is about your own decision. Somebody else answers it.";
  const auto& by = result.standing->decided_by;
  return "Nothing was changed: c" + comment + " is now " +
         std::string(name_of(result.standing->state)) + (by ? ", decided by " + *by + "." : ".");
}

Markup conflict_notice(const DecisionResult& result) {
  return fill("<div class=\"notice conflict\" role=\"alert\"><p>{{words}}</p></div>\n",
              {{"words", conflict_words(result)}});
}

/// None: what was sent is none of the page's forms.
std::optional<UndoOutcome> decided(const Call& call, const Visit& visit, const FormFields& form) {
  const DecideTools tools{call.services().decisions, call.services().audit_chain};
  if (const auto batch = number_or_zero(form.find("undo").value_or("")); batch > 0)
    return undo_batch({batch}, visit.principal, call.now(), tools);
  const auto decision = parse_decision(form.find("decision").value_or(""));
  const auto id = number_or_zero(form.find("id").value_or(""));
  const auto version = number_or_zero(form.find("version").value_or(""));
  if (!decision || id == 0 || version == 0) return std::nullopt;
  DecisionRequest request{{id}, {version}, *decision, {}, {}};
  // The field stands beside all three buttons, and is about the rejection.
  const auto reason = form.find("reason").value_or("");
  if (*decision == Decision::reject && !reason.empty()) {
    if (!parse_reason_code(reason)) return std::nullopt;
    request.reason = std::string(reason);
  }
  return decide_comments(std::span{&request, 1}, visit.principal, call.now(), tools);
}

struct ToPage {
  const CallPtr& call;
  const Visit& visit;
  Version shown;  ///< that was decided on, where it was no undo

  Reply operator()(const NoSuchBatch&) const { return refusal_reply(Refusal::not_found); }
  Reply operator()(const OthersBatch&) const { return refusal_reply(Refusal::role); }
  Reply operator()(const OldBatch&) const { return refusal_reply(Refusal::undo_too_late); }
  Reply operator()(const DecidedBatch& batch) const {
    const DecisionResult& result = batch.results.front();
    if (result.status != DecisionStatus::done)
      return queue_page(conflict, call, visit, conflict_notice(result));
    std::string path = path_of(visit) + "&id=" + std::to_string(result.id.value) +
                       "&state=" + std::string(name_of(result.standing->state));
    // Where nothing was written to it, there is nothing to take back.
    if (result.standing->version != shown) path += "&batch=" + std::to_string(batch.batch.value);
    return redirect(see_other, std::move(path));
  }
};

}  // namespace

void get_plain_desk(const CallPtr& call) {
  const auto here = visit(call);
  if (here) call->reply(queue_page(200, call, *here, done_notice(*call, *here)));
}

void post_plain_desk(const CallPtr& call) {
  if (call->has_bad_query()) return call->reply(refusal_reply(Refusal::query));
  const auto type = call->request().header("Content-Type").value_or("");
  if (!is_media_type(type, "application/x-www-form-urlencoded"))
    return call->reply(problem(Refusal::media_type));
  const auto here = visit(call);
  if (!here) return;
  if (const auto why = why_forged(*call, here->here.token)) return call->reply(refusal_reply(*why));
  const auto form = parse_form(call->request().body);
  const auto* fields = std::get_if<FormFields>(&form);
  const auto outcome = fields == nullptr ? std::nullopt : decided(*call, *here, *fields);
  if (!outcome) return call->reply(refusal_reply(Refusal::form));
  call->services().follow_changes();
  const Version shown{number_or_zero(fields->find("version").value_or(""))};
  call->reply(std::visit(ToPage{call, *here, shown}, *outcome));
}

}  // namespace copytaster::http
