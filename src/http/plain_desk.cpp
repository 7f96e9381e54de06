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
  Language language = Language::english;
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
    return Visit{&site,           std::move(*principal), std::move(*here),
                 std::move(csrf), call->language(),      parameter(call->query(), "section"),
                 std::move(text)};
  }
  call->reply(refusal_reply(Refusal::role, call->language()));
  return std::nullopt;
}

/// With what she looks at, so that she stays there.
std::string path_of(const Visit& visit) {
  std::string path = "/desk/plain?site=" + visit.site->name;
  if (visit.section) path += "&section=" + percent_encode(*visit.section);
  if (visit.text) path += "&q=" + percent_encode(*visit.text);
  return path;
}

Markup hits_html(const std::vector<ShownHit>& hits, bool is_reported, Language language) {
  Markup html;
  for (const ShownHit& hit : hits) html += fill("<li>{{why}}</li>\n", {{"why", hit.explanation}});
  if (hits.empty())
    html += fill(is_reported ? "<li>[[Readers have reported it]]</li>\n"
                             : "<li>[[Everything waits here]]</li>\n",
                 {}, language);
  return html;
}

Markup reports_html(const QueuedComment& queued, Language language) {
  if (queued.reports == 0) return {};
  std::string words;
  if (queued.state == State::approved) words += std::string(say("Published.", language)) + " ";
  words += queued.reports == 1 ? say("Reported by a reader", language)
                               : say("Reported by {{count}} readers",
                                     {{"count", std::to_string(queued.reports)}}, language);
  for (const std::string& reason : queued.report_reasons)
    words += (&reason == &queued.report_reasons.front() ? ": " : " · ") + reason;
  if (queued.report_reasons.empty()) words += '.';
  return fill("<p class=\"reports\">{{words}}</p>\n", {{"words", words}});
}

/// What its author says against the rejection, by whom that was, and why.
Markup appeal_html(const QueuedComment& queued, Language language) {
  if (!queued.appeal) return {};
  const QueuedAppeal& appeal = *queued.appeal;
  std::string before = appeal.decided_by
                           ? say("Rejected by {{name}}", {{"name", *appeal.decided_by}}, language)
                           : std::string(say("Rejected", language));
  if (appeal.reason && parse_reason_code(*appeal.reason))
    before += ": " + std::string(say(*appeal.reason, language));
  else if (appeal.reason && !appeal.reason->empty())
    before += ": " + *appeal.reason;
  return fill(
      "<p class=\"reports\">{{before}}. [[Its author appeals:]]</p>\n"
      "<p class=\"words\">{{text}}</p>\n",
      {{"before", before}, {"text", appeal.text}}, language);
}

/// The list, in English as it is named in the audit.
Markup reason_options(Language language) {
  Markup html;
  for (int number = 0; number < reason_codes; ++number) {
    const std::string name{name_of(static_cast<ReasonCode>(number))};
    html += fill("<option value=\"{{name}}\">{{words}}</option>\n",
                 {{"name", name}, {"words", std::string(say(name, language))}});
  }
  return html;
}

Markup before_html(const QueuedComment& queued, Language language) {
  if (!queued.before) return {};
  return fill(
      "<details><summary>[[Changed by its author.]]</summary>\n"
      "<p class=\"words\">[[Before: {{text}}]]</p>\n</details>\n",
      {{"text", queued.before->text}}, language);
}

Markup held_html(const QueuedComment& queued, const Visit& visit) {
  if (!queued.claim || queued.claim->by == visit.principal.name) return {};
  return fill("<p class=\"held\">[[{{name}} works on this one.]]</p>\n",
              {{"name", queued.claim->by}}, visit.language);
}

std::string history_of(const QueuedComment& queued, Language language) {
  if (queued.approved_before + queued.rejected_before + queued.spam_before == 0)
    return std::string(say("The first comment from this address.", language));
  return say(
      "From this address before: {{approved}} approved, {{rejected}} rejected, {{spam}} spam.",
      {{"approved", std::to_string(queued.approved_before)},
       {"rejected", std::to_string(queued.rejected_before)},
       {"spam", std::to_string(queued.spam_before)}},
      language);
}

std::string alike_words(int size, Language language) {
  if (size == campaign_size_max)
    return std::string(say("one of more than 1,000 that say nearly the same", language));
  return say("one of {{count}} that say nearly the same", {{"count", std::to_string(size)}},
             language);
}

