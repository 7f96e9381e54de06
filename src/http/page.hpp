// Pages from the templates in web/: names are filled in, and nothing else happens there. What
// readers wrote goes in escaped; markup goes in only as a `Markup`.
#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "http/language.hpp"
#include "http/reply.hpp"

namespace copytaster::http {

/// Markup that is safe in a page as it stands. It comes from a filled template, from escaping, or
/// from a place that says by `vouched` why it is safe: search for that name to audit every one.
class Markup {
 public:
  Markup() = default;
  static Markup escaped(std::string_view text);
  static Markup vouched(std::string html) { return Markup(std::move(html)); }

  const std::string& html() const { return html_; }
  Markup& operator+=(const Markup& more);

 private:
  explicit Markup(std::string html) : html_(std::move(html)) {}
  std::string html_;
};

using Filling = std::variant<std::string, Markup>;
using Fillings = std::map<std::string, Filling, std::less<>>;

/// A template and its fillings do not fit: a mistake of ours, found by the tests.
struct TemplateFault : std::logic_error {
  using std::logic_error::logic_error;
};

/// `{{name}}` takes a string and escapes it, also for a quoted attribute; `{{{name}}}` takes a
/// Markup. What stands between `[[` and `]]` is said in the language first, names and all. Throws
/// TemplateFault when a name has no filling, one of the wrong kind, or no end, and when a filling
/// has no name.
Markup fill(std::string_view page_template, const Fillings& fillings,
            Language language = Language::english);

/// The bytes of a file under web/, as embedded in this program. Throws TemplateFault.
std::string_view web_file(std::string_view name);

/// A whole page of one short message, in the demo's dress. The title is English.
Markup plain_page(std::string_view title, const Markup& body, Language language);

/// The headers of every page of ours: HTML, nothing from elsewhere, no inline script or style, in
/// nobody's frame. The referrer stays on our own pages (a form without any would have no Origin).
HeaderList page_headers();

/// A plain page, 403: whom another page is for. `file` stands under web/.
Reply closed_door(std::string_view title, std::string_view file, const std::string& name,
                  Language language);

/// A page in the language that its reader's browser asks for.
Reply page_reply(int status, const Markup& page, Language language);

}  // namespace copytaster::http
