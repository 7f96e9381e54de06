#include "domain/masking/words.hpp"

#include <libpsl.h>

#include <algorithm>
#include <array>
#include <string>

namespace copytaster::masking {
namespace {

using Words = std::initializer_list<std::string_view>;

bool is_one_of(std::string_view word, Words words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool starts_with_one_of(std::string_view word, Words beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [word](std::string_view beginning) { return word.starts_with(beginning); });
}

}  // namespace

bool is_top_level_domain(std::string_view label) {
  if (is_one_of(label, {"example", "test", "invalid", "local", "internal", "lan", "onion"}))
    return true;
  const std::string name{label};
  return psl_is_public_suffix2(psl_builtin(), name.c_str(),
                               PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE) != 0;
}

bool is_mail_provider(std::string_view label) {
  return is_one_of(label, {"gmail",  "googlemail", "hotmail",  "outlook", "live",      "msn",
                           "yahoo",  "ymail",      "aol",      "icloud",  "gmx",       "web",
                           "mail",   "proton",     "yandex",   "zoho",    "fastmail",  "tutanota",
                           "posteo", "mailbox",    "t-online", "orange",  "free",      "laposte",
                           "libero", "comcast",    "verizon",  "qq",      "protonmail"});
}

bool is_at_word(std::string_view word) {
  return is_one_of(word, {"arroba", "arobase", "arobas", "chiocciola", "klammeraffe", "ät",
                          "собака", "małpa", "zavináč", "apenstaartje"});
}

bool is_dot_word(std::string_view word) {
  return is_one_of(word, {"dot", "d0t", "punto", "ponto", "point", "punkt", "punt", "точка",
                          "kropka", "tečka", "dawt"});
}

bool announces_contact(std::string_view word) {
  return announces_mail(word) ||
         starts_with_one_of(word, {"contact", "kontakt", "reach", "writ", "send", "schreib",
                                   "escrib", "escríb", "scriv", "écri", "ecri", "messag", "ping"});
}

bool announces_mail(std::string_view word) {
  return starts_with_one_of(word, {"mail", "email", "e-mail", "correo", "inbox", "address",
                                   "adress", "courriel", "gmail"});
}

bool is_ordinary_word(std::string_view word) {
  return is_one_of(
      word,
      {"a",       "all",    "am",       "an",      "and",       "another", "any",     "anyone",
       "are",     "arrive", "as",       "at",      "available", "be",      "been",    "best",
       "big",     "but",    "buy",      "by",      "can",       "deals",   "dinner",  "each",
       "even",    "every",  "everyone", "find",    "first",     "found",   "from",    "get",
       "go",      "guy",    "had",      "has",     "have",      "he",      "her",     "here",
       "him",     "his",    "home",     "i",       "if",        "in",      "is",      "it",
       "its",     "just",   "last",     "least",   "live",      "lives",   "look",    "looked",
       "looking", "lunch",  "me",       "meet",    "met",       "more",    "my",      "new",
       "no",      "not",    "now",      "of",      "on",        "once",    "one",     "only",
       "or",      "our",    "out",      "page",    "people",    "point",   "sale",    "see",
       "seen",    "she",    "shop",     "site",    "so",        "some",    "someone", "staff",
       "story",   "that",   "the",      "their",   "them",      "then",    "there",   "these",
       "they",    "this",   "those",    "tickets", "to",        "today",   "up",      "us",
       "visit",   "was",    "we",       "website", "were",      "what",    "when",    "which",
       "while",   "who",    "with",     "work",    "worked",    "working", "works",   "worst",
       "you",     "your"});
}

}  // namespace copytaster::masking
