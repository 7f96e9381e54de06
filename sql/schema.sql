CREATE FUNCTION public.faded(counted real, at timestamp with time zone, now timestamp with time zone) RETURNS real
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ((at IS NULL) OR (counted = (0)::double precision)) THEN (0)::double precision ELSE (counted * (power(0.5, LEAST((1000)::numeric, GREATEST((0)::numeric, (EXTRACT(epoch FROM (now - at)) / (1296000)::numeric)))))::double precision) END;

CREATE FUNCTION public.pass_numbers(past bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
DECLARE
  given bigint;
BEGIN
  IF past < 1 OR past >= 1099511627776 THEN RAISE 'not a number of ours'; END IF;
  ALTER SEQUENCE public.comment_id_seq NO CYCLE;
  SELECT CASE WHEN is_called THEN last_value ELSE 0 END INTO given FROM public.comment_id_seq;
  IF given < past THEN PERFORM setval('public.comment_id_seq', past); END IF;
  RETURN given;
END
$$;

CREATE FUNCTION public.queue_score(verdict text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN COALESCE((LEAST((1000000000)::numeric, GREATEST((0)::numeric, round(((100)::numeric * ("substring"(verdict, '"score": ?(-?[0-9]{1,15}(?:\.[0-9]{1,6})?)'::text))::numeric)))))::integer, 0);

CREATE FUNCTION public.refused_share(approved real, refused real) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (COALESCE((approved + refused), (0)::real) < (2.5)::double precision) THEN (0)::double precision ELSE round((((100)::double precision * refused) / (approved + refused))) END;

CREATE FUNCTION public.replace_sealed(sites integer[], ids bigint[], was bytea[], becomes bytea[]) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$WITH replaced AS (
        UPDATE public.comment c SET sealed = g.becomes
          FROM unnest(sites, ids, was, becomes) AS g (site_id, id, was, becomes)
         WHERE c.site_id = g.site_id AND c.id = g.id AND c.sealed = g.was
        RETURNING 1)
      SELECT count(*) FROM replaced$$;

CREATE FUNCTION public.sealed_contacts(site integer, ids bigint[]) RETURNS TABLE(id bigint, sealed bytea)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$SELECT c.id, c.sealed FROM public.comment c WHERE c.site_id = site AND c.id = ANY (ids) LIMIT 1000$$;

CREATE FUNCTION public.sealed_page(after_site integer, after_id bigint, count integer) RETURNS TABLE(site_id integer, id bigint, sealed bytea)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$SELECT c.site_id, c.id, c.sealed FROM public.comment c
       WHERE (c.site_id, c.id) > (after_site, after_id) ORDER BY c.site_id, c.id LIMIT least(count, 1000)$$;

CREATE FUNCTION public.verdict_campaign(verdict text) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN COALESCE(("substring"(verdict, '"campaign": ?([0-9]{1,15}|[1-8][0-9]{15})\D'::text))::bigint, (0)::bigint);

CREATE TABLE public.active_model (
    site_id integer NOT NULL,
    number bigint NOT NULL,
    since timestamp with time zone NOT NULL,
    stays boolean NOT NULL
);

COMMENT ON TABLE public.active_model IS 'The version that judges now; 0: none.';

COMMENT ON COLUMN public.active_model.stays IS 'Somebody chose it: no newer one takes its place by itself.';

CREATE TABLE public.active_rule_set (
    site_id integer NOT NULL,
    number bigint NOT NULL,
    since timestamp with time zone NOT NULL,
    activated_by text DEFAULT ''::text NOT NULL,
    source text,
    CONSTRAINT active_rule_set_source_check CHECK ((source = ANY (ARRAY['shipped'::text, 'files'::text, 'command'::text, 'http'::text, 'desk'::text])))
);

COMMENT ON TABLE public.active_rule_set IS 'The version that judges now, one for each site.';

COMMENT ON COLUMN public.active_rule_set.activated_by IS 'Personal data: the name of an account or token; empty where nobody signed in.';

COMMENT ON COLUMN public.active_rule_set.source IS 'By which way it came to judge; none where that was not noted.';

CREATE TABLE public.api_token (
    id bigint NOT NULL,
    site_id integer NOT NULL,
    token_hash bytea NOT NULL,
    role text NOT NULL,
    name text NOT NULL,
    see_email boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    seen_at timestamp with time zone,
    CONSTRAINT api_token_role_check CHECK ((role = ANY (ARRAY['moderator'::text, 'editor'::text, 'admin'::text, 'exporter'::text])))
);

COMMENT ON TABLE public.api_token IS 'Credentials of programs and, until they have accounts, of people; only hashes are kept.';

COMMENT ON COLUMN public.api_token.name IS 'Personal data: whom the token was made for.';

COMMENT ON COLUMN public.api_token.seen_at IS 'In which hour it was used last; as coarse, because not every call is worth a write.';

ALTER TABLE public.api_token ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.api_token_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.appeal (
    site_id integer NOT NULL,
    comment_id bigint NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    against bigint,
    answered_at timestamp with time zone
);

COMMENT ON TABLE public.appeal IS 'What authors say against a rejection, once for each comment; goes with the comment''s words.';

COMMENT ON COLUMN public.appeal.text IS 'May hold personal data: in the author''s words, addresses in it masked.';

COMMENT ON COLUMN public.appeal.against IS 'The number of the account or token whose rejection it is about; none: nobody''s.';

COMMENT ON COLUMN public.appeal.answered_at IS 'The time of the decision that has answered it, or of the comment''s withdrawal.';

CREATE TABLE public.article (
    id bigint NOT NULL,
    site_id integer NOT NULL,
    key text NOT NULL,
    url text NOT NULL,
    title text DEFAULT ''::text NOT NULL,
    section text DEFAULT ''::text NOT NULL,
    state text DEFAULT 'open'::text NOT NULL,
    closes_at timestamp with time zone,
    premoderation text,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT article_premoderation_check CHECK ((premoderation = ANY (ARRAY['none'::text, 'first'::text, 'all'::text, 'rules'::text]))),
    CONSTRAINT article_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text])))
);

