#include "copytaster/app/reveal_comment.hpp"

#include <utility>

namespace copytaster {

RevealOutcome reveal_comment(const RecordAsked& asked, const Principal& by, Instant now,
                             const RevealTools& tools) {
  if (!by.see_email) return MayNotReveal{};
  auto words = tools.store.read_sealed(asked, by.token, now);
  if (!words) return NoSuchComment{};
  RevealedWords revealed{
      {}, std::move(words->author), std::move(words->url), std::move(words->text)};
  auto contact = tools.vault.open(words->sealed, asked.site, asked.id);
  if (!contact) return revealed;
  revealed.email = std::move(contact->email);
  // What masking had changed is sealed beside the address.
  if (contact->author) revealed.author = std::move(*contact->author);
  if (contact->url) revealed.url = std::move(contact->url);
  if (contact->text) revealed.text = std::move(*contact->text);
  return revealed;
}

}  // namespace copytaster
