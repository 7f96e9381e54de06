#include "copytaster/app/reveal_comment.hpp"

#include "copytaster/domain/text.hpp"
#include "http/comment_asked.hpp"
#include "http/endpoints.hpp"
#include "http/replies.hpp"

namespace copytaster::http {
namespace {

struct ToReply {
  Reply operator()(const MayNotReveal&) const { return problem(Refusal::role); }
  Reply operator()(const NoSuchComment&) const { return problem(Refusal::not_found); }
  Reply operator()(const RevealedWords& words) const {
    std::string body = "{";
    append_json_member(body, "email",
                       words.email ? std::optional{words.email->reveal()} : std::nullopt);
    append_json_member(body, "author", words.author);
    append_json_member(body, "url", words.url);
    append_json_member(body, "text", words.text);
    Reply reply = json_reply(200, body + "}");
    reply.headers.emplace_back("Cache-Control", "no-store");
    return reply;
  }
};

}  // namespace

void post_reveal(const CallPtr& call) {
  const Services& services = call->services();
  const auto outcome = reveal_comment(comment_asked(*call), call->principal(), call->now(),
                                      {services.comment_records, services.vault});
  call->reply(std::visit(ToReply{}, outcome));
}

}  // namespace copytaster::http
