-- Why: the service works with the least it needs. It has no DDL, cannot change or delete audit
-- entries, and cannot read the sealed column back.
-- Run by the owner after every migration; running it again changes nothing. The owner makes the
-- role `copytaster_service` first (the embedded cluster does it by itself).

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO copytaster_service;

GRANT SELECT ON schema_migration, installation TO copytaster_service;
GRANT UPDATE (key_fingerprint, epoch, system_id) ON installation TO copytaster_service;
GRANT SELECT, INSERT ON site TO copytaster_service;
GRANT SELECT, INSERT, UPDATE ON article TO copytaster_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON queue, intake, author TO copytaster_service;
GRANT SELECT, INSERT, DELETE ON report TO copytaster_service;
GRANT UPDATE (settled_at) ON report TO copytaster_service;
GRANT SELECT, INSERT, DELETE ON appeal TO copytaster_service;
GRANT UPDATE (answered_at) ON appeal TO copytaster_service;
GRANT SELECT, INSERT, DELETE ON api_token TO copytaster_service;
GRANT UPDATE (revoked_at, seen_at) ON api_token TO copytaster_service;
GRANT SELECT, INSERT ON moderator, moderator_role TO copytaster_service;
GRANT UPDATE (role, sections, see_email, disabled) ON moderator_role TO copytaster_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON totp TO copytaster_service;
GRANT SELECT, INSERT, DELETE ON recovery_code, invitation TO copytaster_service;
GRANT UPDATE (password_hash) ON moderator TO copytaster_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON login_code TO copytaster_service;
GRANT SELECT, INSERT, DELETE ON session TO copytaster_service;
GRANT UPDATE (seen_at) ON session TO copytaster_service;
GRANT SELECT ON principal TO copytaster_service;
GRANT SELECT, INSERT ON audit_entry TO copytaster_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON audit_detail TO copytaster_service;
GRANT SELECT, INSERT, DELETE ON audit_unsealed, change, pseudonym_key, article_before, revision
  TO copytaster_service;
GRANT UPDATE (sealed) ON pseudonym_key TO copytaster_service;
GRANT SELECT, INSERT ON rule_set, rule_file TO copytaster_service;
GRANT SELECT, INSERT, UPDATE ON active_rule_set TO copytaster_service;
GRANT SELECT, INSERT, DELETE ON model TO copytaster_service;
GRANT SELECT, INSERT, UPDATE ON active_model TO copytaster_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON model_turn TO copytaster_service;
GRANT SELECT, INSERT ON import_source, imported TO copytaster_service;
GRANT SELECT, INSERT, DELETE ON import_place TO copytaster_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON import_turn TO copytaster_service;
GRANT SELECT, INSERT ON purged_count TO copytaster_service;
GRANT UPDATE (comments) ON purged_count TO copytaster_service;
GRANT SELECT, INSERT, DELETE ON ban TO copytaster_service;
GRANT UPDATE (until, comment_id, author_index, reason) ON ban TO copytaster_service;
GRANT SELECT, INSERT ON audit_seal TO copytaster_service;
GRANT SELECT, INSERT ON sealing_key TO copytaster_service;
GRANT UPDATE (retired_at) ON sealing_key TO copytaster_service;
-- A restored dump comes without these.
REVOKE EXECUTE ON FUNCTION sealed_contacts, sealed_page, replace_sealed, pass_numbers FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sealed_contacts, sealed_page, replace_sealed, pass_numbers
  TO copytaster_service;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO copytaster_service;

-- Everything of a comment but the sealed column.
GRANT SELECT (site_id, id, article_id, parent_id, state, version, author, url, text, author_index,
              name_index, pseudonym, verdict, created_at, edited_at, decided_at, decided_by,
              published_at, change_xid)
  ON comment TO copytaster_service;
GRANT INSERT, DELETE ON comment TO copytaster_service;
GRANT UPDATE (parent_id, state, version, author, url, text, author_index, name_index, pseudonym,
              sealed, verdict, edited_at, decided_at, decided_by, published_at, change_xid)
  ON comment TO copytaster_service;

-- No statement of the service takes long (an export lifts the limit for itself), and no transaction
-- of a service that has lost its network holds a lock. An owner who may not alter roles leaves that
-- to whoever made the role.
DO $$
BEGIN
  ALTER ROLE copytaster_service SET statement_timeout = '3s';
  ALTER ROLE copytaster_service SET lock_timeout = '1s';
  ALTER ROLE copytaster_service SET idle_in_transaction_session_timeout = '5s';
EXCEPTION WHEN insufficient_privilege THEN
  NULL;
END
$$;