/// Where it stands: its article and section, and what it answers.
std::string place_of(const QueuedComment& queued, Language language) {
  std::string place =
      queued.section.empty()
          ? say("article {{article}}", {{"article", queued.article}}, language)
          : say("article {{article}} in {{section}}",
                {{"article", queued.article}, {"section", queued.section}}, language);
  if (const auto parent = queued.comment.parent)
    place +=
        " · " + say("reply to {{parent}}", {{"parent", std::to_string(parent->value)}}, language);
  if (queued.campaign) place += " · " + alike_words(queued.campaign->size, language);
  return place;
}

Markup url_html(const PublicComment& comment, Language language) {
  if (!comment.url) return {};
  return fill("<p class=\"where\">[[Website: {{url}}]]</p>\n", {{"url", *comment.url}}, language);
}

Markup comment_entry(const QueuedComment& queued, const Visit& visit) {
  const PublicComment& comment = queued.comment;
  const Language language = visit.language;
  const auto hits = hits_in(queued.verdict_json, language);
  return fill(web_file("desk_comment.html"),
              {{"id", std::to_string(comment.id.value)},
               {"version", std::to_string(queued.version.value)},
               {"author", comment.author},
               {"created_at", rfc3339(comment.created_at)},
               {"time", in_words(comment.created_at, language)},
               {"place", place_of(queued, language)},
               {"hits", hits_html(hits, queued.reports > 0, language)},
               {"appeal", appeal_html(queued, language)},
               {"reasons", reason_options(language)},
               {"reports", reports_html(queued, language)},
               {"held", held_html(queued, visit)},
               {"text", marked_text(comment.text, hits)},
               {"before", before_html(queued, language)},
               {"url", url_html(comment, language)},
               {"history", history_of(queued, language)},
               {"path", path_of(visit)},
               {"csrf", visit.csrf}},
              language);
}

Markup list_html(const QueuePage& page, const Visit& visit) {
  if (page.comments.empty())
    return fill("<p class=\"empty\">[[Nothing waits here.]]</p>\n", {}, visit.language);
  Markup html = Markup::vouched("<ol class=\"queue\">\n");
  for (const QueuedComment& queued : page.comments) html += comment_entry(queued, visit);
  html += Markup::vouched("</ol>\n");
  return html;
}

Markup undo_form(const Visit& visit, std::int64_t batch) {
  return fill(web_file("desk_undo.html"),
              {{"path", path_of(visit)}, {"csrf", visit.csrf}, {"batch", std::to_string(batch)}},
              visit.language);
}

