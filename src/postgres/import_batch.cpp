// What a batch must know before it is written: what is there already, which articles and parents
// its records mean.

#include "postgres/import_batch.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto known_sql = R"sql(
  SELECT source_id FROM imported WHERE source = $1::int AND source_id = ANY ($2::text[])
)sql";

constexpr auto by_url_sql = R"sql(
  SELECT url, min(id) FROM article WHERE site_id = $1::int AND url = ANY ($2::text[]) GROUP BY url
)sql";

constexpr auto by_key_sql = R"sql(
  SELECT key, id FROM article WHERE site_id = $1::int AND key = ANY ($2::text[])
)sql";

constexpr auto make_sql = R"sql(
  WITH made AS (
    INSERT INTO article (site_id, key, url, title, section, state, created_at)
    SELECT DISTINCT ON (key) $1::int, key, url, title, section, state, at
      FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
           AS g (key, url, title, section, state, at)
     ORDER BY key
        ON CONFLICT (site_id, key) DO NOTHING
    RETURNING id)
  SELECT count(*) FROM made
)sql";

// Into a site that was empty our own export brings its articles as well, as it says they are.
constexpr auto correct_sql = R"sql(
  UPDATE article a SET url = g.url, section = g.section
    FROM unnest($2::text[], $3::text[], $4::text[]) AS g (key, url, section)
   WHERE a.site_id = $1::int AND a.key = g.key AND (a.url, a.section) <> (g.url, g.section)
)sql";

// One that has gone since has no article; what answered it finds no parent.
constexpr auto parents_sql = R"sql(
  SELECT i.source_id, c.id, c.article_id
    FROM imported i JOIN comment c ON c.site_id = $3::int AND c.id = i.comment_id
   WHERE i.source = $1::int AND i.source_id = ANY ($2::text[])
)sql";

constexpr auto taken_sql = R"sql(
  SELECT id FROM comment WHERE site_id = $1::int AND id = ANY ($2::bigint[])
)sql";

constexpr auto next_ids_sql = "SELECT nextval('comment_id_seq') FROM generate_series(1, $1::int)";

/// So many articles are remembered from batch to batch.
constexpr std::size_t articles_max = 100'000;

std::string met_by(const WantedArticle& article) { return article.key.text() + '\n' + article.url; }

std::int64_t number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && stopped == text.data() + text.size() ? number : 0;
}

}  // namespace

/// The second of two with the same number is known as well. Where nothing had been brought in from
/// there before, what this import remembers is enough: nobody else brings anything in meanwhile.
void ImportRows::Batch::pass_by_known() {
  ArrayText ids;
  bool any = false;
  for (std::size_t i = 0; i < records_.size(); ++i) {
    const bool first = here_.try_emplace(checked(i).source_id, i).second;
    if (!first) added_.outcomes[i] = ImportOutcome::known;
    if (source_.is_new && !store_.recent_.may_have(checked(i).source_id)) continue;
    ids.add(checked(i).source_id);
    any = true;
  }
  if (!any) return;
  const std::vector<std::string> values{std::to_string(source_.id), ids.text()};
  const auto rows = link_.run(known_sql, values);
  for (int row = 0; row < ::PQntuples(rows.get()); ++row) {
    const auto found = here_.find(field_of(rows, row, 0));
    if (found != here_.end()) added_.outcomes[found->second] = ImportOutcome::known;
  }
}

void ImportRows::Batch::remember() {
  for (std::size_t i = 0; i < records_.size(); ++i) {
    if (is_stored(i)) store_.recent_.add(checked(i).source_id, {records_[i].id, article_of_[i]});
  }
  for (const auto& [parent, id] : places_) store_.recent_.add(parent, {id, {}});
}

ImportRows::Batch::Wanted ImportRows::Batch::not_met_before() const {
  Wanted wanted;
  const WantedArticle* last = nullptr;
  for (std::size_t i = 0; i < records_.size(); ++i) {
    const WantedArticle* one = checked(i).article.get();
    if (!is_stored(i) || one == last) continue;
    last = one;
    std::string name = met_by(*one);
    if (!store_.articles_.contains(name)) wanted.try_emplace(std::move(name), one);
  }
  return wanted;
}