COMMENT ON TABLE public.article IS 'The pages that readers comment on, under the newsroom''s own keys.';

CREATE TABLE public.article_before (
    site_id integer NOT NULL,
    article_id bigint NOT NULL,
    until timestamp with time zone NOT NULL,
    url text NOT NULL
);

COMMENT ON TABLE public.article_before IS 'Where an article stood until it moved, for 48 hours: a first answer is given again as it was.';

COMMENT ON COLUMN public.article_before.url IS 'No personal data: the newsroom''s own page.';

ALTER TABLE public.article ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.article_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.audit_detail (
    site_id integer NOT NULL,
    entry_id bigint NOT NULL,
    reason text,
    note text,
    salt bytea DEFAULT '\x'::bytea NOT NULL
);

COMMENT ON TABLE public.audit_detail IS 'The words of an audit entry, kept apart so that they can be erased.';

COMMENT ON COLUMN public.audit_detail.reason IS 'May hold personal data.';

COMMENT ON COLUMN public.audit_detail.note IS 'May hold personal data.';

CREATE TABLE public.audit_entry (
    site_id integer NOT NULL,
    id bigint NOT NULL,
    batch bigint NOT NULL,
    comment_id bigint NOT NULL,
    token_id bigint,
    decision text NOT NULL,
    from_state smallint NOT NULL,
    to_state smallint NOT NULL,
    version bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    detail_digest bytea,
    reason_code text,
    CONSTRAINT audit_entry_decision_check CHECK ((decision = ANY (ARRAY['approve'::text, 'reject'::text, 'spam'::text, 'undo'::text, 'edit'::text, 'withdraw'::text, 'reveal'::text, 'erase'::text, 'rules'::text, 'ban'::text, 'unban'::text, 'totp'::text, 'untotp'::text, 'recovery'::text, 'invite'::text, 'uninvite'::text, 'join'::text, 'role'::text, 'token'::text, 'untoken'::text, 'appeal'::text]))),
    CONSTRAINT audit_entry_reason_code_check CHECK ((reason_code = ANY (ARRAY['offensive'::text, 'abusive'::text, 'spam'::text, 'banned_word'::text, 'ad'::text, 'illegal_content'::text, 'harassment_bullying'::text, 'misinformation'::text, 'hate_speech'::text, 'irrelevant_content'::text, 'other'::text])))
);

COMMENT ON TABLE public.audit_entry IS 'Who decided what and when; the service can add to it and change nothing.';

COMMENT ON COLUMN public.audit_entry.comment_id IS '0: about the rules, a ban, an account or a token of the site.';

COMMENT ON COLUMN public.audit_entry.token_id IS 'Who; nobody where it was done on the command line.';

COMMENT ON COLUMN public.audit_entry.detail_digest IS 'Of salt, reason and note in audit_detail: binds them, and tells nothing once they are gone.';

COMMENT ON COLUMN public.audit_entry.reason_code IS 'Of the list; none: own words in audit_detail, or no reason.';

