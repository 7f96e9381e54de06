// What a record of another system must be to be stored, and what it is stored as.

#include "copytaster/app/import_comments.hpp"

#include <gtest/gtest.h>

#include "copytaster/domain/masking.hpp"
#include "copytaster/domain/submission.hpp"
#include "tests/app/fakes.hpp"

namespace copytaster {
namespace {

using namespace std::chrono_literals;

constexpr Instant now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 12h};
constexpr Instant written{std::chrono::sys_days{std::chrono::year{2020} / 2 / 3}};

ImportedComment a_record() {
  ImportedArticle article;
  article.key = "7";
  article.url = "https://news.example/7";
  ImportedComment record;
  record.place = {3, 5};
  record.source_id = "12";
  record.article = std::make_shared<const ImportedArticle>(article);
  record.author = "Ann";
  record.email = "ann@example.com";
  record.text = "Indeed.";
  record.state = State::approved;
  record.created_at = "2020-02-03T00:00:00Z";
  return record;
}

class ImportCommentsTest : public ::testing::Test {
 protected:
  CheckedImport good(ImportedComment record) {
    auto outcome = check_.check(std::move(record));
    if (const auto* refused = std::get_if<RefusedRecord>(&outcome)) {
      ADD_FAILURE() << refused->reason;
      return {};
    }
    return std::get<CheckedImport>(std::move(outcome));
  }
  std::string reason(ImportedComment record) {
    const auto outcome = check_.check(std::move(record));
    const auto* refused = std::get_if<RefusedRecord>(&outcome);
    return refused == nullptr ? "" : refused->reason;
  }
  template <class Change>
  std::string reason_with(const Change& change) {
    ImportedComment record = a_record();
    change(record);
    return reason(std::move(record));
  }

