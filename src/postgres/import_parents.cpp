// What each record of a batch answers: a comment of the batch, one that was stored before, or a
// place without words, which is kept for what may still come.

#include <algorithm>

#include "postgres/import_batch.hpp"
#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto parents_sql = R"sql(
  SELECT i.source_id, c.id, c.article_id, (c.published_at IS NULL AND c.state IN (2, 3))::int
    FROM (SELECT source_id, comment_id FROM imported
           WHERE source = $1::int AND source_id = ANY ($2::text[])
           UNION ALL
          SELECT source_id, comment_id FROM import_place
           WHERE source = $1::int AND source_id = ANY ($2::text[])) i
    JOIN comment c ON c.site_id = $3::int AND c.id = i.comment_id
)sql";

constexpr auto places_sql = R"sql(
  SELECT p.source_id, p.comment_id, c.article_id
    FROM import_place p JOIN comment c ON c.site_id = $3::int AND c.id = p.comment_id
   WHERE p.source = $1::int AND p.source_id = ANY ($2::text[])
)sql";

}  // namespace

/// A place is filled by what was prepared for its number; what was not gets that with the next
/// pass. A comment of another article than the one that was thought leaves it, and comes then.
void ImportRows::Batch::look_for_places() {
  if (!store_.any_places_ || source_ == 0) return;
  ArrayText ids;
  for (std::size_t i = 0; i < records_.size(); ++i) {
    if (is_stored(i)) ids.add(checked(i).source_id);
  }
  const std::vector<std::string> values{std::to_string(source_), ids.text(), site()};
  const auto rows = link_.run(places_sql, values);
  for (int row = 0; row < ::PQntuples(rows.get()); ++row) {
    const std::size_t place = here_.at(field_of(rows, row, 0));
    const bool is_its_article = ArticleId{number_of(rows, row, 2)} == article_of_[place];
    if (is_its_article && records_[place].id.value == number_of(rows, row, 1)) {
      fills_[place] = is_answered_[place] = true;
      continue;
    }
    added_.outcomes[place] = ImportOutcome::waits;
    if (!is_its_article) left_.emplace_back(field_of(rows, row, 0));
  }
}

void ImportRows::Batch::look_up_parents() {
  ArrayText ids;
  bool any = false;
  for (std::size_t i = 0; i < records_.size(); ++i) {
    const std::string& parent = checked(i).parent;
    if (!is_stored(i) || parent.empty() || stored_here(parent) != nullptr) continue;
    if (const auto* recent = store_.recent_.find(parent)) {
      parents_.try_emplace(parent, *recent);
      continue;
    }
    ids.add(parent);
    any = true;
  }
  if (!any || source_ == 0) return;
  const std::vector<std::string> values{std::to_string(source_), ids.text(), site()};
  const auto rows = link_.run(parents_sql, values);
  for (int row = 0; row < ::PQntuples(rows.get()); ++row)
    parents_.try_emplace(
        std::string{field_of(rows, row, 0)},
        ImportedParent{
            {number_of(rows, row, 1)}, {number_of(rows, row, 2)}, number_of(rows, row, 3) != 0});
}

/// Where in this batch it is, if it is going to be stored.
const std::size_t* ImportRows::Batch::stored_here(const std::string& source_id) const {
  const auto found = here_.find(source_id);
  return found != here_.end() && is_stored(found->second) ? &found->second : nullptr;
}

/// Whether it is known by now what this one answers. A comment of another article answers nobody.
bool ImportRows::Batch::settle_parent(std::size_t place) {
  const std::string& parent = checked(place).parent;
  const bool is_seen = checked(place).published_at.has_value();
  if (const std::size_t* above = stored_here(parent)) {
    const bool is_same = article_of_[*above] == article_of_[place];
    if (is_same && !is_settled_[*above] && !fills_[*above]) return false;
    if (is_same) parent_of_[place] = records_[*above].id;
    if (is_same && is_seen) is_answered_[*above] = true;
    is_settled_[place] = true;
    return true;
  }
  const auto stored = parents_.find(parent);
  if (stored == parents_.end()) return false;
  if (stored->second.article == article_of_[place]) {
    parent_of_[place] = stored->second.id;
    if (is_seen && stored->second.is_hidden) hidden_.insert(stored->second.id);
  }
  is_settled_[place] = true;
  return true;
}

/// A reply may stand before what it answers; looked at from both ends, few rounds are enough.
void ImportRows::Batch::settle(std::vector<std::size_t>& open) {
  const auto is_settled = [this](std::size_t place) {
    return !is_stored(place) || settle_parent(place);
  };
  std::size_t before = open.size() + 1;
  while (!open.empty() && open.size() < before) {
    before = open.size();
    std::erase_if(open, is_settled);
    std::reverse(open.begin(), open.end());
  }
}

/// What our own export does not tell of was removed, and has its place at once: that keeps the
/// order. In other files it may still come. Those that answer each other have a place each, and
/// are then filled one by one.
void ImportRows::Batch::find_parents(bool places) {
  look_up_parents();
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < records_.size(); ++i) {
    if (checked(i).parent.empty())
      is_settled_[i] = true;
    else if (is_stored(i))
      open.push_back(i);
  }
  settle(open);
  make_places(open, false, places);
  settle(open);
  if (places) {
    make_places(open, true, places);
    settle(open);
  }
  for (const std::size_t place : open) added_.outcomes[place] = ImportOutcome::waits;
}

void ImportRows::Batch::make_places(const std::vector<std::size_t>& open, bool in_circles,
                                    bool places) {
  std::map<std::string, std::size_t> replies;
  for (const std::size_t place : open) {
    const CheckedImport& one = checked(place);
    const bool may = places || (store_.source_.keeps_ids && one.from_export);
    if (may && (stored_here(one.parent) != nullptr) == in_circles)
      replies.try_emplace(one.parent, place);
  }
  std::vector<std::string> parents;
  for (const auto& [parent, reply] : replies) parents.push_back(parent);
  const auto ids = ids_for(parents);
  for (std::size_t i = 0; i < parents.size(); ++i) {
    const std::size_t reply = replies.at(parents[i]);
    if (const std::size_t* above = stored_here(parents[i]))
      added_.outcomes[*above] = ImportOutcome::waits;
    parents_.insert_or_assign(parents[i], ImportedParent{ids[i], article_of_[reply]});
    places_.push_back({parents[i], ids[i], article_of_[reply], checked(reply).created_at});
  }
}

/// Their own numbers where they are kept and nobody else has them; else new ones.
std::vector<CommentId> ImportRows::Batch::ids_for(const std::vector<std::string>& parents) {
  std::vector<CommentId> ids(parents.size());
  std::vector<CommentId> own;
  for (std::size_t i = 0; i < parents.size(); ++i) {
    const auto number = own_number(parents[i]);
    if (!number || *number > store_.kept_.last) continue;
    ids[i] = *number;
    own.push_back(*number);
  }
  for (const CommentId id : store_.taken(own))
    std::replace(ids.begin(), ids.end(), id, CommentId{});
  const auto missing = std::count(ids.begin(), ids.end(), CommentId{});
  auto next = ids.begin();
  for (const CommentId id : store_.new_ids(static_cast<std::size_t>(missing))) {
    next = std::find(next, ids.end(), CommentId{});
    *next = id;
  }
  return ids;
}

}  // namespace copytaster::postgres
