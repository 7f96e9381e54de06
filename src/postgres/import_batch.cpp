// What a batch must know before it is written: what is there already, and which articles its
// records mean.

#include "postgres/import_batch.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto by_url_sql = R"sql(
  SELECT url, min(id) FROM article WHERE site_id = $1::int AND url = ANY ($2::text[]) GROUP BY url
)sql";

constexpr auto by_key_sql = R"sql(
  SELECT key, id, (url = '')::int FROM article WHERE site_id = $1::int AND key = ANY ($2::text[])
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

// Into a site that never had anything our own export brings its articles as well, as it says they
// are.
constexpr auto correct_sql = R"sql(
  UPDATE article a SET url = g.url, section = g.section
    FROM unnest($2::text[], $3::text[], $4::text[]) AS g (key, url, section)
   WHERE a.site_id = $1::int AND a.key = g.key AND (a.url, a.section) <> (g.url, g.section)
)sql";

/// So many articles are remembered from batch to batch.
constexpr std::size_t articles_max = 100'000;
constexpr std::size_t articles_bytes_max = std::size_t{32} << 20U;

std::string met_by(const WantedArticle& article) { return article.key.text() + '\n' + article.url; }

}  // namespace

/// The second of two with the same number is known as well. Where nothing had been brought in from
/// there before, what this import remembers is enough: nobody else brings anything in meanwhile.
void ImportRows::Batch::pass_by_known() {
  ArrayText ids;
  bool any = false;
  for (std::size_t i = 0; i < records_.size(); ++i) {
    const bool first = here_.try_emplace(checked(i).source_id, i).second;
    if (!first) added_.outcomes[i] = ImportOutcome::known;
    if (store_.source_.is_new && !store_.recent_.may_have(checked(i).source_id)) continue;
    ids.add(checked(i).source_id);
    any = true;
  }
  if (!any || source_ == 0) return;
  const std::vector<std::string> values{std::to_string(source_), ids.text()};
  const auto rows = link_.run(known_sql, values);
  for (int row = 0; row < ::PQntuples(rows.get()); ++row) {
    const auto found = here_.find(field_of(rows, row, 0));
    if (found != here_.end()) added_.outcomes[found->second] = ImportOutcome::known;
  }
}