ALTER TABLE public.audit_entry ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.audit_seal (
    site_id integer NOT NULL,
    number bigint NOT NULL,
    entry_ids bigint[] NOT NULL,
    hash bytea NOT NULL,
    at timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.audit_seal IS 'The chain: each seal covers its entries and the seal before it, under a key that is not here.';

CREATE TABLE public.audit_unsealed (
    site_id integer NOT NULL,
    entry_id bigint NOT NULL
);

COMMENT ON TABLE public.audit_unsealed IS 'Audit entries of the last second, until the sealer has chained them.';

CREATE TABLE public.author (
    site_id integer NOT NULL,
    author_index bytea NOT NULL,
    name_index bytea NOT NULL,
    approved integer DEFAULT 0 NOT NULL,
    rejected integer DEFAULT 0 NOT NULL,
    spam integer DEFAULT 0 NOT NULL,
    last_approved_at timestamp with time zone,
    last_refused_at timestamp with time zone,
    lately_approved real DEFAULT 0 NOT NULL,
    lately_refused real DEFAULT 0 NOT NULL,
    lately_at timestamp with time zone
);

COMMENT ON TABLE public.author IS 'What became of an author''s comments, without knowing the author.';

COMMENT ON COLUMN public.author.author_index IS 'Personal data, pseudonymous: keyed hash of the e-mail address.';

COMMENT ON COLUMN public.author.name_index IS 'Personal data, pseudonymous: keyed hash of the folded name.';

COMMENT ON COLUMN public.author.last_refused_at IS 'The last rejection or spam mark.';

COMMENT ON COLUMN public.author.lately_approved IS 'Approved comments, each of which fades by half in 15 days, as of lately_at.';

COMMENT ON COLUMN public.author.lately_refused IS 'Rejected comments and spam, faded alike.';

CREATE TABLE public.ban (
    site_id integer NOT NULL,
    id bigint NOT NULL,
    kind text NOT NULL,
    digest bytea,
    pattern text,
    until timestamp with time zone,
    comment_id bigint,
    author_index bytea,
    reason text DEFAULT ''::text NOT NULL,
    made_by bigint,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT ban_check CHECK (((digest IS NOT NULL) = (kind = ANY (ARRAY['author'::text, 'pseudonym'::text])))),
    CONSTRAINT ban_check1 CHECK (((pattern IS NOT NULL) = (kind = ANY (ARRAY['name'::text, 'domain'::text])))),
    CONSTRAINT ban_digest_check CHECK ((octet_length(digest) = 16)),
    CONSTRAINT ban_kind_check CHECK ((kind = ANY (ARRAY['author'::text, 'pseudonym'::text, 'name'::text, 'domain'::text])))
);

COMMENT ON TABLE public.ban IS 'What moderators have banned; a row goes when its ban is ended or over.';

COMMENT ON COLUMN public.ban.digest IS 'Personal data, pseudonymous: keyed hash of an e-mail address, or a pseudonym.';

COMMENT ON COLUMN public.ban.pattern IS 'May hold personal data: a folded name, or a host.';

COMMENT ON COLUMN public.ban.author_index IS 'Personal data, pseudonymous: whose comment it was made from, so that she can be erased.';

COMMENT ON COLUMN public.ban.reason IS 'May hold personal data: in the moderator''s words.';

COMMENT ON COLUMN public.ban.made_by IS 'The number of an account or token, as in the audit; none: on the command line.';

ALTER TABLE public.ban ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ban_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE SEQUENCE public.batch_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.change (
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    id bigint NOT NULL,
    site_id integer NOT NULL,
    article_id bigint,
    comment_id bigint,
    state smallint,
    version bigint,
    at timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.change IS 'What instances must learn of each other, in the order in which it became true; kept for a day.';

ALTER TABLE public.change ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.comment (
    site_id integer NOT NULL,
    id bigint NOT NULL,
    article_id bigint NOT NULL,
    parent_id bigint,
    state smallint NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    author text NOT NULL,
    url text,
    text text NOT NULL,
    author_index bytea NOT NULL,
    name_index bytea NOT NULL,
    pseudonym bytea,
    sealed bytea NOT NULL,
    verdict text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    edited_at timestamp with time zone,
    decided_at timestamp with time zone,
    decided_by bigint,
    published_at timestamp with time zone,
    change_xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    CONSTRAINT comment_state_check CHECK (((state >= 0) AND (state <= 4)))
);

COMMENT ON TABLE public.comment IS 'All comments in all states. `verdict` is JSON as judged on arrival, with hits and facts.';

COMMENT ON COLUMN public.comment.author IS 'Personal data: the name as published, addresses in it masked.';

COMMENT ON COLUMN public.comment.url IS 'Personal data: the website as published; one that held an address is dropped.';

COMMENT ON COLUMN public.comment.text IS 'May hold personal data: the text as published, addresses in it masked.';

COMMENT ON COLUMN public.comment.author_index IS 'Personal data, pseudonymous: keyed hash of the e-mail address.';

COMMENT ON COLUMN public.comment.name_index IS 'Personal data, pseudonymous: keyed hash of the folded name.';

COMMENT ON COLUMN public.comment.pseudonym IS 'Personal data, pseudonymous: keyed hash of the network address, under a key that changes.';

COMMENT ON COLUMN public.comment.sealed IS 'Personal data, encrypted: the e-mail address and what was masked out. Guarded by a column grant.';

COMMENT ON COLUMN public.comment.decided_by IS 'The number of an account or token; 0: somebody at the place that it was brought in from.';

COMMENT ON COLUMN public.comment.published_at IS 'When it was first approved; set for ever, so that a removal can be exported.';

COMMENT ON COLUMN public.comment.change_xid IS 'The transaction of its last change of state: the export''s order.';

CREATE SEQUENCE public.comment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.import_place (
    source integer NOT NULL,
    source_id text NOT NULL COLLATE pg_catalog."C",
    comment_id bigint NOT NULL
);

COMMENT ON TABLE public.import_place IS 'Places without words that replies stand below, until what they answer comes.';

CREATE TABLE public.import_source (
    id integer NOT NULL,
    site_id integer NOT NULL,
    name text NOT NULL,
    keeps_ids boolean NOT NULL,
    began_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.import_source IS 'Where comments were brought in from.';

COMMENT ON COLUMN public.import_source.keeps_ids IS 'The site never had anything when its first import began: our own exports keep their numbers.';

ALTER TABLE public.import_source ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.import_source_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.import_turn (
    site_id integer NOT NULL,
    holder uuid NOT NULL,
    at timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.import_turn IS 'Which import is under way, so that one is at a time; over where it is not renewed.';

CREATE TABLE public.imported (
    source integer NOT NULL,
    source_id text NOT NULL COLLATE pg_catalog."C",
    comment_id bigint NOT NULL
);

COMMENT ON TABLE public.imported IS 'What was brought in: kept for good, so that what was erased since does not come back with the same file.';

COMMENT ON COLUMN public.imported.source_id IS 'The number that the comment had there; a keyed hash where it is more than a number.';

CREATE TABLE public.installation (
    one boolean DEFAULT true NOT NULL,
    epoch bigint DEFAULT 1 NOT NULL,
    system_id bigint NOT NULL,
    key_fingerprint bytea,
    CONSTRAINT installation_one_check CHECK (one)
);

COMMENT ON TABLE public.installation IS 'One row: which history export cursors belong to, and which key file fits this database.';

CREATE TABLE public.intake (
    site_id integer NOT NULL,
    key bytea NOT NULL,
    content_hash bytea NOT NULL,
    saying_hash bytea NOT NULL,
    comment_id bigint NOT NULL,
    state smallint NOT NULL,
    created_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.intake IS 'The first answer to each attempt to submit, for 48 hours: a second click gets it again.';

COMMENT ON COLUMN public.intake.content_hash IS 'Personal data, pseudonymous: keyed hash of who said what, and where.';

COMMENT ON COLUMN public.intake.saying_hash IS 'Personal data, pseudonymous: keyed hash of who said what.';

CREATE TABLE public.invitation (
    site_id integer NOT NULL,
    id bigint NOT NULL,
    token_hash bytea NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    role text NOT NULL,
    sections text[] DEFAULT '{}'::text[] NOT NULL,
    see_email boolean DEFAULT false NOT NULL,
    made_by bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT invitation_check CHECK (((sections = '{}'::text[]) OR (role = 'moderator'::text))),
    CONSTRAINT invitation_role_check CHECK ((role = ANY (ARRAY['moderator'::text, 'editor'::text, 'admin'::text, 'exporter'::text])))
);

COMMENT ON TABLE public.invitation IS 'Links that make an account: a row goes with its use, its withdrawal or its end.';

COMMENT ON COLUMN public.invitation.name IS 'Personal data: of the account to be.';

COMMENT ON COLUMN public.invitation.name_key IS 'Personal data: the name folded.';

COMMENT ON COLUMN public.invitation.made_by IS 'The number of an account, as in the audit.';

ALTER TABLE public.invitation ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.invitation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.login_code (
    moderator_id bigint NOT NULL,
    code_hash bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.login_code IS 'One-time codes that wait to be used: the newest of each moderator, gone with its use.';

CREATE TABLE public.model (
    site_id integer NOT NULL,
    number bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    rules_version text NOT NULL,
    examples bigint NOT NULL,
    decided_until timestamp with time zone NOT NULL,
    comment_until bigint NOT NULL,
    bytes bytea NOT NULL,
    CONSTRAINT model_bytes_check CHECK ((octet_length(bytes) <= 4194304)),
    CONSTRAINT model_number_check CHECK ((number > 0))
);
ALTER TABLE ONLY public.model ALTER COLUMN bytes SET STORAGE EXTERNAL;

COMMENT ON TABLE public.model IS 'What was learned from a site''s decisions, as the last few versions.';

COMMENT ON COLUMN public.model.decided_until IS 'What was decided here later, it does not know.';

COMMENT ON COLUMN public.model.comment_until IS 'The newest decided comment that was there when it was made.';

COMMENT ON COLUMN public.model.bytes IS 'Weights of hashed pieces of words, figures, and words that three authors wrote at least.';

CREATE TABLE public.model_turn (
    site_id integer NOT NULL,
    until timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.model_turn IS 'Which site is being learned for, so that one instance does.';

CREATE TABLE public.moderator (
    id bigint DEFAULT nextval('public.api_token_id_seq'::regclass) NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    password_hash text,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT moderator_name_check CHECK (((octet_length(name) >= 1) AND (octet_length(name) <= 100)))
);

COMMENT ON TABLE public.moderator IS 'Accounts of people. Numbered together with api_token, so that an audit entry names either.';

COMMENT ON COLUMN public.moderator.name IS 'Personal data: as she signs in and as colleagues see her.';

COMMENT ON COLUMN public.moderator.name_key IS 'Personal data: the name folded, so that no two names look alike by letter case alone.';

COMMENT ON COLUMN public.moderator.password_hash IS 'Argon2id with its salt and costs; none until she has chosen a password.';

CREATE TABLE public.moderator_role (
    moderator_id bigint NOT NULL,
    site_id integer NOT NULL,
    role text NOT NULL,
    sections text[] DEFAULT '{}'::text[] NOT NULL,
    see_email boolean DEFAULT false NOT NULL,
    disabled boolean DEFAULT false NOT NULL,
    CONSTRAINT moderator_role_check CHECK (((sections = '{}'::text[]) OR (role = 'moderator'::text))),
    CONSTRAINT moderator_role_role_check CHECK ((role = ANY (ARRAY['moderator'::text, 'editor'::text, 'admin'::text, 'exporter'::text])))
);

COMMENT ON TABLE public.moderator_role IS 'What a moderator may do, site by site.';

COMMENT ON COLUMN public.moderator_role.sections IS 'None: all. Else the only ones whose comments she sees and decides.';

COMMENT ON COLUMN public.moderator_role.disabled IS 'Her role rests; who has no other anywhere cannot sign in.';

CREATE VIEW public.principal AS
 SELECT api_token.id,
    api_token.name
   FROM public.api_token
UNION ALL
 SELECT moderator.id,
    moderator.name
   FROM public.moderator;

COMMENT ON VIEW public.principal IS 'Whom an audit entry or a decided comment names.';

CREATE TABLE public.pseudonym_key (
    period bigint NOT NULL,
    sealed bytea NOT NULL
);

COMMENT ON TABLE public.pseudonym_key IS 'The key of each period''s pseudonyms; deleted when the period is over, and with it every link.';

COMMENT ON COLUMN public.pseudonym_key.sealed IS 'No personal data: a random key, sealed under the key file.';

CREATE TABLE public.purged_count (
    site_id integer NOT NULL,
    day date NOT NULL,
    state smallint NOT NULL,
    arrived text NOT NULL,
    comments bigint NOT NULL,
    CONSTRAINT purged_count_arrived_check CHECK ((arrived = ANY (ARRAY['published'::text, 'held'::text, 'held_by_model'::text, 'rejected'::text, 'spam'::text, 'unknown'::text])))
);

COMMENT ON TABLE public.purged_count IS 'How many comments that came in on a day (UTC) were purged since, in which state, and what was made of them on arrival.';

CREATE TABLE public.queue (
    site_id integer NOT NULL,
    comment_id bigint NOT NULL,
    article_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    reports integer DEFAULT 0 NOT NULL,
    section text DEFAULT ''::text NOT NULL,
    score integer DEFAULT 0 NOT NULL,
    claimed_by bigint,
    claimed_until timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    appeal boolean DEFAULT false NOT NULL,
    campaign bigint DEFAULT 0 NOT NULL
);

COMMENT ON TABLE public.queue IS 'What waits for a moderator: one narrow row for each pending, each reported and each appealed comment.';

COMMENT ON COLUMN public.queue.reports IS 'How many are not settled yet.';

COMMENT ON COLUMN public.queue.section IS 'The article''s, so that one index finds what waits of a section. Follows the article.';

COMMENT ON COLUMN public.queue.score IS 'Of the verdict, in hundredths; 0 where it speaks for the comment.';

COMMENT ON COLUMN public.queue.claimed_by IS 'A principal: the moderator or token that works on it, as long as claimed_until lies ahead.';

COMMENT ON COLUMN public.queue.appeal IS 'The comment is rejected, and its author''s appeal is not answered yet.';

COMMENT ON COLUMN public.queue.campaign IS 'What waits with the same number says nearly the same; 0: stands for itself, as everything reported or appealed does. Made from the text.';

CREATE TABLE public.recovery_code (
    moderator_id bigint NOT NULL,
    code_hash bytea NOT NULL
);

COMMENT ON TABLE public.recovery_code IS 'What stands in for the second factor: hashes of codes that are not used yet.';

CREATE TABLE public.report (
    site_id integer NOT NULL,
    comment_id bigint NOT NULL,
    reporter bytea NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    CONSTRAINT report_reporter_check CHECK ((octet_length(reporter) = 16))
);

COMMENT ON TABLE public.report IS 'What readers have reported; settled by the next decision about the comment.';

COMMENT ON COLUMN public.report.reporter IS 'Personal data, pseudonymous: keyed hash of a reader''s pseudonym and the comment. Links nothing.';

COMMENT ON COLUMN public.report.reason IS 'May hold personal data: in the reader''s words, addresses in it masked.';

CREATE TABLE public.revision (
    site_id integer NOT NULL,
    comment_id bigint NOT NULL,
    version bigint NOT NULL,
    text text NOT NULL,
    verdict text NOT NULL,
    until timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.revision IS 'What a comment said before its author changed it, under the version that said so; goes with its words, or after days of its own.';

COMMENT ON COLUMN public.revision.text IS 'May hold personal data: the text as published, addresses in it masked.';

CREATE TABLE public.rule_file (
    site_id integer NOT NULL,
    number bigint NOT NULL,
    name text NOT NULL,
    content text NOT NULL
);

COMMENT ON TABLE public.rule_file IS 'What a version is made of, as its author wrote it.';

COMMENT ON COLUMN public.rule_file.content IS 'May hold personal data: names that only staff may use.';

CREATE TABLE public.rule_set (
    site_id integer NOT NULL,
    number bigint NOT NULL,
    hash text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by text NOT NULL,
    source text NOT NULL,
    CONSTRAINT rule_set_number_check CHECK ((number > 0)),
    CONSTRAINT rule_set_source_check CHECK ((source = ANY (ARRAY['shipped'::text, 'files'::text, 'command'::text, 'http'::text, 'desk'::text])))
);

COMMENT ON TABLE public.rule_set IS 'Each version of a site''s rules; kept for good, as verdicts and the audit name them.';

COMMENT ON COLUMN public.rule_set.hash IS 'Of the files'' names and contents; a verdict''s rules_version.';

COMMENT ON COLUMN public.rule_set.made_by IS 'Personal data: the name of an account or token; empty where nobody signed in.';

CREATE TABLE public.schema_migration (
    number integer NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

COMMENT ON TABLE public.schema_migration IS 'Which numbered SQL files made this schema, and their content; 0 is roles.sql. No personal data.';

CREATE TABLE public.sealing_key (
    id integer NOT NULL,
    fingerprint bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    retired_at timestamp with time zone
);

COMMENT ON TABLE public.sealing_key IS 'Which keys of the key file seal something here; never the keys.';

CREATE TABLE public.session (
    id bigint NOT NULL,
    moderator_id bigint NOT NULL,
    token_hash bytea NOT NULL,
    by_code boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    device text DEFAULT ''::text NOT NULL
);

COMMENT ON TABLE public.session IS 'Who is signed in: rows go at sign-out, at a change of password, and when they are over.';

COMMENT ON COLUMN public.session.seen_at IS 'Of the last call, a minute behind at most: not every reading is worth a write.';

COMMENT ON COLUMN public.session.device IS 'Personal data: the kinds of browser and system it began on, no more.';

ALTER TABLE public.session ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.session_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.site (
    id integer NOT NULL,
    name text NOT NULL,
    CONSTRAINT site_name_check CHECK ((name ~ '^[a-z0-9]{1,32}$'::text))
);

COMMENT ON TABLE public.site IS 'The news sites of this installation; their settings stand in the config file.';

ALTER TABLE public.site ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.site_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.totp (
    moderator_id bigint NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone,
    last_step bigint DEFAULT 0 NOT NULL
);

COMMENT ON TABLE public.totp IS 'Second factors (RFC 6238): one an account, in force once a code of it was typed.';

COMMENT ON COLUMN public.totp.sealed IS 'The secret, encrypted and bound to the account: no personal data, and a credential.';

COMMENT ON COLUMN public.totp.last_step IS 'The newest 30 seconds whose code was used: each is good once.';

ALTER TABLE ONLY public.active_model
    ADD CONSTRAINT active_model_pkey PRIMARY KEY (site_id);

ALTER TABLE ONLY public.active_rule_set
    ADD CONSTRAINT active_rule_set_pkey PRIMARY KEY (site_id);

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.appeal
    ADD CONSTRAINT appeal_pkey PRIMARY KEY (site_id, comment_id);

ALTER TABLE ONLY public.article_before
    ADD CONSTRAINT article_before_pkey PRIMARY KEY (site_id, article_id, until);

ALTER TABLE ONLY public.article
    ADD CONSTRAINT article_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.article
    ADD CONSTRAINT article_site_id_key_key UNIQUE (site_id, key);

ALTER TABLE ONLY public.audit_detail
    ADD CONSTRAINT audit_detail_pkey PRIMARY KEY (site_id, entry_id);

ALTER TABLE ONLY public.audit_entry
    ADD CONSTRAINT audit_entry_pkey PRIMARY KEY (site_id, id);

ALTER TABLE ONLY public.audit_seal
    ADD CONSTRAINT audit_seal_pkey PRIMARY KEY (site_id, number);

ALTER TABLE ONLY public.audit_unsealed
    ADD CONSTRAINT audit_unsealed_pkey PRIMARY KEY (site_id, entry_id);

ALTER TABLE ONLY public.author
    ADD CONSTRAINT author_pkey PRIMARY KEY (site_id, author_index, name_index);

ALTER TABLE ONLY public.ban
    ADD CONSTRAINT ban_pkey PRIMARY KEY (site_id, id);

ALTER TABLE ONLY public.change
    ADD CONSTRAINT change_pkey PRIMARY KEY (xid, id);

ALTER TABLE ONLY public.comment
    ADD CONSTRAINT comment_pkey PRIMARY KEY (site_id, id);

ALTER TABLE ONLY public.import_place
    ADD CONSTRAINT import_place_pkey PRIMARY KEY (source, source_id);

ALTER TABLE ONLY public.import_source
    ADD CONSTRAINT import_source_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.import_source
    ADD CONSTRAINT import_source_site_id_name_key UNIQUE (site_id, name);

ALTER TABLE ONLY public.import_turn
    ADD CONSTRAINT import_turn_pkey PRIMARY KEY (site_id);

ALTER TABLE ONLY public.imported
    ADD CONSTRAINT imported_pkey PRIMARY KEY (source, source_id);

ALTER TABLE ONLY public.installation
    ADD CONSTRAINT installation_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.intake
    ADD CONSTRAINT intake_pkey PRIMARY KEY (site_id, key);

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_pkey PRIMARY KEY (site_id, id);

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.login_code
    ADD CONSTRAINT login_code_code_hash_key UNIQUE (code_hash);

ALTER TABLE ONLY public.login_code
    ADD CONSTRAINT login_code_pkey PRIMARY KEY (moderator_id);

ALTER TABLE ONLY public.model
    ADD CONSTRAINT model_pkey PRIMARY KEY (site_id, number);

ALTER TABLE ONLY public.model_turn
    ADD CONSTRAINT model_turn_pkey PRIMARY KEY (site_id);

ALTER TABLE ONLY public.moderator
    ADD CONSTRAINT moderator_name_key_key UNIQUE (name_key);

ALTER TABLE ONLY public.moderator
    ADD CONSTRAINT moderator_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.moderator_role
    ADD CONSTRAINT moderator_role_pkey PRIMARY KEY (moderator_id, site_id);

ALTER TABLE ONLY public.pseudonym_key
    ADD CONSTRAINT pseudonym_key_pkey PRIMARY KEY (period);

ALTER TABLE ONLY public.purged_count
    ADD CONSTRAINT purged_count_pkey PRIMARY KEY (site_id, day, state, arrived);

ALTER TABLE ONLY public.queue
    ADD CONSTRAINT queue_pkey PRIMARY KEY (site_id, comment_id);

ALTER TABLE ONLY public.recovery_code
    ADD CONSTRAINT recovery_code_pkey PRIMARY KEY (moderator_id, code_hash);

ALTER TABLE ONLY public.report
    ADD CONSTRAINT report_pkey PRIMARY KEY (site_id, comment_id, reporter);

ALTER TABLE ONLY public.revision
    ADD CONSTRAINT revision_pkey PRIMARY KEY (site_id, comment_id, version);

ALTER TABLE ONLY public.rule_file
    ADD CONSTRAINT rule_file_pkey PRIMARY KEY (site_id, number, name);

ALTER TABLE ONLY public.rule_set
    ADD CONSTRAINT rule_set_pkey PRIMARY KEY (site_id, number);

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.sealing_key
    ADD CONSTRAINT sealing_key_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.site
    ADD CONSTRAINT site_name_key UNIQUE (name);

ALTER TABLE ONLY public.site
    ADD CONSTRAINT site_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.totp
    ADD CONSTRAINT totp_pkey PRIMARY KEY (moderator_id);

CREATE INDEX api_token_site ON public.api_token USING btree (site_id, id);

CREATE INDEX audit_at ON public.audit_entry USING brin (at) WITH (pages_per_range='16', autosummarize='on');

CREATE INDEX audit_ban ON public.audit_entry USING btree (site_id, version) WHERE (decision = 'ban'::text);

CREATE INDEX audit_batch ON public.audit_entry USING btree (site_id, batch);

CREATE INDEX audit_comment ON public.audit_entry USING btree (site_id, comment_id);

CREATE INDEX audit_token ON public.audit_entry USING btree (token_id) WHERE (token_id IS NOT NULL);

CREATE INDEX ban_until ON public.ban USING btree (until) WHERE (until IS NOT NULL);

CREATE INDEX comment_author ON public.comment USING btree (site_id, author_index) WHERE (state <> 0);

CREATE INDEX comment_decided ON public.comment USING btree (site_id, (((state = 1))::integer), id) WHERE ((decided_by IS NOT NULL) AND ((state >= 1) AND (state <= 3)));

CREATE INDEX comment_decided_here ON public.comment USING btree (site_id, decided_at) WHERE ((decided_by > 0) AND ((state >= 1) AND (state <= 3)));

CREATE INDEX comment_export ON public.comment USING btree (site_id, change_xid, id) WHERE (published_at IS NOT NULL);

CREATE INDEX comment_refused ON public.comment USING btree (site_id, article_id, state, created_at, id) WHERE (state > 1);

CREATE INDEX comment_reply ON public.comment USING btree (site_id, parent_id) WHERE ((parent_id IS NOT NULL) AND (published_at IS NOT NULL));

CREATE INDEX comment_state ON public.comment USING btree (site_id, state, created_at, id) WHERE (state <> 0);

CREATE INDEX comment_thread ON public.comment USING btree (site_id, article_id, created_at, id) INCLUDE (state) WHERE (published_at IS NOT NULL);

CREATE INDEX comment_withdrawn ON public.comment USING btree (site_id, created_at) WHERE ((state = 4) AND (published_at IS NOT NULL) AND (author_index <> '\x'::bytea));

CREATE INDEX intake_age ON public.intake USING btree (created_at);

CREATE INDEX moderator_role_site ON public.moderator_role USING btree (site_id, moderator_id);

CREATE INDEX queue_age ON public.queue USING btree (site_id, created_at, comment_id);

CREATE INDEX queue_appeal ON public.queue USING btree (site_id, created_at, comment_id) WHERE appeal;

CREATE INDEX queue_campaign ON public.queue USING btree (site_id, campaign, created_at, comment_id) WHERE (campaign <> 0);

CREATE INDEX queue_claimed ON public.queue USING btree (site_id, claimed_by) WHERE (claimed_by IS NOT NULL);

CREATE INDEX queue_reported ON public.queue USING btree (site_id, reports DESC, created_at, comment_id) WHERE (reports > 0);

CREATE INDEX queue_score ON public.queue USING btree (site_id, score DESC, created_at, comment_id) WHERE (score > 0);

CREATE INDEX queue_section ON public.queue USING btree (site_id, section, created_at, comment_id) WHERE (section <> ''::text);

CREATE INDEX report_settled ON public.report USING btree (settled_at) WHERE (settled_at IS NOT NULL);

CREATE INDEX revision_until ON public.revision USING btree (until);

CREATE INDEX rule_set_hash ON public.rule_set USING btree (site_id, hash, number);

CREATE INDEX session_moderator ON public.session USING btree (moderator_id, id);

ALTER TABLE ONLY public.active_model
    ADD CONSTRAINT active_model_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);

ALTER TABLE ONLY public.active_rule_set
    ADD CONSTRAINT active_rule_set_site_id_number_fkey FOREIGN KEY (site_id, number) REFERENCES public.rule_set(site_id, number);

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);

ALTER TABLE ONLY public.appeal
    ADD CONSTRAINT appeal_site_id_comment_id_fkey FOREIGN KEY (site_id, comment_id) REFERENCES public.comment(site_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.article
    ADD CONSTRAINT article_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);

ALTER TABLE ONLY public.ban
    ADD CONSTRAINT ban_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);

ALTER TABLE ONLY public.import_source
    ADD CONSTRAINT import_source_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);

ALTER TABLE ONLY public.import_turn
    ADD CONSTRAINT import_turn_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);

ALTER TABLE ONLY public.login_code
    ADD CONSTRAINT login_code_moderator_id_fkey FOREIGN KEY (moderator_id) REFERENCES public.moderator(id);

ALTER TABLE ONLY public.model
    ADD CONSTRAINT model_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);

ALTER TABLE ONLY public.model_turn
    ADD CONSTRAINT model_turn_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);

ALTER TABLE ONLY public.moderator_role
    ADD CONSTRAINT moderator_role_moderator_id_fkey FOREIGN KEY (moderator_id) REFERENCES public.moderator(id);

ALTER TABLE ONLY public.moderator_role
    ADD CONSTRAINT moderator_role_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);

ALTER TABLE ONLY public.purged_count
    ADD CONSTRAINT purged_count_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);

