#pragma once
// An author's own comment: as she may see it, and her changes of it, each one transaction and one
// round trip.

#include "copytaster/app/receipt.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class ReceiptRows final : public ReceiptStore {
 public:
  explicit ReceiptRows(Pool& pool) : pool_(pool) {}
  std::optional<OwnComment> find_own(SiteId site, CommentId id) override;
  std::optional<OwnForm> find_form(SiteId site, CommentId id, Instant now) override;
  bool said_itself(SiteId site, CommentId id, std::string_view text) override;
  BatchId new_attempt() override;
  bool record_edit(const AuthorsMove& move, const NewWords& words, Instant now) override;
  bool record_withdrawal(const AuthorsMove& move, Instant now) override;
  bool record_appeal(const AuthorsMove& move, const std::string& text, Instant now) override;
  bool is_recorded(SiteId site, BatchId attempt) override;

 private:
  Pool& pool_;
};

}  // namespace copytaster::postgres
