#pragma once
// Builders name only what matters to a test; everything else is an ordinary comment.

#include <string>
#include <variant>

#include "copytaster/domain/rules.hpp"
#include "copytaster/domain/submission.hpp"

namespace copytaster::test {

struct FormParts {
  std::string author = "Ann Reader";
  std::string email = "ann@example.com";
  std::string url = "";
  std::string text = "I read this twice and still disagree.";
  std::optional<std::int64_t> parent = std::nullopt;
  bool trap_filled = false;
};

inline Form a_form(const FormParts& parts = {}) {
  return {parts.author, parts.email, parts.url, parts.text, parts.parent, parts.trap_filled};
}

inline Submission a_submission(const FormParts& parts = {}) {
  return std::get<Submission>(check_form(a_form(parts)));
}

inline RuleSet some_rules(std::string_view words = "casino\nviagra\nonline betting\n") {
  return {"test", WordList::from_lines(words)};
}

inline Reading a_reading(const std::string& text) {
  return read_text(a_submission({.text = text}), some_rules());
}

}  // namespace copytaster::test
