#include <gtest/gtest.h>

#include "copytaster/app/export_comments.hpp"

namespace copytaster {
namespace {

TEST(ExportCursor, IsReadBackAsItIsWritten) {
  const ExportCursor cursor{3, 18'446'744'073'709'551'615ULL, {9'007'199'254'740'991}};
  EXPECT_EQ(ExportCursor::parse(cursor.text()), cursor);
}

TEST(ExportCursor, RefusesWhatItDidNotWrite) {
  for (const auto* text : {"", "1", "1-2", "1-2-", "1-2-3-4", "0-2-3", "-1-2-3", "1-2-3 ", "1--2-3",
                           "01-2-3", "1-2-+3", "1-99999999999999999999-3", "a-b-c",
                           "1-2-33333333333333333333333333333333333333333333333333333333333333"})
    EXPECT_FALSE(ExportCursor::parse(text)) << text;
}

}  // namespace
}  // namespace copytaster