  ArticleMapping mapping_;
  test::FakeVault vault_;
  ImportCheck check_{{mapping_, now, {1}, vault_, "wxr"}};
};

std::optional<WantedArticle> wanted(const ImportedArticle& article, const ArticleMapping& mapping) {
  const test::FakeVault vault;
  return wanted_article(article, {mapping, now, {1}, vault, "wxr"});
}

TEST_F(ImportCommentsTest, AGoodRecordKeepsWhatItSays) {
  ImportedComment record = a_record();
  record.parent = "9";
  record.url = "ann.example";
  record.text = "one\r\ntwo";
  const auto checked = good(std::move(record));
  EXPECT_EQ(checked.source_id, "12");
  EXPECT_EQ(checked.parent, "9");
  EXPECT_EQ(checked.author, "Ann");
  EXPECT_EQ(checked.email->reveal(), "ann@example.com");
  EXPECT_EQ(checked.url, "https://ann.example");
  EXPECT_EQ(checked.text, "one\ntwo");
  EXPECT_EQ(checked.created_at, written);
  EXPECT_EQ(checked.article->key.text(), "7");
  EXPECT_EQ(checked.version, 1);
}

TEST_F(ImportCommentsTest, FieldsAreCheckedLikeAForms) {
  EXPECT_EQ(reason_with([](auto& r) { r.email = "ann@"; }),
            "`email` is not a valid e-mail address");
  EXPECT_EQ(reason_with([](auto& r) { r.author = " "; }), "`author` is required");
  EXPECT_EQ(reason_with([](auto& r) { r.text = ""; }), "`text` is required");
  EXPECT_EQ(reason_with([](auto& r) { r.url = "javascript:1"; }),
            "`url` is not an http or https address");
  EXPECT_EQ(reason_with([](auto& r) { r.text.assign(text_bytes_max, 'a'); }), "");
  EXPECT_EQ(reason_with([](auto& r) { r.text.assign(text_bytes_max + 1, 'a'); }),
            "`text` is longer than 65525 bytes");
}

TEST_F(ImportCommentsTest, OldSystemsAreNotHeldToOurRulesForNamesAndWebsites) {
  ImportedComment record = a_record();
  record.is_strict = false;
  record.author = "";
  record.url = "http://";
  record.email = "ann@192.0.2.1";
  const auto checked = good(std::move(record));
  EXPECT_EQ(checked.author, "Anonymous");
  EXPECT_EQ(checked.url, std::nullopt);
  EXPECT_TRUE(checked.email);
}

TEST_F(ImportCommentsTest, OldSystemsAreNotHeldToOurRulesForAddresses) {
  for (const char* none : {"none", "ann@", "a b@example.com"}) {
    ImportedComment record = a_record();
    record.is_strict = false;
    record.email = none;
    const auto one = ready(good(std::move(record)), {5}, {1}, vault_);
    EXPECT_EQ(one.author_index, "") << "she cannot be known again";
    EXPECT_EQ(one.sealed, "");
  }
}

TEST_F(ImportCommentsTest, OwnNumbersAreOurExportsAlone) {
  auto record = a_record();
  EXPECT_FALSE(good(record).own_number()) << "another system's";
  record.version = 1;
  EXPECT_EQ(good(record).own_number(), CommentId{12});
  EXPECT_EQ(own_number("1"), CommentId{1});
  EXPECT_EQ(own_number(std::to_string(own_numbers_end - 1)), CommentId{own_numbers_end - 1});
  for (const std::string none : {"", "0", "-1", "007", "1a", "1.0", "9223372036854775808"})
    EXPECT_FALSE(own_number(none)) << none;
  EXPECT_FALSE(own_number(std::to_string(own_numbers_end)));
  OwnNumbers numbers;
  EXPECT_FALSE(numbers.any());
  for (const char* number : {"12", "007", "5", "name"}) numbers.add(number);
  EXPECT_EQ(numbers.first, CommentId{5});
  EXPECT_EQ(numbers.last, CommentId{12});
}

TEST_F(ImportCommentsTest, AVersionIsANumberOfJson) {
  EXPECT_EQ(reason_with([](auto& r) { r.version = versions_end - 1; }), "");
  EXPECT_EQ(reason_with([](auto& r) { r.version = versions_end; }), "`version` is too large");
}

TEST_F(ImportCommentsTest, WhatIsMoreThanANumberIsKeptAsAHash) {
  auto record = a_record();
  record.source_id = "192.0.2.7";
  record.parent = "john.smith";
  const auto one = good(record);
  EXPECT_TRUE(one.source_id.starts_with('#'));
  EXPECT_EQ(one.source_id.size(), 33U);
  EXPECT_NE(one.source_id, one.parent);
  EXPECT_EQ(kept_number("john.smith", {1}, vault_), one.parent) << "it is found again";
  for (const char* plain :
       {"1", "007", "12345678901234567890", "0B0d1c9e-7f3a-4b2c-8d1e-0a1b2c3d4e5f"})
    EXPECT_EQ(kept_number(plain, {1}, vault_), plain);
  EXPECT_NE(kept_number("123456789012345678901", {1}, vault_), "123456789012345678901");
  EXPECT_NE(kept_number("0B0d1c9e-7f3a-4b2c-8d1e-0a1b2c3d4e5", {1}, vault_).size(), 36U);
}

TEST_F(ImportCommentsTest, ANumberIsWhatOthersCallOne) {
  const auto is_good = [&](const std::string& id) {
    return reason_with([&](auto& r) { r.source_id = id; }).empty();
  };
  EXPECT_TRUE(is_good("a-1_b.c:2"));
  EXPECT_TRUE(is_good(std::string(source_id_bytes_max, '1')));
  EXPECT_FALSE(is_good(std::string(source_id_bytes_max + 1, '1')));
  for (const char* none : {"", "a b", "ann@example.com", "é", "a\n"}) EXPECT_FALSE(is_good(none));
  EXPECT_EQ(reason_with([](auto& r) { r.parent = "ann@example.com"; }),
            "`parent` is not the number of a comment");
  EXPECT_EQ(reason_with([](auto& r) { r.parent = "12"; }), "answers itself");
}

TEST_F(ImportCommentsTest, ARefusalHoldsNothingThatWasRead) {
  ImportedComment record = a_record();
  record.source_id = "ann@example.com";
  record.text = "write to ann@example.com";
  record.email = "ann@example";
  const auto outcome = check_.check(std::move(record));
  const std::string line = refused_line(std::get<RefusedRecord>(outcome));
  EXPECT_EQ(line.find("ann"), std::string::npos) << line;
  EXPECT_EQ(line,
            "{\"line\":3,\"column\":5,\"source_id\":null,\"reason\":\"has no number that it could "
            "be known by\"}\n");
  for (const char* person : {"john.smith", "192.0.2.7", "ann(at)example.com"})
    EXPECT_NE(refused_line({{4, 0}, person, "is bad"}).find("null"), std::string::npos);
  EXPECT_EQ(refused_line({{4, 0}, "12", "is a pingback", true}),
            "{\"line\":4,\"source_id\":\"12\",\"reason\":\"is a pingback\",\"skipped\":true}\n");
}

TEST_F(ImportCommentsTest, TimesAreTakenUpToADayAhead) {
  EXPECT_EQ(reason_with([](auto& r) { r.created_at = ""; }), "`created_at` is required");
  EXPECT_EQ(reason_with([](auto& r) { r.created_at = "yesterday"; }),
            "`created_at` is no time, or lies in the future");
  EXPECT_EQ(reason_with([](auto& r) { r.created_at = rfc3339(now + ahead_max); }), "");
  EXPECT_EQ(reason_with([](auto& r) { r.created_at = rfc3339(now + ahead_max + 1ms); }),
            "`created_at` is no time, or lies in the future");
  EXPECT_EQ(reason_with([](auto& r) { r.edited_at = "x"; }),
            "`edited_at` is no time, or lies in the future");
  EXPECT_EQ(reason_with([](auto& r) { r.decided_at = "x"; }),
            "`decided_at` is no time, or lies in the future");
}

TEST_F(ImportCommentsTest, WhatItBecameThereCountsAsDecided) {
  auto record = a_record();
  const auto approved = good(record);
  EXPECT_TRUE(approved.by_person);
  EXPECT_EQ(approved.decided_at, written);
  EXPECT_EQ(approved.published_at, written);
  record.state = State::spam;
  const auto spam = good(record);
  EXPECT_TRUE(spam.by_person);
  EXPECT_EQ(spam.decided_at, now) << "else it would be too old to be kept";
  EXPECT_EQ(spam.published_at, std::nullopt);
  record.state = State::pending;
  const auto pending = good(record);
  EXPECT_FALSE(pending.by_person);
  EXPECT_EQ(pending.decided_at, std::nullopt);
  EXPECT_FALSE(pending.counts());
}

TEST_F(ImportCommentsTest, OurOwnExportIsKeptAsItIs) {
  auto record = a_record();
  record.version = 4;
  const auto by_rules = good(record);
  EXPECT_EQ(by_rules.version, 4);
  EXPECT_EQ(by_rules.decided_at, std::nullopt);
  EXPECT_FALSE(by_rules.by_person) << "nobody has decided";
  EXPECT_TRUE(by_rules.counts()) << "in the author's history";
  record.decided_at = "2020-02-04T00:00:00Z";
  const auto by_person = good(record);
  EXPECT_EQ(by_person.decided_at, written + 24h);
  EXPECT_TRUE(by_person.by_person);
  EXPECT_EQ(by_person.published_at, written + 24h);
}

TEST_F(ImportCommentsTest, WhatNobodyDecidedTeachesNothing) {
  auto record = a_record();
  record.state = State::rejected;
  record.by_person = false;
  record.was_shown = true;
  const auto deleted = good(std::move(record));
  EXPECT_FALSE(deleted.by_person || deleted.counts());
  EXPECT_EQ(deleted.published_at, written) << "a place for its replies";
}

TEST_F(ImportCommentsTest, WhatItsAuthorWithdrewIsSkipped) {
  auto record = a_record();
  record.state = State::withdrawn;
  const auto outcome = check_.check(std::move(record));
  EXPECT_TRUE(std::get<RefusedRecord>(outcome).is_skipped);
}

TEST_F(ImportCommentsTest, AddressesAreMaskedAndSealed) {
  auto record = a_record();
  record.text = "write to bob@example.com";
  const auto one = ready(good(std::move(record)), {5}, {1}, vault_);
  EXPECT_EQ(one.checked.text, "write to " + std::string{hidden_marker});
  EXPECT_FALSE(one.checked.email) << "the address goes no further";
  EXPECT_EQ(one.sealed, "sealed for 5 text");
  EXPECT_EQ(one.author_index.size(), 16U);
  EXPECT_NE(one.verdict.find("\"addresses\":1"), std::string::npos);
}

TEST_F(ImportCommentsTest, WithoutAnAddressNobodyHasAHistory) {
  auto record = a_record();
  record.email = "";
  const auto plain = ready(good(record), {5}, {1}, vault_);
  EXPECT_EQ(plain.author_index, "");
  EXPECT_EQ(plain.name_index, "");
  EXPECT_EQ(plain.sealed, "");
  record.author = "bob@example.com";
  record.url = "https://bob@example.com/";
  record.is_strict = false;
  const auto masked = ready(good(record), {6}, {1}, vault_);
  EXPECT_EQ(masked.checked.author, nameless);
  EXPECT_EQ(masked.sealed, "sealed for 6 author") << "what masking took out is not lost";
}

TEST(ImportArticles, AreKnownByMappingKeyAndAddress) {
  const auto parsed = ArticleMapping::parse("# ours\n\nhttps://old.example/1\tferry\r\n77\troad\n");
  const auto& mapping = std::get<ArticleMapping>(parsed);
  ImportedArticle article;
  article.source_id = "77";
  article.key = "77";
  article.url = "http://news.example/7/";
  article.found_by_url = true;
  EXPECT_EQ(wanted(article, mapping)->key.text(), "road");
  EXPECT_TRUE(wanted(article, mapping)->urls.empty()) << "the mapping has the say";
  article.source_id = "78";
  const auto by_url = wanted(article, mapping);
  EXPECT_EQ(by_url->key.text(), "77");
  EXPECT_EQ(by_url->urls,
            (std::vector<std::string>{"https://news.example/7", "https://news.example/7/",
                                      "http://news.example/7", "http://news.example/7/"}));
  EXPECT_EQ(by_url->url, article.url);
  EXPECT_EQ(by_url->other_key, "wxr-77") << "where 77 is another page here";
  article.url = "https://old.example/1";
  EXPECT_EQ(wanted(article, mapping)->key.text(), "ferry");
  article.url = "not a URL";
  article.key = "no key";
  EXPECT_FALSE(wanted(article, mapping));
  article.key = "8";
  EXPECT_EQ(wanted(article, mapping)->url, "") << "it cannot be made";
}

TEST(ImportArticles, WhatANewsroomCouldNotSayIsLeftOut) {
  ImportedArticle article;
  article.key = "7";
  article.title = std::string(article_title_bytes_max + 1, 'x');
  article.section = "a\nb";
  article.created_at = now + 1h;
  const auto found = wanted(article, {});
  EXPECT_EQ(found->title, "");
  EXPECT_EQ(found->section, "");
  EXPECT_EQ(found->created_at, now);
  article.title.pop_back();
  EXPECT_EQ(wanted(article, {})->title, article.title);
}

TEST(ImportArticles, AMappingIsRefusedWithItsLine) {
  const auto fault = [](const std::string& text) {
    const auto parsed = ArticleMapping::parse(text);
    const auto* found = std::get_if<ArticleMapping::Fault>(&parsed);
    return found == nullptr ? 0 : found->line;
  };
  EXPECT_EQ(fault("a\tb\nno tab\n"), 2);
  EXPECT_EQ(fault("\tb\n"), 1);
  EXPECT_EQ(fault("a\tno key\n"), 1);
  EXPECT_EQ(fault("a\tb\n\xff\n"), 1);
  EXPECT_EQ(fault(""), 0);
}

}  // namespace
}  // namespace copytaster