ALTER TABLE ONLY public.recovery_code
    ADD CONSTRAINT recovery_code_moderator_id_fkey FOREIGN KEY (moderator_id) REFERENCES public.moderator(id);

ALTER TABLE ONLY public.report
    ADD CONSTRAINT report_site_id_comment_id_fkey FOREIGN KEY (site_id, comment_id) REFERENCES public.comment(site_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.revision
    ADD CONSTRAINT revision_site_id_comment_id_fkey FOREIGN KEY (site_id, comment_id) REFERENCES public.comment(site_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.rule_file
    ADD CONSTRAINT rule_file_site_id_number_fkey FOREIGN KEY (site_id, number) REFERENCES public.rule_set(site_id, number);

ALTER TABLE ONLY public.rule_set
    ADD CONSTRAINT rule_set_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.site(id);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_moderator_id_fkey FOREIGN KEY (moderator_id) REFERENCES public.moderator(id);

ALTER TABLE ONLY public.totp
    ADD CONSTRAINT totp_moderator_id_fkey FOREIGN KEY (moderator_id) REFERENCES public.moderator(id);

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO copytaster_service;

REVOKE ALL ON FUNCTION public.pass_numbers(past bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.pass_numbers(past bigint) TO copytaster_service;

REVOKE ALL ON FUNCTION public.replace_sealed(sites integer[], ids bigint[], was bytea[], becomes bytea[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.replace_sealed(sites integer[], ids bigint[], was bytea[], becomes bytea[]) TO copytaster_service;

REVOKE ALL ON FUNCTION public.sealed_contacts(site integer, ids bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.sealed_contacts(site integer, ids bigint[]) TO copytaster_service;

REVOKE ALL ON FUNCTION public.sealed_page(after_site integer, after_id bigint, count integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.sealed_page(after_site integer, after_id bigint, count integer) TO copytaster_service;

GRANT SELECT,INSERT,UPDATE ON TABLE public.active_model TO copytaster_service;

GRANT SELECT,INSERT,UPDATE ON TABLE public.active_rule_set TO copytaster_service;

GRANT SELECT,INSERT,DELETE ON TABLE public.api_token TO copytaster_service;

GRANT UPDATE(revoked_at) ON TABLE public.api_token TO copytaster_service;

GRANT UPDATE(seen_at) ON TABLE public.api_token TO copytaster_service;

GRANT USAGE ON SEQUENCE public.api_token_id_seq TO copytaster_service;

GRANT SELECT,INSERT,DELETE ON TABLE public.appeal TO copytaster_service;

GRANT UPDATE(answered_at) ON TABLE public.appeal TO copytaster_service;

GRANT SELECT,INSERT,UPDATE ON TABLE public.article TO copytaster_service;

GRANT SELECT,INSERT,DELETE ON TABLE public.article_before TO copytaster_service;

GRANT USAGE ON SEQUENCE public.article_id_seq TO copytaster_service;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.audit_detail TO copytaster_service;

GRANT SELECT,INSERT ON TABLE public.audit_entry TO copytaster_service;

GRANT USAGE ON SEQUENCE public.audit_entry_id_seq TO copytaster_service;

GRANT SELECT,INSERT ON TABLE public.audit_seal TO copytaster_service;

GRANT SELECT,INSERT,DELETE ON TABLE public.audit_unsealed TO copytaster_service;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.author TO copytaster_service;

GRANT SELECT,INSERT,DELETE ON TABLE public.ban TO copytaster_service;

GRANT UPDATE(until) ON TABLE public.ban TO copytaster_service;

GRANT UPDATE(comment_id) ON TABLE public.ban TO copytaster_service;

GRANT UPDATE(author_index) ON TABLE public.ban TO copytaster_service;

GRANT UPDATE(reason) ON TABLE public.ban TO copytaster_service;

GRANT USAGE ON SEQUENCE public.ban_id_seq TO copytaster_service;

GRANT USAGE ON SEQUENCE public.batch_seq TO copytaster_service;

GRANT SELECT,INSERT,DELETE ON TABLE public.change TO copytaster_service;

GRANT USAGE ON SEQUENCE public.change_id_seq TO copytaster_service;

GRANT INSERT,DELETE ON TABLE public.comment TO copytaster_service;

GRANT SELECT(site_id) ON TABLE public.comment TO copytaster_service;

GRANT SELECT(id) ON TABLE public.comment TO copytaster_service;

GRANT SELECT(article_id) ON TABLE public.comment TO copytaster_service;

GRANT SELECT(parent_id),UPDATE(parent_id) ON TABLE public.comment TO copytaster_service;

GRANT SELECT(state),UPDATE(state) ON TABLE public.comment TO copytaster_service;

GRANT SELECT(version),UPDATE(version) ON TABLE public.comment TO copytaster_service;

GRANT SELECT(author),UPDATE(author) ON TABLE public.comment TO copytaster_service;

GRANT SELECT(url),UPDATE(url) ON TABLE public.comment TO copytaster_service;

GRANT SELECT(text),UPDATE(text) ON TABLE public.comment TO copytaster_service;

GRANT SELECT(author_index),UPDATE(author_index) ON TABLE public.comment TO copytaster_service;

GRANT SELECT(name_index),UPDATE(name_index) ON TABLE public.comment TO copytaster_service;

GRANT SELECT(pseudonym),UPDATE(pseudonym) ON TABLE public.comment TO copytaster_service;

GRANT UPDATE(sealed) ON TABLE public.comment TO copytaster_service;

GRANT SELECT(verdict),UPDATE(verdict) ON TABLE public.comment TO copytaster_service;

GRANT SELECT(created_at) ON TABLE public.comment TO copytaster_service;

GRANT SELECT(edited_at),UPDATE(edited_at) ON TABLE public.comment TO copytaster_service;

GRANT SELECT(decided_at),UPDATE(decided_at) ON TABLE public.comment TO copytaster_service;

GRANT SELECT(decided_by),UPDATE(decided_by) ON TABLE public.comment TO copytaster_service;

GRANT SELECT(published_at),UPDATE(published_at) ON TABLE public.comment TO copytaster_service;

GRANT SELECT(change_xid),UPDATE(change_xid) ON TABLE public.comment TO copytaster_service;

GRANT USAGE ON SEQUENCE public.comment_id_seq TO copytaster_service;

GRANT SELECT,INSERT,DELETE ON TABLE public.import_place TO copytaster_service;

GRANT SELECT,INSERT ON TABLE public.import_source TO copytaster_service;

GRANT USAGE ON SEQUENCE public.import_source_id_seq TO copytaster_service;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.import_turn TO copytaster_service;

GRANT SELECT,INSERT ON TABLE public.imported TO copytaster_service;

GRANT SELECT ON TABLE public.installation TO copytaster_service;

GRANT UPDATE(epoch) ON TABLE public.installation TO copytaster_service;

GRANT UPDATE(system_id) ON TABLE public.installation TO copytaster_service;

GRANT UPDATE(key_fingerprint) ON TABLE public.installation TO copytaster_service;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.intake TO copytaster_service;

GRANT SELECT,INSERT,DELETE ON TABLE public.invitation TO copytaster_service;

GRANT USAGE ON SEQUENCE public.invitation_id_seq TO copytaster_service;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.login_code TO copytaster_service;

GRANT SELECT,INSERT,DELETE ON TABLE public.model TO copytaster_service;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.model_turn TO copytaster_service;

GRANT SELECT,INSERT ON TABLE public.moderator TO copytaster_service;

GRANT UPDATE(password_hash) ON TABLE public.moderator TO copytaster_service;

GRANT SELECT,INSERT ON TABLE public.moderator_role TO copytaster_service;

GRANT UPDATE(role) ON TABLE public.moderator_role TO copytaster_service;

GRANT UPDATE(sections) ON TABLE public.moderator_role TO copytaster_service;

GRANT UPDATE(see_email) ON TABLE public.moderator_role TO copytaster_service;

GRANT UPDATE(disabled) ON TABLE public.moderator_role TO copytaster_service;

GRANT SELECT ON TABLE public.principal TO copytaster_service;

GRANT SELECT,INSERT,DELETE ON TABLE public.pseudonym_key TO copytaster_service;

GRANT UPDATE(sealed) ON TABLE public.pseudonym_key TO copytaster_service;

GRANT SELECT,INSERT ON TABLE public.purged_count TO copytaster_service;

GRANT UPDATE(comments) ON TABLE public.purged_count TO copytaster_service;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.queue TO copytaster_service;

GRANT SELECT,INSERT,DELETE ON TABLE public.recovery_code TO copytaster_service;

GRANT SELECT,INSERT,DELETE ON TABLE public.report TO copytaster_service;

GRANT UPDATE(settled_at) ON TABLE public.report TO copytaster_service;

GRANT SELECT,INSERT,DELETE ON TABLE public.revision TO copytaster_service;

GRANT SELECT,INSERT ON TABLE public.rule_file TO copytaster_service;

GRANT SELECT,INSERT ON TABLE public.rule_set TO copytaster_service;

GRANT SELECT ON TABLE public.schema_migration TO copytaster_service;

GRANT SELECT,INSERT ON TABLE public.sealing_key TO copytaster_service;

GRANT UPDATE(retired_at) ON TABLE public.sealing_key TO copytaster_service;

GRANT SELECT,INSERT,DELETE ON TABLE public.session TO copytaster_service;

GRANT UPDATE(seen_at) ON TABLE public.session TO copytaster_service;

GRANT USAGE ON SEQUENCE public.session_id_seq TO copytaster_service;

GRANT SELECT,INSERT ON TABLE public.site TO copytaster_service;

GRANT USAGE ON SEQUENCE public.site_id_seq TO copytaster_service;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.totp TO copytaster_service;
