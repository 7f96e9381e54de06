#pragma once
// Which sealing keys a database needs, and what is sealed with which: for the start's check and for
// the change of keys. Only fingerprints and ciphertexts pass through here, never a key.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <pqxx/transaction_base>

#include "copytaster/domain/ids.hpp"
#include "copytaster/domain/privacy.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

struct RecordedKey {
  std::uint32_t id = 0;
  std::string fingerprint;
  bool retired = false;
};

/// In the order of their numbers.
std::vector<RecordedKey> recorded_keys(Pool& pool);

/// Records those of these keys whose numbers are new; the others stay as they are.
void record_keys(Pool& pool, const std::map<std::uint32_t, std::string>& fingerprints);

/// What is being brought in holds the row of its key in every transaction: returns once those that
/// had begun have ended.
void wait_for_batches(Pool& pool);

/// For who is about to keep something else than a comment under the key that sealed it: until its
/// transaction ends, that key is not retired. Throws StoreFault when it is already.
void refuse_retired_key(pqxx::transaction_base& transaction, const std::string& sealed);

/// No comment is sealed with this key any more, so a start does not ask for it, and no new key of
/// pseudonyms nor a second factor is sealed with it. False: one still is, and nothing was changed.
bool retire_key(Pool& pool, std::uint32_t id);

struct SealedRow {
  SiteId site;
  CommentId id;
  SealedContact sealed;  ///< empty once its author was erased
};

/// The next rows behind a place, in the order of site and number; none at the end.
std::vector<SealedRow> sealed_page(Pool& pool, const SealedRow& after, int count);

struct Resealed {
  SealedRow row;  ///< as it was read
  SealedContact sealed;
};

/// Puts new ciphertexts in place of old ones, in one statement. A row that holds another by now
/// (edited, erased, purged) is left alone. Returns how many were replaced.
std::size_t replace_sealed(Pool& pool, const std::vector<Resealed>& rows);

/// How many comments there are, as the planner remembers it.
std::int64_t comments_estimate(Pool& pool);

}  // namespace copytaster::postgres
