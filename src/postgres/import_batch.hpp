#pragma once
// One batch of an import on its way into the database. Each step is a statement or two; the caller
// opens and commits the transaction.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "postgres/import_store.hpp"

namespace copytaster::postgres {

inline constexpr auto known_sql = R"sql(
  SELECT source_id FROM imported WHERE source = $1::int AND source_id = ANY ($2::text[])
)sql";

class ImportRows::Batch {
 public:
  Batch(ImportRows& store, std::span<const ReadyImport> records)
      : store_(store), link_(store.link_), source_(store.source_id_), records_(records) {
    added_.outcomes.assign(records.size(), ImportOutcome::stored);
    article_of_.resize(records.size());
    parent_of_.resize(records.size());
    is_settled_.resize(records.size());
    is_answered_.resize(records.size());
    fills_.resize(records.size());
  }

  void pass_by_known();
  void find_articles();
  /// Which records a place is kept for.
  void look_for_places();
  void find_parents(bool places);
  void write();

  /// Once it is committed.
  void remember();

  ImportAdded& added() { return added_; }
  /// The last change that exports are told of.
  std::uint64_t change() const { return change_; }
  /// Whether it has more than its transaction's own.
  bool has_more_changes() const { return change_ > transaction_; }

 private:
  using Wanted = std::map<std::string, const WantedArticle*>;  ///< by what they are met again by
  struct KeyedArticle {
    ArticleId id;
    bool has_no_url = false;
  };
  using Keyed = std::map<std::string, KeyedArticle, std::less<>>;
  /// A parent without words.
  struct Place {
    std::string source_id;
    CommentId id;
    ArticleId article;
    Instant at;
  };

  bool is_stored(std::size_t place) const {
    return added_.outcomes[place] == ImportOutcome::stored;
  }
  const CheckedImport& checked(std::size_t place) const { return records_[place].checked; }
  std::string site() const { return std::to_string(store_.source_.site.value); }

  Wanted not_met_before() const;
  void correct_articles(const Wanted& wanted);
  void find_by_url(Wanted& wanted);
  Keyed with_keys(const Wanted& wanted);
  std::map<std::string, std::string> find_by_key(Wanted& wanted);
  std::size_t make_articles(Wanted& wanted);
  std::map<std::string, Instant> first_comments() const;
  void meet(const std::string& name, ArticleId article);
  void settle_articles();

  void look_up_parents();
  bool settle_parent(std::size_t place);
  void settle(std::vector<std::size_t>& open);
  void make_places(const std::vector<std::size_t>& open, bool in_circles, bool places);
  std::vector<CommentId> ids_for(const std::vector<std::string>& parents);
  const std::size_t* stored_here(const std::string& source_id) const;

  void make_source();
  void begin_changes();
  void leave_places();
  void copy_comments();
  void add_comment(CopyBytes& rows, std::size_t place) const;
  void add_place(CopyBytes& rows, const Place& place) const;
  void join_parents();
  void add_number(CopyBytes& rows, const std::string& source_id, CommentId id) const;
  void copy_numbers();
  void copy_places();
  void queue_pending();
  void count_authors();
  void show_answered();
  void tell_articles();

  ImportRows& store_;
  WritingLink& link_;
  std::int32_t source_;  ///< 0: not made yet
  std::span<const ReadyImport> records_;
  ImportAdded added_;
  std::vector<ArticleId> article_of_;
  std::vector<CommentId> parent_of_;                         ///< 0: none, or not known yet
  std::vector<bool> is_settled_;                             ///< it is known what it answers
  std::vector<bool> is_answered_;                            ///< by one that readers see
  std::vector<bool> fills_;                                  ///< whose place is there
  std::unordered_map<std::string_view, std::size_t> here_;   ///< where in the batch, by source id
  std::unordered_map<std::string, ImportedParent> parents_;  ///< stored before, by source id
  std::set<CommentId> hidden_;     ///< stored before and never shown, but answered by now
  std::vector<Place> places_;      ///< new ones
  std::vector<std::string> left_;  ///< places that nobody will take
  Instant now_;
  std::uint64_t transaction_ = 0;
  std::uint64_t change_ = 0;
};

}  // namespace copytaster::postgres
