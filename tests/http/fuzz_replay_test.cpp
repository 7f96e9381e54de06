// What the fuzzers are told to break, kept in every test run: for their corpora and for mutations
// of them that are the same every time.
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/fuzz/promises.hpp"

namespace copytaster::http {
namespace {

struct Promise {
  const char* name;
  const char* (*broken_by)(std::string_view);
  std::string_view bytes;  // that mutations put in: what the grammar is made of, and what it hates
};

using namespace std::string_view_literals;

const std::vector<Promise> promises{
    {"framing", testing::framing_promise, "\r\n\0 :;,0aG/%\x7f\xff"sv},
    {"json", testing::json_promise, "{}[]\",:\\u09dDe-+. tn\0\xC3\xED\xFF"sv},
    {"form", testing::form_promise, "&=+%0fF;\0\xFF"sv},
    {"query", testing::query_promise, "&=+%0fF-9limtcursor\0\xFF"sv},
    {"cookie", testing::cookie_promise, ";=\" ,session\t\xFF"sv},
    {"header", testing::header_promise, ",;=\"*/ .:[]%q0gzip19\t\xFF"sv},
    {"import", testing::import_promise, "<>&;![]CDATA/=\"'-?wp: {}\n\0\xC3\xFF"sv},
    {"text", testing::text_promise, "casino .-&#;%<>[b/]014@$!*\xC3\xCC\x81\xE2\x80\xAE\xFF"sv}};

class FuzzReplay : public ::testing::TestWithParam<Promise> {
 protected:
  std::vector<std::string> corpus() const {
    std::vector<std::string> texts;
    const auto folder = std::filesystem::path(COPYTASTER_SOURCE_DIR) / "tests/fuzz/corpus";
    for (const auto& file : std::filesystem::directory_iterator(folder / GetParam().name)) {
      std::ifstream in(file.path(), std::ios::binary);
      texts.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    return texts;
  }

  void expect_kept(const std::string& text) const {
    const char* broken = GetParam().broken_by(text);
    ASSERT_EQ(broken, nullptr) << broken << " by: " << text;
  }
};

TEST_P(FuzzReplay, KeepsItsPromiseForTheCorpus) {
  const auto texts = corpus();
  EXPECT_GE(texts.size(), 10U);
  for (const std::string& text : texts) expect_kept(text);
  expect_kept("");
}

TEST_P(FuzzReplay, KeepsItsPromiseForMutations) {
  const auto texts = corpus();
  ASSERT_FALSE(texts.empty());
  std::mt19937 random(20221);  // NOLINT: repeatable on purpose
  const auto below = [&random](std::size_t end) { return random() % end; };
  for (int i = 0; i < 20'000 && !HasFatalFailure(); ++i) {
    std::string text = texts[below(texts.size())];
    if (below(2) == 0) text += texts[below(texts.size())];
    for (std::size_t changes = below(4); changes > 0; --changes) {
      if (text.empty()) text = "x";
      const std::size_t at = below(text.size());
      const char byte = GetParam().bytes[below(GetParam().bytes.size())];
      if (below(3) == 0) {
        text.erase(at, 1 + below(4));
      } else if (below(2) == 0) {
        text.insert(at, 1, byte);
      } else {
        text[at] = byte;
      }
    }
    expect_kept(text);
  }
}

INSTANTIATE_TEST_SUITE_P(Of, FuzzReplay, ::testing::ValuesIn(promises),
                         [](const auto& promise) { return std::string(promise.param.name); });

}  // namespace
}  // namespace copytaster::http