void ImportRows::Batch::remember() {
  store_.source_id_ = source_;
  for (std::size_t i = 0; i < records_.size(); ++i) {
    if (!is_stored(i)) continue;
    const bool is_hidden = checked(i).state == State::rejected || checked(i).state == State::spam;
    store_.recent_.add(checked(i).source_id,
                       {records_[i].id, article_of_[i],
                        is_hidden && !checked(i).published_at && !is_answered_[i]});
  }
  for (const Place& one : places_) store_.recent_.add(one.source_id, {one.id, one.article});
  if (!places_.empty()) store_.any_places_ = true;
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

void ImportRows::Batch::meet(const std::string& name, ArticleId article) {
  if (store_.articles_.emplace(name, article).second) store_.articles_bytes_ += name.size();
}

/// Another system's number of an article is somebody else's key here, unless nothing says so.
void ImportRows::Batch::find_articles() {
  if (store_.articles_.size() > articles_max || store_.articles_bytes_ > articles_bytes_max) {
    store_.articles_.clear();
    store_.articles_bytes_ = 0;
  }
  Wanted wanted = not_met_before();
  if (store_.source_.keeps_ids) correct_articles(wanted);
  const std::size_t all = wanted.size();
  find_by_url(wanted);
  const std::size_t made = make_articles(wanted);
  added_.articles_new = static_cast<std::int64_t>(made);
  added_.articles_known = static_cast<std::int64_t>(all - wanted.size() - made);
  settle_articles();
}

void ImportRows::Batch::settle_articles() {
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
  const std::vector<std::string> values{site(), keys.text(), urls.text(), sections.text()};
  link_.run(correct_sql, values);
}

void ImportRows::Batch::find_by_url(Wanted& wanted) {
  ArrayText urls;
  bool any = false;
  for (const auto& [name, article] : wanted) {
    for (const auto& url : article->urls) urls.add(url);
    any = any || !article->urls.empty();
  }
  if (!any) return;
  const std::vector<std::string> values{site(), urls.text()};
  const auto rows = link_.run(by_url_sql, values);
  std::map<std::string, ArticleId, std::less<>> found;
  for (int row = 0; row < ::PQntuples(rows.get()); ++row)
    found.emplace(field_of(rows, row, 0), ArticleId{number_of(rows, row, 1)});
  std::erase_if(wanted, [&](const auto& one) {
    for (const auto& url : one.second->urls) {
      const auto known = found.find(url);
      if (known == found.end()) continue;
      meet(one.first, known->second);
      return true;
    }
    return false;
  });
}

ImportRows::Batch::Keyed ImportRows::Batch::with_keys(const Wanted& wanted) {
  ArrayText keys;
  for (const auto& [name, article] : wanted) {
    keys.add(article->key.text());
    if (!article->other_key.empty()) keys.add(article->other_key);
  }
  const std::vector<std::string> values{site(), keys.text()};
  const auto rows = link_.run(by_key_sql, values);
  Keyed keyed;
  for (int row = 0; row < ::PQntuples(rows.get()); ++row)
    keyed.emplace(field_of(rows, row, 0),
                  KeyedArticle{{number_of(rows, row, 1)}, number_of(rows, row, 2) != 0});
  return keyed;
}

/// Takes out of `wanted` those that are known by a key. Where a number is another page's, it gets
/// the other key. Returns the keys that are free for what is left.
std::map<std::string, std::string> ImportRows::Batch::find_by_key(Wanted& wanted) {
  const Keyed keyed = with_keys(wanted);
  std::map<std::string, std::string> free;
  std::erase_if(wanted, [&](const auto& one) {
    const WantedArticle& article = *one.second;
    auto known = keyed.find(article.key.text());
    const bool is_anothers =
        known != keyed.end() && !article.urls.empty() && !known->second.has_no_url;
    if (is_anothers) known = keyed.find(article.other_key);
    if (known != keyed.end())
      meet(one.first, known->second.id);
    else if (!is_anothers || !article.other_key.empty())
      free.emplace(one.first, is_anothers ? article.other_key : article.key.text());
    return known != keyed.end();
  });
  return free;
}

/// An article is known since its first comment, where nothing says more.
std::map<std::string, Instant> ImportRows::Batch::first_comments() const {
  std::map<std::string, Instant> first;
  for (std::size_t i = 0; i < records_.size(); ++i) {
    if (!is_stored(i)) continue;
    const Instant at = checked(i).created_at;
    const auto [found, is_new] = first.try_emplace(met_by(*checked(i).article), at);
    found->second = std::min(found->second, at);
  }
  return first;
}

std::size_t ImportRows::Batch::make_articles(Wanted& wanted) {
  if (wanted.empty()) return 0;
  const auto names = find_by_key(wanted);
  const auto since = first_comments();
  std::array<ArrayText, 6> columns;
  auto& [keys, urls, titles, sections, states, times] = columns;
  bool any = false;
  for (const auto& [name, article] : wanted) {
    const auto key = names.find(name);
    if (article->url.empty() || key == names.end()) continue;
    any = true;
    keys.add(key->second);
    urls.add(article->url);
    titles.add(article->title);
    sections.add(article->section);
    states.add(name_of(article->is_open ? ArticleState::open : ArticleState::closed));
    times.add(timestamp(std::min(article->created_at, since.at(name))));
  }
  if (!any) return 0;
  std::vector<std::string> values{site()};
  for (ArrayText& column : columns) values.push_back(column.text());
  const auto made = static_cast<std::size_t>(number_of(link_.run(make_sql, values), 0, 0));
  const Keyed keyed = with_keys(wanted);
  std::erase_if(wanted, [&](const auto& one) {
    const auto key = names.find(one.first);
    const auto known = key == names.end() ? keyed.end() : keyed.find(key->second);
    if (known != keyed.end()) meet(one.first, known->second.id);
    return known != keyed.end();
  });
  return made;
}

}  // namespace copytaster::postgres
