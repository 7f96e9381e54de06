#include <algorithm>
#include <chrono>

#include "copytaster/domain/text.hpp"
#include "domain/export/records.hpp"

namespace copytaster {
namespace {

void open_tag(std::string& out, std::string_view tag) {
  out += '<';
  out += tag;
  out += '>';
}

void close_tag(std::string& out, std::string_view tag) {
  out += "</";
  out += tag.substr(0, tag.find(' '));
  out += ">\n";
}

/// For what is no HTML: addresses, numbers, dates.
void element(std::string& out, std::string_view tag, std::string_view text) {
  open_tag(out, tag);
  append_html_escaped(out, xml_safe(text));
  close_tag(out, tag);
}

/// WordPress keeps names, titles and texts as HTML and shows them as such: what a reader typed is
/// escaped for that, and after it no "]]>" can stand in the section.
void html_element(std::string& out, std::string_view tag, std::string_view text) {
  open_tag(out, tag);
  out += "<![CDATA[";
  append_html_escaped(out, xml_safe(text));
  out += "]]>";
  close_tag(out, tag);
}

void empty_element(std::string& out, std::string_view tag) { html_element(out, tag, ""); }

/// "2026-11-23 16:15:16", in UTC.
std::string wordpress_time(Instant instant) {
  std::string text = rfc3339(instant).substr(0, 19);
  text[10] = ' ';
  return text;
}

void dates(std::string& out, const std::string& tag, Instant instant) {
  const std::string time = wordpress_time(instant);
  element(out, tag, time);
  element(out, tag + "_gmt", time);
}

/// WordPress counts its articles. A key that is no such number gets none: the importer then gives
/// one, and finds the article again by title and date.
std::string_view number_of(std::string_view key) {
  constexpr std::size_t digits_max = 15;  // a number in every reader
  const bool digits =
      std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits && key.size() <= digits_max && !key.starts_with('0') ? key : "0";
}

}  // namespace

void append_wxr_head(std::string& out, std::string_view site) {
  out +=
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<rss version=\"2.0\"\n"
      "  xmlns:excerpt=\"http://wordpress.org/export/1.2/excerpt/\"\n"
      "  xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"\n"
      "  xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n"
      "  xmlns:wp=\"http://wordpress.org/export/1.2/\">\n"
      "<channel>\n";
  element(out, "title", site);
  out +=
      "<link></link>\n<description></description>\n<wp:wxr_version>1.2</wp:wxr_version>\n"
      "<wp:base_site_url></wp:base_site_url>\n<wp:base_blog_url></wp:base_blog_url>\n"
      "<generator>Copytaster</generator>\n";
}

void append_wxr_item(std::string& out, const ExportedArticle& article) {
  out += "<item>\n";
  html_element(out, "title", article.title.empty() ? article.key : article.title);
  element(out, "link", article.url);
  empty_element(out, "dc:creator");
  element(out, "guid isPermaLink=\"false\"", article.url);
  empty_element(out, "content:encoded");
  empty_element(out, "excerpt:encoded");
  element(out, "wp:post_id", number_of(article.key));
  dates(out, "wp:post_date", article.created_at);
  element(out, "wp:comment_status", article.is_open ? "open" : "closed");
  element(out, "wp:ping_status", "closed");
  element(out, "wp:post_name", article.key);
  element(out, "wp:status", "publish");
  element(out, "wp:post_parent", "0");
  element(out, "wp:menu_order", "0");
  element(out, "wp:post_type", "post");
  empty_element(out, "wp:post_password");
  element(out, "wp:is_sticky", "0");
  if (article.section.empty()) return;
  std::string category = "category domain=\"category\" nicename=\"";
  append_html_escaped(category, xml_safe(article.section));
  html_element(out, category + '"', article.section);
}

void append_wxr_comment(std::string& out, const ExportedComment& exported) {
  const PublicComment& comment = exported.comment;
  out += "<wp:comment>\n";
  element(out, "wp:comment_id", std::to_string(comment.id.value));
  html_element(out, "wp:comment_author", comment.author);
  empty_element(out, "wp:comment_author_email");
  element(out, "wp:comment_author_url", comment.url.value_or(""));
  empty_element(out, "wp:comment_author_IP");
  dates(out, "wp:comment_date", comment.created_at);
  html_element(out, "wp:comment_content", comment.text);
  element(out, "wp:comment_approved", "1");
  element(out, "wp:comment_type", "comment");
  element(out, "wp:comment_parent", std::to_string(comment.parent ? comment.parent->value : 0));
  element(out, "wp:comment_user_id", "0");
  out += "</wp:comment>\n";
}

std::string_view wxr_item_end() { return "</item>\n"; }
std::string_view wxr_end() { return "</channel>\n</rss>\n"; }

}  // namespace copytaster
