#include "http/refusal_page.hpp"

namespace copytaster::http {

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

}  // namespace copytaster::http
