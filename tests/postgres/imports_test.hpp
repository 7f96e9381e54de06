#pragma once
// Batches of an import as a test names them, in a real database.

#include <optional>
#include <string>
#include <vector>

#include "postgres/export_store.hpp"
#include "postgres/import_store.hpp"
#include "tests/postgres/rows_test.hpp"

namespace copytaster::postgres::testing {

using Outcomes = std::vector<ImportOutcome>;

/// What one record of a test is about.
struct Record {
  std::string id;
  std::string parent = "";
  State state = State::approved;
  std::string article = "1";
  std::string email = "ann@example.com";
  bool from_export = false;
  std::string url = "";  ///< of the article; empty: as `put_article` has it
  Instant at = noon;
};

class ImportsTest : public RowsTest {
 protected:
  static constexpr ImportTimes hasty{1s, 1ms};

  ImportSource open(bool is_ours = false, const std::string& name = "wxr") {
    rows_.emplace(pool_, database().service_conninfo(), 0, hasty);
    const auto source = rows_->open_source(site_, name, is_ours);
    if (source.keeps_ids) keep(1'000'000);
    return source;
  }
  void keep(std::int64_t last) { rows_->keep_numbers({CommentId{1}, CommentId{last}}); }

  CheckedImport checked(const Record& record) const {
    ImportedArticle article;
    article.key = record.article;
    article.url = record.url.empty() ? "https://news.example/" + record.article : record.url;
    article.found_by_url = true;
    CheckedImport one;
    one.source_id = record.id;
    one.parent = record.parent;
    one.article = std::make_shared<const WantedArticle>(
        wanted_article(article, {mapping_, noon, site_, vault_, "blog-b"}).value());
    one.author = "Ann";
    if (!record.email.empty()) one.email = EmailAddress::parse(record.email);
    one.text = "comment " + record.id;
    one.state = record.state;
    one.from_export = record.from_export;
    one.created_at = record.at;
    if (record.state == State::pending) return one;
    one.by_person = true;
    one.decided_at = record.at;
    if (record.state == State::approved) one.published_at = record.at;
    return one;
  }

  ImportAdded add(const std::vector<Record>& records, bool places = false) {
    std::vector<CheckedImport> all;
    for (const auto& record : records) all.push_back(checked(record));
    const auto ids = rows_->take_ids(all);
    std::vector<ReadyImport> ready_ones;
    for (std::size_t i = 0; i < all.size(); ++i)
      ready_ones.push_back(ready(std::move(all[i]), ids[i], site_, vault_));
    return rows_->add(ready_ones, places);
  }

  std::string column(const std::string& id, const std::string& name) const {
    return owner_sees("SELECT " + name + " FROM comment WHERE " + here() + " AND text = 'comment " +
                      id + "'");
  }
  std::vector<std::string> exported() {
    ExportQuery query;
    query.site = site_;
    ExportRows exports{database().service_conninfo()};
    const auto reading = exports.open_export(query);
    std::vector<std::string> ids;
    while (const auto* one = reading->next()) ids.push_back(std::to_string(one->comment.id.value));
    return ids;
  }

  ArticleMapping mapping_;
  test::FakeVault vault_;
  std::optional<ImportRows> rows_;
};

inline constexpr auto stored = ImportOutcome::stored;
inline constexpr auto known = ImportOutcome::known;
inline constexpr auto waits = ImportOutcome::waits;

}  // namespace copytaster::postgres::testing
