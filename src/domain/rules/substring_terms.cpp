#include "domain/rules/substring_terms.hpp"

#include <utility>

namespace copytaster {

SubstringTerms::SubstringTerms(std::vector<TermPiece> pieces)
    : others_(short_.take(long_.take(std::move(pieces)))) {}

void SubstringTerms::find_in(const View& view, TermHits& hits) const {
  long_.find_in(view, hits);
  short_.find_in(view, hits);
  others_.find_in(view, hits);
}

}  // namespace copytaster
