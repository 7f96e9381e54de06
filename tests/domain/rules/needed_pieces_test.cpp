#include "domain/rules/needed_pieces.hpp"

#include <gtest/gtest.h>

namespace copytaster {
namespace {

using Pieces = std::vector<std::string>;

TEST(NeededPieces, CutsAtGapsOutsideOfGroups) {
  EXPECT_EQ(needed_pieces("buy.*pills[^.!?]+?now"), (Pieces{"buy", "now", "pills"}));
  EXPECT_EQ(needed_pieces("\\bgo\\b.*\\bto\\b.+(go|to)"),
            (Pieces{"(go|to)", "\\bgo\\b", "\\bto\\b"}));
  EXPECT_EQ(needed_pieces("buy.?[^a]{2}now \\.*x\\[^a]+y"),
            Pieces{"buy.?[^a]{2}now \\.*x\\[^a]+y"});
}

TEST(NeededPieces, NothingIsKnownBehindAGapInAGroup) {
  EXPECT_EQ(needed_pieces("(?:buy.*it|(sell) this)s pills"),
            (Pieces{"(?:buy|(sell) this)", "s pills"}));
  EXPECT_EQ(needed_pieces("x(buy(ing|er.*(a|b)) it|sell) pills"),
            (Pieces{" pills", "x(buy(ing|er)|sell)"}));
  EXPECT_EQ(needed_pieces("buy.*it|sell.*(this) pills|get"), Pieces{"buy|sell|get"});
}

TEST(NeededPieces, OfAGroupThatIsCutOneTurnIsKnownAtMost) {
  EXPECT_EQ(needed_pieces("so(buy.*it){2}now"), (Pieces{"now", "so(buy)?"}));
  EXPECT_EQ(needed_pieces("so(buy.*it)*?now"), (Pieces{"now", "so(buy)?"}));
  EXPECT_EQ(needed_pieces("so(buy.*it)+now"), (Pieces{"now", "so(buy)"}));
}

TEST(NeededPieces, LeavesOutWhatStandsNearlyEverywhere) {
  EXPECT_EQ(needed_pieces("(buy|sell.*it)\\b.*x?.*\\w"), Pieces{"(buy|sell)"});
  EXPECT_EQ(needed_pieces("\\w.*\\b"), Pieces{"\\w.*\\b"});
}

TEST(NeededPieces, FlagsAndQuotationsStayWhole) {
  for (const char* pattern : {"(?s)buy.*now", "(?P<verb>buy).*now", "\\Qbuy.*\\E.*now"})
    EXPECT_EQ(needed_pieces(pattern), Pieces{pattern});
}

}  // namespace
}  // namespace copytaster
