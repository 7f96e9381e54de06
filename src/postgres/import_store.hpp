#pragma once
// What is brought in, by batches: a COPY straight into the comments, with all that a comment has
// beside it, in one transaction.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "copytaster/app/import_comments.hpp"
#include "postgres/copy_in.hpp"
#include "postgres/import_turn.hpp"
#include "postgres/pool.hpp"
#include "postgres/recent_imports.hpp"

namespace copytaster::postgres {

struct ImportTimes {
  /// For the end of another import into the site.
  std::chrono::milliseconds patience = std::chrono::seconds{10};
  /// Longer than an attempt of the service to write lasts (it waits 1 s for a connection and 4 s
  /// for an answer): what had its number before is there by then, or never.
  std::chrono::milliseconds settling = std::chrono::seconds{8};
};

/// `add` and `finish` are called by one thread at a time, the rest by another one meanwhile.
class ImportRows final : public ImportStore {
 public:
  /// `sealing_key`: with which the addresses come sealed. Once there is a newer one, nothing more
  /// is brought in under it.
  ImportRows(Pool& pool, const std::string& conninfo, std::uint32_t sealing_key,
             ImportTimes times = {});

  /// Where the comments come from; made with the first batch where it is new. It keeps the numbers
  /// of our own export (`is_ours`) if the site never had anything. Throws StoreBusy while another
  /// import into this site is under way.
  ImportSource open_source(SiteId site, const std::string& name, bool is_ours);

  /// For looking alone.
  ImportSource find_source(SiteId site, const std::string& name);

  /// How many comments of the site wait for a moderator; counts no further than `enough`.
  std::int64_t waiting(std::int64_t enough);

  void keep_numbers(const OwnNumbers& numbers) override;
  std::vector<bool> known(std::span<const CheckedImport> records) override;
  std::vector<CommentId> take_ids(std::span<const CheckedImport> records) override;
  ImportAdded add(std::span<const ReadyImport> records, bool places) override;
  void finish() override;
  std::vector<bool> known_articles(
      std::span<const std::shared_ptr<const WantedArticle>> articles) override;

 private:
  class Batch;

  void begin_batch();
  void take_places(std::span<const CheckedImport> records, std::vector<CommentId>& ids);
  void take_own(std::span<const CheckedImport> records, std::vector<CommentId>& ids);
  std::vector<CommentId> taken(std::span<const CommentId> ids);
  std::vector<CommentId> new_ids(std::size_t count);
  void use_up_changes();

  Pool& pool_;
  WritingLink link_;
  std::string sealing_key_;
  ImportTimes times_;
  std::optional<ImportTurn> turn_;
  std::string name_;
  ImportSource source_;
  std::atomic<std::int32_t> source_id_{0};  ///< 0: not made yet
  std::atomic<bool> any_places_{false};
  OwnNumbers kept_;     ///< nobody else is given one of these
  CommentId given_{0};  ///< up to here others had been given some of them before
  std::unordered_map<std::string, ArticleId> articles_;  ///< met before; bounded
  std::size_t articles_bytes_ = 0;
  RecentImports recent_;
  /// The next that an export may be told by. What stands in a file out of the order of its numbers
  /// gets one of its own, beyond those that transactions have had so far.
  std::uint64_t next_change_ = 0;
};

}  // namespace copytaster::postgres
