#include "http/refusal_page.hpp"

namespace copytaster::http {
namespace {

/// What is said of a refusal, a sentence for each field.
std::vector<std::string> words_for(const NotTaken& why) {
  std::vector<std::string> words;
  if (!detail_of(why.refusal).empty()) words.emplace_back(detail_of(why.refusal));
  for (const FieldError& error : why.errors)
    words.push_back("The field \"" + std::string(name_of(error.field)) + "\" " + reason_for(error) +
                    ".");
  return words;
}

}  // namespace

Markup refusal_page(std::string_view title, const std::vector<std::string>& why,
                    std::string_view text) {
  Markup body;
  for (const std::string& paragraph : why) body += fill("<p>{{text}}</p>\n", {{"text", paragraph}});
  if (!text.empty())
    body += fill(
        "<p>Your comment, to copy and send again:</p>\n"
        "<textarea rows=\"8\" readonly aria-label=\"Your comment\">\n{{text}}</textarea>\n",
        {{"text", std::string(text)}});
  return plain_page(title, body);
}

Reply refusal_reply(Refusal refusal) {
  return page_reply(status_of(refusal),
                    refusal_page(title_of(refusal), {std::string(detail_of(refusal))}, "").html());
}

Reply refusal_reply(const NotTaken& why, std::string_view text) {
  Reply reply = page_reply(status_of(why.refusal),
                           refusal_page(title_of(why.refusal), words_for(why), text).html());
  if (why.retry_after_s > 0)
    reply.headers.emplace_back("Retry-After", std::to_string(why.retry_after_s));
  return reply;
}

}  // namespace copytaster::http
