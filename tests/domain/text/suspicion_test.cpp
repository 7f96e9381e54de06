#include "domain/text/suspicion.hpp"

#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "domain/text/undisguise.hpp"
#include "domain/text/view_writer.hpp"

namespace copytaster::text {
namespace {

Glyphs glyphs(std::string_view text) { return glyphs_of(text, Unit::code_points); }

bool looks_disguised(std::string_view text) {
  return may_be_disguised(text, words_of_ascii(folded_ascii(text)).text);
}

/// `size` of the bytes of `pieces` each time.
class RandomTexts {
 public:
  RandomTexts(std::string pieces, std::size_t size) : pieces_(std::move(pieces)), size_(size) {}
  std::string next() {
    std::string text;
    while (text.size() < size_) {
      random_ = random_ * 1'664'525U + 1'013'904'223U;
      text += pieces_[(random_ >> 16U) % pieces_.size()];
    }
    return text;
  }

 private:
  std::string pieces_;
  std::size_t size_;
  std::uint32_t random_ = 1;
};

// What the quick look lets pass is never changed by the long one.
TEST(Suspicion, TheQuickLookMissesNothing) {
  RandomTexts texts{"aabcst01357$$!@|+.  -w9", 9};
  std::size_t passed = 0;
  for (int i = 0; i < 200'000; ++i) {
    const std::string text = texts.next();
    if (looks_disguised(text)) continue;
    ++passed;
    ASSERT_FALSE(undisguised(glyphs(text), false).changed) << text;
    ASSERT_FALSE(undisguised(glyphs(text), true).changed) << text;
    ASSERT_FALSE(has_stretched_words(glyphs(text))) << text;
  }
  EXPECT_GT(passed, 1'000U);
}

TEST(Suspicion, ManyBytesAtATimeSayTheSameAsOneAfterTheOther) {
  for (const char* pieces : {"ab  .-$1!", "abcdefghijk    ,.1", "a b,w. "}) {
    for (const std::size_t size : {1U, 2U, 5U, 17U, 40U, 90U}) {
      RandomTexts texts{pieces, size};
      for (int i = 0; i < 3'000; ++i) {
        const std::string text = texts.next();
        ASSERT_EQ(looks_disguised(text), may_be_disguised(glyphs(text))) << text;
      }
    }
  }
}

}  // namespace
}  // namespace copytaster::text
