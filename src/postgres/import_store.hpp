#pragma once
// What is brought in, by batches: a COPY straight into the comments, with all that a comment has
// beside it, in one transaction.

#include <chrono>
#include <memory>
#include <string>
#include <unordered_map>

#include "copytaster/app/import_comments.hpp"
#include "postgres/copy_in.hpp"
#include "postgres/pool.hpp"
#include "postgres/recent_imports.hpp"

namespace copytaster::postgres {

/// `add` and `finish` are called by one thread at a time, the rest by another one meanwhile.
class ImportRows final : public ImportStore {
 public:
  /// `patience`: for the end of another import into the site. PostgreSQL notices a little late that
  /// one was killed.
  ImportRows(Pool& pool, const std::string& conninfo,
             std::chrono::milliseconds patience = std::chrono::seconds{10});

  /// Where the comments come from; made where it is new. It keeps the numbers of our own export
  /// (`is_ours`) if the site has no comment yet. Throws StoreBusy while another import into this
  /// site is under way.
  ImportSource open_source(SiteId site, const std::string& name, bool is_ours);

  /// Without making one: none is there yet, and `id` is 0.
  ImportSource find_source(SiteId site, const std::string& name);

  std::vector<bool> known(const ImportSource& source,
                          std::span<const CheckedImport> records) override;
  std::vector<CommentId> take_ids(const ImportSource& source,
                                  std::span<const CheckedImport> records) override;
  ImportAdded add(const ImportSource& source, std::span<const ReadyImport> records,
                  bool last) override;
  void finish(const ImportSource& source) override;
  std::vector<bool> known_articles(
      SiteId site, std::span<const std::shared_ptr<const WantedArticle>> articles) override;

 private:
  class Batch;

  void take_site(const std::string& site);

  Pool& pool_;
  WritingLink link_;
  std::chrono::milliseconds patience_;
  std::unordered_map<std::string, ArticleId> articles_;  ///< met before; bounded
  RecentImports recent_;
  /// The next that an export may be told by. What stands in a file out of the order of its numbers
  /// gets one of its own, beyond those that transactions have had so far.
  std::uint64_t next_change_ = 0;

  void use_up_changes();
};

}  // namespace copytaster::postgres