/// What has just been done, as the address says it: words of ours and numbers alone.
Markup done_notice(const Call& call, const Visit& visit) {
  const auto id = number_or_zero(call.query().find("id").value_or(""));
  const auto batch = number_or_zero(call.query().find("batch").value_or(""));
  const auto state = parse_state(call.query().find("state").value_or(""));
  if (id == 0 || !state) return {};
  const bool is_undone = *state == State::pending;
  const std::string number = std::to_string(id);
  const std::string stands{say(name_of(*state), visit.language)};
  const std::string words =
      is_undone    ? say("Comment {{id}} waits again.", {{"id", number}}, visit.language)
      : batch == 0 ? say("Comment {{id}} stays as it is: {{state}}.",
                         {{"id", number}, {"state", stands}}, visit.language)
                   : say("Comment {{id}} is now: {{state}}.", {{"id", number}, {"state", stands}},
                         visit.language);
  Markup html =
      fill("<div class=\"notice\" role=\"status\"><p>{{words}}</p>\n", {{"words", words}});
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

std::string waiting_words(std::int64_t count, Language language) {
  if (count == 1) return std::string(say("1 waiting", language));
  return say("{{count}} waiting", {{"count", std::to_string(count)}}, language);
}

std::string decided_words(const QueueCounts& counts, Language language) {
  return say("In 24 hours: {{approved}} approved, {{rejected}} rejected, {{spam}} spam",
             {{"approved", std::to_string(counts.approved)},
              {"rejected", std::to_string(counts.rejected)},
              {"spam", std::to_string(counts.spam)}},
             language);
}

QueueQuery query_of(const Call& call, const Visit& visit) {
  QueueQuery query;
  query.site = visit.site->id;
  query.limit = comments_per_page;
  query.sections = visit.principal.sections;
  query.now = call.now();
  query.section = visit.section;
  query.text = visit.text;
  query.after = queue_place(call.query().find("cursor").value_or(""), query.order,
                            filter_of(query.state, call.query()));
  return query;
}

/// To the next page, where there is one.
Markup more_html(const Call& call, const Visit& visit, const QueueQuery& query,
                 const std::optional<ListPlace>& next) {
  if (!next) return {};
  const std::string cursor = queue_cursor(*next, query.order, filter_of(query.state, call.query()));
  return fill("<p><a href=\"{{path}}&amp;cursor={{cursor}}\">[[Later ones]]</a></p>\n",
              {{"path", path_of(visit)}, {"cursor", cursor}}, visit.language);
}

Reply queue_page(int status, const CallPtr& call, const Visit& visit, const Markup& notice) {
  const QueueQuery query = query_of(*call, visit);
  QueueStore& queue = call->services().queue;
  const QueuePage page = queue.list_queue(query);
  const QueueCounts counts = counts_for(visit.principal, call->now(), queue);
  const Markup html = fill(web_file("desk_plain.html"),
                           {{"language", std::string(tag_of(visit.language))},
                            {"site", visit.site->name},
                            {"waiting", waiting_words(counts.waiting, visit.language)},
                            {"decided", decided_words(counts, visit.language)},
                            {"sites", sites_html(*call, visit)},
                            {"name", visit.here.session.moderator.name},
                            {"section", visit.section.value_or("")},
                            {"text", visit.text.value_or("")},
                            {"notice", notice},
                            {"list", list_html(page, visit)},
                            {"more", more_html(*call, visit, query, page.next)}},
                           visit.language);
  return page_reply(status, html, visit.language);
}

std::string conflict_words(const DecisionResult& result, Language language) {
  const std::string id = std::to_string(result.id.value);
  if (!result.standing) return say("Comment {{id}} is no longer there.", {{"id", id}}, language);
  if (result.status == DecisionStatus::own_decision)
    return std::string(
        say("Nothing was changed: the appeal is about your own decision. Somebody "
            "else answers it.",
            language));
  const std::string state{say(name_of(result.standing->state), language)};
  if (const auto& by = result.standing->decided_by)
    return say("Nothing was changed: comment {{id}} is now {{state}}, decided by {{name}}.",
               {{"id", id}, {"state", state}, {"name", *by}}, language);
  return say("Nothing was changed: comment {{id}} is now {{state}}.",
             {{"id", id}, {"state", state}}, language);
}

Markup conflict_notice(const DecisionResult& result, Language language) {
  return fill("<div class=\"notice conflict\" role=\"alert\"><p>{{words}}</p></div>\n",
              {{"words", conflict_words(result, language)}});
}

/// None: what was sent is none of the page's forms.
std::optional<UndoOutcome> decided(const Call& call, const Visit& visit, const FormFields& form) {
  const DecideTools& tools = call.services().decide_tools;
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

  Reply operator()(const NoSuchBatch&) const {
    return refusal_reply(Refusal::not_found, visit.language);
  }
  Reply operator()(const OthersBatch&) const {
    return refusal_reply(Refusal::role, visit.language);
  }
  Reply operator()(const OldBatch&) const {
    return refusal_reply(Refusal::undo_too_late, visit.language);
  }
  Reply operator()(const DecidedBatch& batch) const {
    const DecisionResult& result = batch.results.front();
    if (result.status != DecisionStatus::done)
      return queue_page(conflict, call, visit, conflict_notice(result, visit.language));
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
  if (call->has_bad_query()) return call->reply(refusal_reply(Refusal::query, call->language()));
  const auto type = call->request().header("Content-Type").value_or("");
  if (!is_media_type(type, "application/x-www-form-urlencoded"))
    return call->reply(problem(Refusal::media_type));
  const auto here = visit(call);
  if (!here) return;
  if (const auto why = why_forged(*call, here->here.token))
    return call->reply(refusal_reply(*why, call->language()));
  const auto form = parse_form(call->request().body);
  const auto* fields = std::get_if<FormFields>(&form);
  const auto outcome = fields == nullptr ? std::nullopt : decided(*call, *here, *fields);
  if (!outcome) return call->reply(refusal_reply(Refusal::form, call->language()));
  call->services().follow_changes();
  const Version shown{number_or_zero(fields->find("version").value_or(""))};
  call->reply(std::visit(ToPage{call, *here, shown}, *outcome));
}

}  // namespace copytaster::http
