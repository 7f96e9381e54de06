// Files that were made to do harm: refused with their place, in bounded memory and time; what stood
// before is read.

#include <sys/resource.h>

#include "tests/transfer/readings.hpp"
#include "tests/transfer/wxr.hpp"

namespace copytaster::transfer::testing {
namespace {

/// The most that this process has held so far, in MiB.
long resident_mib() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

#if defined(__SANITIZE_ADDRESS__)
constexpr long growth_mib_max = 64 + 256;  // what was freed is kept for a while
#elif defined(__SANITIZE_THREAD__)
constexpr long growth_mib_max = 64 + 64;  // each byte is watched with bytes of its own
#else
constexpr long growth_mib_max = 64;
#endif

/// A file of a beginning, and of one piece repeated as often as one likes.
ReadMore endless(std::string text, std::string piece, std::size_t bytes) {
  return [text = std::move(text), piece = std::move(piece), bytes,
          at = std::size_t{0}](std::span<char> room) mutable -> std::size_t {
    std::size_t filled = 0;
    for (; filled < room.size() && at < bytes; ++filled, ++at)
      room[filled] = at < text.size() ? text[at] : piece[(at - text.size()) % piece.size()];
    return filled;
  };
}

std::string opened(const std::string& items) {
  const std::string whole = wxr(items + "<item>");
  return whole.substr(0, whole.find("</channel>"));
}

BrokenFile only_fault(const std::string& text) {
  const Read all = read_all(ImportFormat::wxr, text);
  EXPECT_EQ(all.broken.size(), 1U);
  return all.broken.empty() ? BrokenFile{} : all.broken[0];
}

TEST(HostileFiles, ADocumentTypeIsRefusedAndWithItEveryEntity) {
  std::string laughs = "<?xml version=\"1.0\"?>\n<!DOCTYPE rss [\n<!ENTITY a \"ha\">\n";
  for (char c = 'b'; c <= 'j'; ++c) {
    laughs += std::string{"<!ENTITY "} + c + " \"";
    for (int i = 0; i < 10; ++i) laughs += std::string{"&"} + static_cast<char>(c - 1) + ";";
    laughs += "\">\n";
  }
  const auto fault = only_fault(laughs + "]>\n<rss>&j;</rss>");
  EXPECT_EQ(fault.reason, "has a document type, which no export has");
  EXPECT_EQ(fault.place.line, 2);
  EXPECT_EQ(only_fault("<!DOCTYPE rss SYSTEM \"file:///etc/passwd\"><rss/>").reason,
            "has a document type, which no export has");
  EXPECT_EQ(
      only_fault("<!DOCTYPE rss [<!ENTITY x SYSTEM \"http://192.0.2.1/\">]><rss>&x;</rss>").reason,
      "has a document type, which no export has");
}

TEST(HostileFiles, AnEntityThatNobodyDeclaredIsText) {
  const Read all = read_all(
      ImportFormat::wxr,
      wxr(item(comment({.url = "https://x.example/?a&foo;", .content = "]]>&foo;&#0;<![CDATA["}) +
               comment({.id = "13"}))));
  ASSERT_EQ(all.comments.size(), 2U);
  EXPECT_TRUE(all.broken.empty());
  EXPECT_EQ(all.comments[0].url, "https://x.example/?a&foo;");
  EXPECT_EQ(all.comments[0].text.find("&foo;"), 0U);
}

TEST(HostileFiles, ACharacterThatXmlForbidsIsReplacedAndToldOf) {
  for (const std::string bad : {"\x01", "\x1f", "\xEF\xBF\xBF", "\xEF\xBF\xBE"}) {
    const auto reader =
        open_import(ImportFormat::wxr, from(wxr(item(comment({.content = "a" + bad +
                                                                         "b\xEF\xBF\xBD\xEF"
                                                                         "\xBC\x81"}) +
                                                     comment({.id = "13"})))));
    const Read all = all_of(*reader);
    ASSERT_EQ(all.comments.size(), 2U) << all.broken.size();
    EXPECT_EQ(all.comments[0].text,
              "a\xEF\xBF\xBD"
              "b\xEF\xBF\xBD\xEF\xBC\x81");
    EXPECT_EQ(reader->mended(), 1);
  }
}

TEST(HostileFiles, WhatStandsBeforeTheFaultIsRead) {
  const Read all = read_all(ImportFormat::wxr, opened(item(comment())) + "</wrong>");
  EXPECT_EQ(all.comments.size(), 1U);
  ASSERT_EQ(all.broken.size(), 1U);
  EXPECT_EQ(all.broken[0].reason, "closes another element than the one that is open");
}

TEST(HostileFiles, BytesThatAreNoUtf8AreRefusedWithTheirPlace) {
  for (const std::string bad : {"\xff", "\xc0\xaf", "\xed\xa0\x80"}) {
    const auto fault = only_fault(wxr("\n\n" + item(comment({.content = "a" + bad}))));
    EXPECT_EQ(fault.reason, "holds bytes that are no UTF-8, or a character that XML forbids");
    EXPECT_GT(fault.place.line, 8);
  }
  // Another encoding than the one that is declared changes nothing.
  EXPECT_EQ(only_fault("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<rss>\xe9</rss>").reason,
            "holds bytes that are no UTF-8, or a character that XML forbids");
}

TEST(HostileFiles, AFileThatIsCutOffAnywhereIsRefused) {
  const std::string whole = wxr(item(comment()));
  for (std::size_t size = 0; size + 2 < whole.size(); size += 7) {
    const Read all = read_all(ImportFormat::wxr, whole.substr(0, size));
    EXPECT_EQ(all.broken.size(), 1U) << size;
    EXPECT_EQ(all.comments.size(), whole.find("</wp:comment>\n") + 13 <= size ? 1U : 0U) << size;
  }
}

TEST(HostileFiles, SixtyFourElementsDeepIsReadAndMoreIsNot) {
  const auto nested = [](int levels) {
    std::string text = "<rss>";
    for (int i = 1; i < levels; ++i) text += "<a>";
    for (int i = 1; i < levels; ++i) text += "</a>";
    return text + "</rss>";
  };
  EXPECT_TRUE(read_all(ImportFormat::wxr, nested(64)).broken.empty());
  EXPECT_EQ(only_fault(nested(65)).reason, "is more than 64 elements deep");
  EXPECT_EQ(only_fault(nested(10'000)).reason, "is more than 64 elements deep");
}

TEST(HostileFiles, AGigabyteInOnePieceIsRefusedInBoundedMemory) {
  struct Case {
    const char* what;
    std::string begins;
    std::string piece;
  };
  constexpr std::size_t gigabyte = 1'000'000'000;
  const long before = resident_mib();
  for (const auto& [what, begins, piece] :
       {Case{"CDATA", opened(item(comment())) + "<title><![CDATA[", "xxxxxxxxxxxxxxx\n"},
        Case{"comment", opened(item(comment())) + "<!--", "xxxxxxxxxxxxxxx\n"},
        Case{"attribute", opened(item(comment())) + "<title a=\"", "xxxxxxxxxxxxxxx\n"},
        Case{"name", opened(item(comment())) + "<", "x"},
        Case{"instruction", opened(item(comment())) + "<?x ", "xxxxxxxxxxxxxxx\n"},
        Case{"attributes", opened(item(comment())) + "<title ", "a=\"\" "}}) {
    const Read all = all_of(*open_import(ImportFormat::wxr, endless(begins, piece, gigabyte)));
    EXPECT_EQ(all.comments.size(), 1U) << what;
    ASSERT_EQ(all.broken.size(), 1U) << what;
    EXPECT_GT(all.broken[0].place.line, 1) << what;
    EXPECT_EQ(all.broken[0].reason, "holds a text or a piece of markup of more than 8 MiB") << what;
  }
  EXPECT_LT(resident_mib() - before, growth_mib_max);
}

TEST(HostileFiles, ManySmallPiecesCostNoMemory) {
  constexpr std::size_t bytes = 100'000'000;
  const long before = resident_mib();
  for (const std::string piece : {"<title>a</title>", "<!-- x -->", "text &amp; text ", "\n"}) {
    const Read all = all_of(*open_import(ImportFormat::wxr, endless(opened(""), piece, bytes)));
    EXPECT_EQ(all.broken.size(), 1U) << "it is cut off";
  }
  const Read lines = all_of(*open_import(ImportFormat::ndjson, endless("", "x", bytes)));
  EXPECT_EQ(lines.refused.size(), 1U);
  EXPECT_LT(resident_mib() - before, growth_mib_max);
}

TEST(HostileFiles, TenThousandNamesAreReadAndMoreAreNot) {
  const auto named = [](int count, const std::string& before, const std::string& after) {
    std::string text = "<rss>";
    for (int i = 0; i < count; ++i) text += before + "n" + std::to_string(i) + after;
    return text + "</rss>";
  };
  // The root, and what stands where there is no prefix, are names as well.
  EXPECT_TRUE(read_all(ImportFormat::wxr, named(9'998, "<", "/>")).broken.empty());
  for (const auto& [before, after] : {std::pair{"<", "/>"}, std::pair{"<a ", "=''/>"},
                                      std::pair{"<a xmlns='urn:", "'/>"}, std::pair{"<?", " x?>"}})
    EXPECT_EQ(only_fault(named(1'000'000, before, after)).reason,
              "holds more than 10,000 different names")
        << before;
}

}  // namespace
}  // namespace copytaster::transfer::testing
