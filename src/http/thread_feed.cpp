// The newest comments on an article as an Atom feed (RFC 4287).

#include <algorithm>

#include "copytaster/app/read_thread.hpp"
#include "copytaster/domain/submission.hpp"
#include "copytaster/domain/text.hpp"
#include "http/article_links.hpp"
#include "http/comment_html.hpp"
#include "http/endpoints.hpp"
#include "http/replies.hpp"
#include "http/thread_pages.hpp"

namespace copytaster::http {
namespace {

constexpr int entries_max = 50;

void element(std::string& out, std::string_view tag, std::string_view text) {
  out.append("<").append(tag).append(">");
  append_html_escaped(out, xml_safe(text));
  out.append("</").append(tag.substr(0, tag.find(' '))).append(">\n");
}

void link(std::string& out, std::string_view rel, std::string_view type, std::string_view address) {
  out.append("<link rel=\"").append(rel).append("\" type=\"").append(type).append("\" href=\"");
  append_html_escaped(out, xml_safe(address));
  out += "\"/>\n";
}

/// The host of a URL as RFC 4151 wants an authority: lower case, no port.
std::string host_of(std::string_view url) {
  url.remove_prefix(std::min(url.find("//") + 2, url.size()));
  std::string host{url.substr(0, url.find_first_of("/?#"))};
  if (host.starts_with('['))
    host = host.substr(1, host.find(']') - 1);
  else
    host.resize(std::min(host.find(':'), host.size()));
  std::transform(host.begin(), host.end(), host.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c == ':' ? '.' : c;
  });
  return host;
}

/// An article may move to another address, and what is named by an address would be new to every
/// reader of the feed: so names are made of the host, a day that stays, and our own numbers.
class Feed {
 public:
  Feed(const ThreadPage& page, std::string_view site, std::string_view article)
      : page_(page), host_(host_of(page.article.url)), site_(site) {
    Instant updated = page.article.known_since;
    for (const PublicComment& comment : page.comments)
      updated = std::max(updated, updated_at(comment));
    const std::string& title = page.title.empty() ? page.article.url : page.title;
    element(xml_, "id", tag(page.article.known_since, "articles/" + std::string(article)));
    element(xml_, "title", "Comments on " + title);
    element(xml_, "updated", rfc3339(updated));
    // Relative: what stands in front of us may have another name and path.
    link(xml_, "self", "application/atom+xml", "feed.atom");
    link(xml_, "alternate", "text/html", page.article.url);
    element(xml_, "generator", "Copytaster");
    for (const PublicComment& comment : page.comments) add_entry(comment);
    xml_ += "</feed>\n";
  }

  const std::string& xml() const { return xml_; }

 private:
  static Instant updated_at(const PublicComment& comment) {
    return comment.edited_at.value_or(comment.created_at);
  }

  std::string tag(Instant day, const std::string& name) const {
    return "tag:" + host_ + "," + rfc3339(day).substr(0, 10) + ":" + site_ + "/" + name;
  }

  void add_entry(const PublicComment& comment) {
    xml_ += "<entry>\n";
    element(xml_, "id", tag(comment.created_at, "comments/" + std::to_string(comment.id.value)));
    element(xml_, "title", "Comment by " + comment.author);
    link(xml_, "alternate", "text/html", comment_address(page_.article.url, comment.id));
    xml_ += "<author>\n";
    element(xml_, "name", comment.author);
    if (comment.url && checked_url(*comment.url) == comment.url) element(xml_, "uri", *comment.url);
    xml_ += "</author>\n";
    element(xml_, "published", rfc3339(comment.created_at));
    element(xml_, "updated", rfc3339(updated_at(comment)));
    element(xml_, "content type=\"html\"", comment_html(comment.text));
    xml_ += "</entry>\n";
  }

  const ThreadPage& page_;
  const std::string host_;
  const std::string site_;
  std::string xml_ =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n";
};

}  // namespace

void get_thread_feed(const CallPtr& call) {
  if (!ArticleKey::parse(call->article())) return call->reply(problem(Refusal::article));
  ThreadQuery query{call->site().id, std::string(call->article()), Order::newest, std::nullopt,
                    entries_max};
  query.removed = false;
  ThreadStore& threads = call->services().threads;
  reply_with_page(call, "atom", call->services().desk,
                  [&threads, query, site = call->site().name]() -> std::optional<MadePage> {
                    const auto page = threads.read_thread(query);
                    if (!page) return std::nullopt;
                    return MadePage{{200,
                                     {{"Content-Type", "application/atom+xml; charset=utf-8"}},
                                     Feed(*page, site, query.article).xml()}};
                  });
}

}  // namespace copytaster::http
