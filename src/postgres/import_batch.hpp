#pragma once
// One batch of an import on its way into the database. Each step is a statement or two; the caller
// opens and commits the transaction.

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "postgres/import_store.hpp"

namespace copytaster::postgres {

class ImportRows::Batch {
 public:
  Batch(ImportRows& store, const ImportSource& source, std::span<const ReadyImport> records)
      : store_(store), link_(store.link_), source_(source), records_(records) {
    added_.outcomes.assign(records.size(), ImportOutcome::stored);
    article_of_.resize(records.size());
    parent_of_.resize(records.size());
  }

  void pass_by_known();
  void find_articles();
  void find_parents(bool last);
  void write();

  /// Once it is committed.
  void remember();

  ImportAdded& added() { return added_; }
  /// The last change that exports are told of.
  std::uint64_t change() const { return change_; }
  /// How many changes it has beyond its transaction's own.
  bool has_more_changes() const { return change_ > transaction_; }

 private:
  using Wanted = std::map<std::string, const WantedArticle*>;  ///< by what they are met again by

  bool is_stored(std::size_t place) const {
    return added_.outcomes[place] == ImportOutcome::stored;
  }
  const CheckedImport& checked(std::size_t place) const { return records_[place].checked; }

  Wanted not_met_before() const;
  void correct_articles(const Wanted& wanted);
  std::size_t find_by_url(Wanted& wanted);
  std::size_t find_by_key(Wanted& wanted);
  std::size_t make_articles(const Wanted& wanted);
  std::map<std::string_view, Instant> first_comments() const;

  void look_up_parents();
  bool settle_parent(std::size_t place);
  void settle_missing(const std::vector<std::size_t>& places, bool last);
  std::map<std::string, CommentId> free_places(const std::vector<std::string>& parents);

  void begin_changes();
  void copy_comments();
  void add_comment(CopyBytes& rows, std::size_t place) const;
  void copy_numbers();
  void queue_pending();
  void count_authors();
  void tell_articles();

  ImportRows& store_;
  WritingLink& link_;
  const ImportSource& source_;
  std::span<const ReadyImport> records_;
  ImportAdded added_;
  std::vector<ArticleId> article_of_;
  std::vector<CommentId> parent_of_;                         ///< 0: none, or not known yet
  std::unordered_map<std::string_view, std::size_t> here_;   ///< where in the batch, by source id
  std::unordered_map<std::string, ImportedParent> parents_;  ///< stored before, by source id
  std::map<std::string, CommentId> places_;  ///< of parents without words, where they are new
  Instant now_;
  std::uint64_t transaction_ = 0;
  std::uint64_t change_ = 0;
};

}  // namespace copytaster::postgres
