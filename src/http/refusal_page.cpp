#include "http/refusal_page.hpp"

namespace copytaster::http {
namespace {

/// What is said of a refusal, a sentence for each field.
std::vector<std::string> words_for(const NotTaken& why, Language language) {
  std::vector<std::string> words;
  if (!detail_of(why.refusal).empty()) words.emplace_back(say(detail_of(why.refusal), language));
  for (const FieldError& error : why.errors)
    words.push_back(say("The field \"{{field}}\" {{reason}}.",
                        {{"field", std::string(say(name_of(error.field), language))},
                         {"reason", std::string(say(reason_for(error), language))}},
                        language));
  return words;
}

}  // namespace

Markup refusal_page(std::string_view title, const std::vector<std::string>& why,
                    std::string_view text, Language language) {
  Markup body;
  for (const std::string& paragraph : why) body += fill("<p>{{text}}</p>\n", {{"text", paragraph}});
  if (!text.empty())
    body += fill(
        "<p>[[Your comment, to copy and send again:]]</p>\n"
        "<textarea rows=\"8\" readonly aria-label=\"[[Your comment]]\">\n{{text}}</textarea>\n",
        {{"text", std::string(text)}}, language);
  return plain_page(title, body, language);
}

Reply refusal_reply(Refusal refusal, Language language) {
  const std::string why{say(detail_of(refusal), language)};
  return page_reply(status_of(refusal), refusal_page(title_of(refusal), {why}, "", language),
                    language);
}

Reply refusal_reply(const NotTaken& why, std::string_view text, Language language) {
  const Markup page = refusal_page(title_of(why.refusal), words_for(why, language), text, language);
  Reply reply = page_reply(status_of(why.refusal), page, language);
  if (why.retry_after_s > 0)
    reply.headers.emplace_back("Retry-After", std::to_string(why.retry_after_s));
  return reply;
}

}  // namespace copytaster::http