/// By address first where numbers of another system could be somebody else's keys here.
void ImportRows::Batch::find_articles() {
  if (store_.articles_.size() > articles_max) store_.articles_.clear();
  Wanted wanted = not_met_before();
  if (source_.keeps_ids) correct_articles(wanted);
  const std::size_t known = find_by_url(wanted) + find_by_key(wanted);
  const std::size_t made = make_articles(wanted);
  find_by_key(wanted);
  added_.articles_new = static_cast<std::int64_t>(made);
  added_.articles_known = static_cast<std::int64_t>(known);
  for (std::size_t i = 0; i < records_.size(); ++i) {
    if (!is_stored(i)) continue;
    if (i > 0 && is_stored(i - 1) && checked(i).article == checked(i - 1).article) {
      article_of_[i] = article_of_[i - 1];
      continue;
    }
    const auto found = store_.articles_.find(met_by(*checked(i).article));
    if (found == store_.articles_.end())
      added_.outcomes[i] = ImportOutcome::no_article;
    else
      article_of_[i] = found->second;
  }
}

void ImportRows::Batch::correct_articles(const Wanted& wanted) {
  ArrayText keys;
  ArrayText urls;
  ArrayText sections;
  std::set<std::string_view> corrected;
  for (const auto& [name, article] : wanted) {
    if (article->url.empty() || !corrected.insert(article->key.text()).second) continue;
    keys.add(article->key.text());
    urls.add(article->url);
    sections.add(article->section);
  }
  if (corrected.empty()) return;
  const std::vector<std::string> values{std::to_string(source_.site.value), keys.text(),
                                        urls.text(), sections.text()};
  link_.run(correct_sql, values);
}

std::size_t ImportRows::Batch::find_by_url(Wanted& wanted) {
  ArrayText urls;
  bool any = false;
  for (const auto& [name, article] : wanted) {
    for (const auto& url : article->urls) urls.add(url);
    any = any || !article->urls.empty();
  }
  if (!any) return 0;
  const std::vector<std::string> values{std::to_string(source_.site.value), urls.text()};
  const auto rows = link_.run(by_url_sql, values);
  std::map<std::string, ArticleId, std::less<>> found;
  for (int row = 0; row < ::PQntuples(rows.get()); ++row)
    found.emplace(field_of(rows, row, 0), ArticleId{number_of(rows, row, 1)});
  return std::erase_if(wanted, [&](const auto& one) {
    for (const auto& url : one.second->urls) {
      const auto known = found.find(url);
      if (known == found.end()) continue;
      store_.articles_.emplace(one.first, known->second);
      return true;
    }
    return false;
  });
}

std::size_t ImportRows::Batch::find_by_key(Wanted& wanted) {
  if (wanted.empty()) return 0;
  ArrayText keys;
  for (const auto& [name, article] : wanted) keys.add(article->key.text());
  const std::vector<std::string> values{std::to_string(source_.site.value), keys.text()};
  const auto rows = link_.run(by_key_sql, values);
  std::map<std::string, ArticleId, std::less<>> found;
  for (int row = 0; row < ::PQntuples(rows.get()); ++row)
    found.emplace(field_of(rows, row, 0), ArticleId{number_of(rows, row, 1)});
  return std::erase_if(wanted, [&](const auto& one) {
    const auto known = found.find(one.second->key.text());
    if (known == found.end()) return false;
    store_.articles_.emplace(one.first, known->second);
    return true;
  });
}

/// An article is known since its first comment, where nothing says more.
std::map<std::string_view, Instant> ImportRows::Batch::first_comments() const {
  std::map<std::string_view, Instant> first;
  for (std::size_t i = 0; i < records_.size(); ++i) {
    if (!is_stored(i)) continue;
    const Instant at = checked(i).created_at;
    const auto [found, is_new] = first.try_emplace(checked(i).article->key.text(), at);
    found->second = std::min(found->second, at);
  }
  return first;
}

std::size_t ImportRows::Batch::make_articles(const Wanted& wanted) {
  ArrayText keys;
  ArrayText urls;
  ArrayText titles;
  ArrayText sections;
  ArrayText states;
  ArrayText times;
  const auto since = wanted.empty() ? std::map<std::string_view, Instant>{} : first_comments();
  bool any = false;
  for (const auto& [name, article] : wanted) {
    if (article->url.empty()) continue;
    any = true;
    keys.add(article->key.text());
    urls.add(article->url);
    titles.add(article->title);
    sections.add(article->section);
    states.add(name_of(article->is_open ? ArticleState::open : ArticleState::closed));
    times.add(timestamp(std::min(article->created_at, since.at(article->key.text()))));
  }
  if (!any) return 0;
  const std::vector<std::string> values{std::to_string(source_.site.value),
                                        keys.text(),
                                        urls.text(),
                                        titles.text(),
                                        sections.text(),
                                        states.text(),
                                        times.text()};
  return static_cast<std::size_t>(number_of(link_.run(make_sql, values), 0, 0));
}

