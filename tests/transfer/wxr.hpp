#pragma once
// WXR as WordPress writes it, with what a test is about.

#include <string>

namespace copytaster::transfer::testing {

inline std::string wxr(const std::string& items) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n"
         "<rss version=\"2.0\" xmlns:excerpt=\"http://wordpress.org/export/1.2/excerpt/\"\n"
         " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"\n"
         " xmlns:wp=\"http://wordpress.org/export/1.2/\">\n<channel>\n<title>Site</title>\n" +
         items + "</channel>\n</rss>\n";
}

inline std::string item(const std::string& comments, const std::string& number = "7") {
  return "<item><title>A ferry &amp; a road</title><link>https://news.example/" + number +
         "</link>\n<content:encoded><![CDATA[<p>long</p>]]></content:encoded>\n<wp:post_id>" +
         number +
         "</wp:post_id><wp:post_date_gmt><![CDATA[2026-11-20 08:00:00]]></wp:post_date_gmt>\n"
         "<wp:comment_status><![CDATA[closed]]></wp:comment_status>"
         "<wp:post_name><![CDATA[a-ferry]]></wp:post_name>\n"
         "<category domain=\"post_tag\" nicename=\"t\"><![CDATA[tag]]></category>"
         "<category domain=\"category\" nicename=\"c\"><![CDATA[Sport &amp; more]]></category>\n" +
         comments + "</item>\n";
}

/// What a comment of a test says; the rest is as usual.
struct Told {
  std::string id = "12";
  std::string parent = "0";
  std::string approved = "1";
  std::string type = "comment";
  std::string author = "Ann";
  std::string email = "ann@example.com";
  std::string url = "https://ann.example";
  std::string gmt = "2026-11-23 16:15:16";
  std::string content = "Indeed.";
};

inline std::string comment(const Told& told = {}) {
  const auto cdata = [](const std::string& name, const std::string& text) {
    return "<wp:" + name + "><![CDATA[" + text + "]]></wp:" + name + ">\n";
  };
  return "<wp:comment>\n<wp:comment_id>" + told.id + "</wp:comment_id>\n" +
         cdata("comment_author", told.author) + cdata("comment_author_email", told.email) +
         "<wp:comment_author_url>" + told.url + "</wp:comment_author_url>\n" +
         cdata("comment_author_IP", "192.0.2.7") + cdata("comment_date", "2026-11-23 17:15:16") +
         cdata("comment_date_gmt", told.gmt) + cdata("comment_content", told.content) +
         cdata("comment_approved", told.approved) + cdata("comment_type", told.type) +
         "<wp:comment_parent>" + told.parent + "</wp:comment_parent>\n" +
         "<wp:comment_user_id>0</wp:comment_user_id>\n"
         "<wp:commentmeta><wp:meta_key>x</wp:meta_key><wp:meta_value>y</wp:meta_value>"
         "<wp:comment_id>99</wp:comment_id></wp:commentmeta>\n</wp:comment>\n";
}

}  // namespace copytaster::transfer::testing
