#include "http/thread_html.hpp"

#include <array>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "http/article_links.hpp"
#include "http/comment_html.hpp"
#include "http/list_parameters.hpp"

namespace copytaster::http {
namespace {

/// Replies to a comment of the deepest level stand beside it: a narrow screen has no room for more.
constexpr int levels_max = 4;

/// The comments of one page, put below each other.
class Tree {
 public:
  Tree(const ThreadPage& page, const ThreadLinks& links, bool can_reply)
      : page_(page), links_(links), can_reply_(can_reply) {
    for (std::size_t i = 0; i < page.comments.size(); ++i) place_of_[page.comments[i].id] = i;
    std::vector<int> level(page.comments.size(), 1);
    children_.resize(page.comments.size());
    for (std::size_t i = 0; i < page.comments.size(); ++i) {
      const auto above = shown_parent(i);
      if (!above || *above >= i) {  // newest first, or on another page: it begins a branch
        tops_.push_back(i);
        continue;
      }
      std::size_t holder = *above;
      while (level[holder] >= levels_max) holder = holder_of_[holder];
      level[i] = level[holder] + 1;
      holder_of_[i] = holder;
      children_[holder].push_back(i);
    }
  }

  Markup html() const { return list(tops_, "comments"); }

 private:
  std::optional<std::size_t> shown_parent(std::size_t place) const {
    const auto parent = page_.comments[place].parent;
    const auto found = parent ? place_of_.find(*parent) : place_of_.end();
    if (found == place_of_.end()) return std::nullopt;
    return found->second;
  }

  Markup list(const std::vector<std::size_t>& places, const char* name) const {
    if (places.empty()) return {};
    Markup html = Markup::vouched(fmt::format("<ol class=\"{}\">\n", name));
    for (const std::size_t place : places) html += entry(place);
    html += Markup::vouched("</ol>\n");
    return html;
  }

  Markup entry(std::size_t place) const {
    const PublicComment& comment = page_.comments[place];
    const std::string id = std::to_string(comment.id.value);
    Fillings fillings{{"id", id},
                      {"created_at", rfc3339(comment.created_at)},
                      {"time", in_words(comment.created_at)},
                      {"replies", list(children_[place], "replies")}};
    if (comment.removed) return fill(web_file("comment_removed.html"), fillings);
    fillings.emplace("author", author(comment));
    fillings.emplace("text",
                     Markup::vouched(comment_html(comment.text)));  // escapes all but its own
    fillings.emplace("in_reply_to", in_reply_to(place));
    fillings.emplace("reply_link", can_reply_ ? reply_link(id) : Markup{});
    return fill(web_file("comment.html"), fillings);
  }

  static Markup author(const PublicComment& comment) {
    if (!comment.url) return Markup::escaped(comment.author);
    return fill("<a href=\"{{url}}\" rel=\"nofollow ugc noopener\">{{name}}</a>",
                {{"url", *comment.url}, {"name", comment.author}});
  }

  /// Said where the place in the thread does not say it.
  Markup in_reply_to(std::size_t place) const {
    const auto parent = shown_parent(place);
    const auto holder = holder_of_.find(place);
    if (!parent || (holder != holder_of_.end() && holder->second == *parent)) return {};
    const PublicComment& above = page_.comments[*parent];
    return fill(
        "<span class=\"in-reply-to\">in reply to <a href=\"#comment-{{id}}\">{{name}}</a></span>\n",
        {{"id", std::to_string(above.id.value)},
         {"name", above.removed ? "a removed comment" : above.author}});
  }

  Markup reply_link(const std::string& id) const {
    return fill("<a class=\"reply\" href=\"{{form}}\">Reply</a>\n",
                {{"form", with_query(links_.page, "reply=" + id + "#respond")}});
  }

  const ThreadPage& page_;
  const ThreadLinks& links_;
  const bool can_reply_;
  std::map<CommentId, std::size_t> place_of_;
  std::map<std::size_t, std::size_t> holder_of_;
  std::vector<std::vector<std::size_t>> children_;
  std::vector<std::size_t> tops_;
};

Markup more_link(const ListPlace& next, const ThreadLinks& links) {
  const std::string cursor = "cursor=" + cursor_of(next);
  const Markup for_script = links.more.empty()
                                ? Markup{}
                                : fill(" data-more=\"{{more}}\"", {{"more", links.more + cursor}});
  return fill("<p class=\"more\"><a href=\"{{page}}\"{{{for_script}}}>More comments</a></p>\n",
              {{"page", with_query(links.page, cursor + "#thread")}, {"for_script", for_script}});
}

}  // namespace

Markup thread_html(const ThreadPage& page, const ThreadLinks& links, bool can_reply) {
  Markup html = Markup::vouched("<div id=\"thread\">\n");
  if (page.comments.empty() && can_reply)
    html += Markup::vouched(
        "<p id=\"thread-empty\" class=\"thread-empty\">Nobody has written yet. "
        "What do you think?</p>\n");
  html += Tree{page, links, can_reply}.html();
  if (page.next) html += more_link(*page.next, links);
  html += Markup::vouched("</div>\n");
  return html;
}

std::string in_words(Instant instant, Language language) {
  constexpr std::array months = {"January",   "February", "March",    "April",
                                 "May",       "June",     "July",     "August",
                                 "September", "October",  "November", "December"};
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{instant - day};
  const std::string_view month = months.at(static_cast<unsigned>(date.month()) - 1);
  return say("{{day}} {{month}} {{year}}, {{time}} UTC",
             {{"day", std::to_string(static_cast<unsigned>(date.day()))},
              {"month", std::string(say(month, language))},
              {"year", std::to_string(static_cast<int>(date.year()))},
              {"time", fmt::format("{:02}:{:02}", time.hours().count(), time.minutes().count())}},
             language);
}

std::string count_in_words(std::int64_t count) {
  if (count == 0) return "No comments yet";
  if (count == 1) return "1 comment";
  return std::to_string(count) + " comments";
}

}  // namespace copytaster::http