void ImportRows::Batch::look_up_parents() {
  ArrayText ids;
  bool any = false;
  for (std::size_t i = 0; i < records_.size(); ++i) {
    const std::string& parent = checked(i).parent;
    if (!is_stored(i) || parent.empty()) continue;
    const auto found = here_.find(parent);
    if (found != here_.end() && is_stored(found->second)) continue;
    if (const auto* recent = store_.recent_.find(parent)) {
      parents_.try_emplace(parent, *recent);
      continue;
    }
    ids.add(parent);
    any = true;
  }
  if (!any) return;
  const std::vector<std::string> values{std::to_string(source_.id), ids.text(),
                                        std::to_string(source_.site.value)};
  const auto rows = link_.run(parents_sql, values);
  for (int row = 0; row < ::PQntuples(rows.get()); ++row)
    parents_.try_emplace(std::string{field_of(rows, row, 0)},
                         ImportedParent{{number_of(rows, row, 1)}, {number_of(rows, row, 2)}});
}

/// Whether it is known by now what this one answers.
bool ImportRows::Batch::settle_parent(std::size_t place) {
  const std::string& parent = checked(place).parent;
  if (parent.empty()) return true;
  if (const auto stored = parents_.find(parent); stored != parents_.end()) {
    if (stored->second.article == article_of_[place]) parent_of_[place] = stored->second.id;
    return parent_of_[place].value != 0;
  }
  const auto found = here_.find(parent);
  if (found == here_.end() || !is_stored(found->second)) return false;
  const std::size_t above = found->second;
  const bool is_settled = checked(above).parent.empty() || parent_of_[above].value != 0;
  if (is_settled && article_of_[above] == article_of_[place])
    parent_of_[place] = records_[above].id;
  return parent_of_[place].value != 0;
}

void ImportRows::Batch::find_parents(bool last) {
  look_up_parents();
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < records_.size(); ++i) {
    if (is_stored(i) && !checked(i).parent.empty()) open.push_back(i);
  }
  // A reply may stand before what it answers; looked at from both ends, few rounds are enough.
  const auto is_settled = [this](std::size_t place) { return settle_parent(place); };
  std::size_t before = open.size() + 1;
  while (!open.empty() && open.size() < before) {
    before = open.size();
    std::erase_if(open, is_settled);
    std::reverse(open.begin(), open.end());
  }
  settle_missing(open, last);
}

/// A parent that our own export does not tell of was removed before: it gets a place without words.
/// All others wait for it.
void ImportRows::Batch::settle_missing(const std::vector<std::size_t>& places, bool last) {
  std::vector<std::string> missing;
  const auto was_removed = [&](std::size_t place) {
    const CheckedImport& one = checked(place);
    return one.from_export && (source_.keeps_ids || last) && !here_.contains(one.parent) &&
           !parents_.contains(one.parent);
  };
  for (const std::size_t place : places) {
    if (was_removed(place)) missing.push_back(checked(place).parent);
  }
  const auto numbers = free_places(missing);
  for (const std::size_t place : places) {
    const auto found = numbers.find(checked(place).parent);
    if (found != numbers.end() && was_removed(place))
      parent_of_[place] = found->second;
    else
      added_.outcomes[place] = ImportOutcome::waits;
  }
}

/// Their own numbers where they are kept, as long as nobody else has them; else new ones, by which
/// they are known from now on.
std::map<std::string, CommentId> ImportRows::Batch::free_places(
    const std::vector<std::string>& parents) {
  std::map<std::string, CommentId> numbers;
  for (const auto& parent : parents) numbers.try_emplace(parent, CommentId{});
  if (numbers.empty()) return numbers;
  if (!source_.keeps_ids) {
    const std::vector<std::string> count{std::to_string(numbers.size())};
    const auto rows = link_.run(next_ids_sql, count);
    int row = 0;
    for (auto& [parent, id] : numbers) id = {number_of(rows, row++, 0)};
    places_ = numbers;
    return numbers;
  }
  ArrayText wanted;
  for (auto& [parent, id] : numbers) {
    id = {number_in(parent)};
    wanted.add(id.value);
  }
  const std::vector<std::string> values{std::to_string(source_.site.value), wanted.text()};
  const auto rows = link_.run(taken_sql, values);
  std::erase_if(numbers, [](const auto& one) { return one.second.value <= 0; });
  for (int row = 0; row < ::PQntuples(rows.get()); ++row)
    numbers.erase(std::to_string(number_of(rows, row, 0)));
  return numbers;
}

}  // namespace copytaster::postgres
