#pragma once
// Terms that match anywhere: most by six bytes of theirs, short ones by three, and what is shorter
// still, or has nothing of its own, by an automaton. Each takes one pass, whatever the text.

#include <vector>

#include "domain/rules/marked_terms.hpp"
#include "domain/rules/term_automaton.hpp"
#include "domain/rules/term_piece.hpp"

namespace copytaster {

class SubstringTerms {
 public:
  SubstringTerms() = default;
  /// None is empty.
  explicit SubstringTerms(std::vector<TermPiece> pieces);

  void find_in(const View& view, TermHits& hits) const;

 private:
  MarkedTerms<6> long_;
  MarkedTerms<3> short_;
  TermAutomaton others_;
};

}  // namespace copytaster
