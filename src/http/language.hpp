// In which language a page of the service's own speaks, and how its English words are said there.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace copytaster::http {

enum class Language { english, german };

/// The dearest language of an Accept-Language that is spoken here, else English (RFC 9110 §12.5.4).
/// Of a longer list the first 50 count.
Language language_of(std::string_view accept_language);

/// As `lang` and Content-Language have it.
std::string_view tag_of(Language language);

/// English words of ours in the language (web/words_de.txt). What nobody has put into it, such as
/// the words of a person, stays as it is.
std::string_view say(std::string_view english, Language language);

struct Said {
  std::string_view name;
  std::string words;
};
/// The same, with `{{name}}` put in. It is text: what goes into a page is escaped there. Throws
/// TemplateFault for a name without words.
std::string say(std::string_view english, std::initializer_list<Said> put_in, Language language);

}  // namespace copytaster::http
