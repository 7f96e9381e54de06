#include <pqxx/pqxx>

#include "postgres/connect.hpp"
#include "postgres/people_ids.hpp"
#include "postgres/people_store.hpp"
#include "postgres/rows.hpp"
#include "postgres/translate_faults.hpp"

namespace copytaster::postgres {
namespace {

// In the order of their ids, as every decision locks. A statement of its own: one that was being
// decided is waited for, and the next statement sees all that the decision has written.
constexpr auto lock_sql = R"sql(
  SELECT id FROM comment
   WHERE site_id = $1 AND id = ANY ($2::bigint[]) AND author_index = $3::bytea
   ORDER BY id FOR UPDATE
)sql";

// A place is left where the comment was, so that replies keep theirs and the removal can be
// exported.
constexpr auto erase_sql = R"sql(
  WITH before AS (
    SELECT id, state AS from_state FROM comment
     WHERE site_id = $1 AND id = ANY ($2::bigint[]) AND author_index = $3::bytea
  ), emptied AS (
    UPDATE comment c
       SET state = 4, version = c.version + 1, author = '', url = NULL, text = '',
           author_index = '', name_index = '', pseudonym = NULL, sealed = '', verdict = '{}',
           edited_at = NULL, decided_at = $6::timestamptz, decided_by = $4::bigint,
           change_xid = pg_current_xact_id()
      FROM before b
     WHERE c.site_id = $1 AND c.id = b.id
    RETURNING c.id, c.article_id, c.version, b.from_state
  ), unqueued AS (
    DELETE FROM queue q USING emptied e WHERE q.site_id = $1 AND q.comment_id = e.id
  ), unreported AS (
    DELETE FROM report r USING emptied e WHERE r.site_id = $1 AND r.comment_id = e.id
  ), unappealed AS (
    DELETE FROM appeal p USING emptied e WHERE p.site_id = $1 AND p.comment_id = e.id
  ), unanswered AS (
    DELETE FROM intake i USING emptied e WHERE i.site_id = $1 AND i.comment_id = e.id
  ), unrevised AS (
    DELETE FROM revision r USING emptied e WHERE r.site_id = $1 AND r.comment_id = e.id
  ), unworded AS (
    DELETE FROM audit_detail d USING audit_entry a, emptied e
     WHERE a.site_id = $1 AND a.comment_id = e.id AND d.site_id = $1 AND d.entry_id = a.id
  ), audited AS (
    INSERT INTO audit_entry (site_id, batch, comment_id, token_id, decision, from_state, to_state,
                             version, at)
    SELECT $1, $5, id, $4::bigint, 'erase', from_state, 4, version, $6::timestamptz
      FROM emptied ORDER BY id
    RETURNING id
  ), unsealed AS (
    INSERT INTO audit_unsealed (site_id, entry_id) SELECT $1, id FROM audited
  ), changed AS (
    INSERT INTO change (site_id, article_id, comment_id, state, version, at)
    SELECT $1, article_id, id, 4, version, $6::timestamptz FROM emptied ORDER BY id
  )
  SELECT count(*) FROM emptied
)sql";

// In the order in which writers take them, and after the comments, as they do.
constexpr auto forget_author_sql = R"sql(
  DELETE FROM author WHERE (site_id, author_index, name_index) IN (
    SELECT site_id, author_index, name_index FROM author
     WHERE site_id = $1 AND author_index = $2::bytea
     ORDER BY site_id, author_index, name_index FOR UPDATE)
)sql";

// A ban that ended with its author's record would be lifted by a request to erase her: so the
// digest of her address stays, and nothing else. What else was made from her comments holds her
// name, her website or her pseudonym, and goes.
constexpr auto unban_sql = R"sql(
  WITH kept AS (
    UPDATE ban
       SET reason = '', comment_id = NULL, author_index = NULL,
           until = least(until, $5::timestamptz + interval '1 year')
     WHERE site_id = $1 AND kind = 'author' AND digest = $2::bytea
    RETURNING id
  ), gone AS (
    DELETE FROM ban
     WHERE site_id = $1 AND author_index = $2::bytea
       AND NOT (kind = 'author' AND digest = $2::bytea)
    RETURNING id
  ), unworded AS (
    DELETE FROM audit_detail d USING audit_entry a
     WHERE a.site_id = $1 AND a.decision = 'ban' AND d.site_id = $1 AND d.entry_id = a.id
       AND a.version IN (SELECT id FROM kept UNION ALL SELECT id FROM gone)
  ), audited AS (
    INSERT INTO audit_entry (site_id, batch, comment_id, token_id, decision, from_state, to_state,
                             version, at)
    SELECT $1, $4, 0, $3::bigint, 'unban', 0, 0, id, $5::timestamptz FROM gone ORDER BY id
    RETURNING id
  ), unsealed AS (
    INSERT INTO audit_unsealed (site_id, entry_id) SELECT $1, id FROM audited
  )
  INSERT INTO change (site_id, at)
  SELECT $1, $5::timestamptz WHERE EXISTS (SELECT FROM kept) OR EXISTS (SELECT FROM gone)
)sql";

std::size_t erase(pqxx::transaction_base& work, const PersonRequest& wanted, Instant now) {
  ArrayText ids;
  for (const CommentId id : ids_of_person(work, wanted)) ids.add(id.value);
  std::optional<std::int64_t> token;
  if (wanted.by) token = wanted.by->value;
  const auto batch = work.exec1("SELECT nextval('batch_seq')")[0].as<std::int64_t>();
  const std::string author = author_parameter(wanted);
  work.exec_params(lock_sql, wanted.site.value, ids.text(), author);
  const auto rows = work.exec_params(erase_sql, wanted.site.value, ids.text(), author, token, batch,
                                     timestamp(now));
  work.exec_params0(forget_author_sql, wanted.site.value, author);
  work.exec_params0(unban_sql, wanted.site.value, author, token, batch, timestamp(now));
  return rows[0][0].as<std::size_t>();
}

}  // namespace

std::size_t PeopleRows::erase_person(const PersonRequest& wanted, Instant now) {
  const auto connection = connect(conninfo_);
  return with_translated_faults([&] {
    pqxx::work work{*connection};
    lift_limits(work);
    const std::size_t erased = erase(work, wanted, now);
    work.commit();
    return erased;
  });
}

}  // namespace copytaster::postgres
