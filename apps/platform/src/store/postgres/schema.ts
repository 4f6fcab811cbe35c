/**
 * Tables of the PostgreSQL store. The schema `cloison` holds what remains after a campaign is purged. Each campaign has a
 * schema of its own, `cloison_c{id}`, which a purge drops.
 *
 * Both store how many migrations of their list were applied. To change a table, append a migration; never edit one that was
 * released. Processes that start together migrate one after the other, under a lock.
 *
 * Advisory locks have two numbers. Every change of a campaign holds (`LOCK_CLASS`, campaign id) shared until its commit. The
 * feed, a purge, a move and a publication take it exclusively, because they must know that no change is in progress.
 * (`LOCK_CLASS`, 0) is for migrations and for creating campaigns.
 */
import { SetupError } from '../../base/setup-error.ts';
import type { Query } from './connections.ts';
import { NO_CHANGES } from './failure.ts';

export const LOCK_CLASS = 1_668_246_899;

export function schemaOf(campaign: number): string {
  return `cloison_c${campaign}`;
}

/**
 * `generation` increases with every change of the publication, the holders or the type of a content file. Processes cache
 * what they have read until it changes. `started` is when the server was started under which the last era began. `turn` is
 * the queue of unknown codes; a crash may empty it.
 */
const STORE_MIGRATIONS: readonly string[] = [
  `
CREATE TABLE cloison.pepper_mark (one boolean PRIMARY KEY DEFAULT true CHECK (one), mark text NOT NULL, checked bigint NOT NULL DEFAULT 0);
CREATE TABLE cloison.campaign (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,
  state text NOT NULL CHECK (state IN ('filling', 'open', 'moved', 'purging', 'purged')),
  layout integer NOT NULL,
  generation bigint NOT NULL DEFAULT (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
  published text,
  started timestamptz,
  purge_at bigint,
  purge_counts text,
  statement text
);
CREATE TABLE cloison.era (
  campaign integer NOT NULL REFERENCES cloison.campaign (id),
  mark text NOT NULL,
  first bigint NOT NULL,
  PRIMARY KEY (campaign, mark)
);
CREATE TABLE cloison.authority_key (key text PRIMARY KEY, sequence bigint NOT NULL);
CREATE TABLE cloison.nonce (nonce text PRIMARY KEY, at bigint NOT NULL);
CREATE INDEX nonce_at ON cloison.nonce (at);
CREATE UNLOGGED TABLE cloison.turn (campaign text PRIMARY KEY, last timestamptz NOT NULL);

-- The beginning of every change: none goes on when the campaign is moved or purged, and the first one after a start of
-- the server begins an era (a copy of the files that is put back is started, too).
-- Returns the generation.
CREATE FUNCTION cloison.enter(which integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  found_state text;
  found_generation bigint;
  found_started timestamptz;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(${LOCK_CLASS}, which);
  SELECT state, started, generation INTO found_state, found_started, found_generation FROM cloison.campaign WHERE id = which;
  IF found_state IS DISTINCT FROM 'open' AND found_state IS DISTINCT FROM 'filling' THEN
    RAISE EXCEPTION 'no changes' USING ERRCODE = '${NO_CHANGES}';
  END IF;
  IF found_started IS DISTINCT FROM pg_postmaster_start_time() THEN
    UPDATE cloison.campaign SET started = pg_postmaster_start_time()
      WHERE id = which AND started IS DISTINCT FROM pg_postmaster_start_time();
    IF FOUND THEN
      INSERT INTO cloison.era VALUES (which, substr(replace(gen_random_uuid()::text, '-', ''), 17),
        nextval(('cloison_c' || which || '.place')::regclass));
    END IF;
  END IF;
  RETURN found_generation;
END $$;

-- One generation more, of a number that no copy of the database that is put back comes to again: the time.
CREATE FUNCTION cloison.renew(which integer) RETURNS bigint LANGUAGE sql AS $$
  UPDATE cloison.campaign SET generation = greatest(generation + 1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint)
    WHERE id = which RETURNING generation
$$;

-- Turns of unknown codes, by the server's clock: how many were booked, and milliseconds to the first.
CREATE FUNCTION cloison.book_turns(which text, wanted integer, turn_ms float8, longest_ms float8, OUT booked integer, OUT first_ms float8)
LANGUAGE plpgsql AS $$
DECLARE
  now_at timestamptz;
  behind_ms float8;
BEGIN
  INSERT INTO cloison.turn VALUES (which, clock_timestamp()) ON CONFLICT DO NOTHING;
  SELECT last INTO now_at FROM cloison.turn WHERE campaign = which FOR UPDATE;
  behind_ms := greatest(0, extract(epoch FROM now_at - clock_timestamp()) * 1000);
  now_at := clock_timestamp();
  booked := greatest(0, least(wanted, floor((longest_ms - behind_ms) / turn_ms + 1e-6)::integer));
  first_ms := behind_ms + turn_ms;
  UPDATE cloison.turn SET last = now_at + (behind_ms + booked * turn_ms) * interval '1 millisecond' WHERE campaign = which;
END $$;

-- The last place that was given out once no change is under way: whatever comes after has a higher one. Whoever waits
-- for a change that hangs does not make all others wait for long.
CREATE FUNCTION cloison.settled_place(which integer) RETURNS bigint LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(${LOCK_CLASS}, which);
  RETURN coalesce(pg_sequence_last_value(('cloison_c' || which || '.place')::regclass), 0);
END $$;
`,
  // What a process asks for with one save: see `save-rows.ts`. Of no campaign, so that none takes it along when it is purged:
  // a statement that was prepared before would then not even be read.
  `
CREATE TYPE cloison.new_save AS (
  holder bytea, name text, version bigint, previous bytea, hash bytea, device bytea, final boolean, open boolean,
  most bigint, minute bigint, as_of bigint, owner bigint, envelope bytea
);
`,
];

/** The columns of `new_save`, in the order of `save-rows.ts`. */
const NEW_SAVE =
  'holder, name, version, previous, hash, device, final, open, most, minute, as_of, owner, envelope';

/**
 * Tables of one campaign. `at` is in minutes since 1970. Envelopes are stored without compression, because sealed bytes do
 * not compress.
 *
 * `place` is the position of a change in the feed. `version` is append-only and its key is `place`: the feed follows it and
 * passes over what was superseded, and a version is found along `before`. A save that follows its head changes no index except
 * the end of that one: `record` has no index on what changes, and its pages have room for the next version of a row. `seen` has
 * the answers to other envelopes (1 late, 2 conflict) and the versions accepted in another store (0); it is read only for
 * records with `remembers`.
 *
 * `save_batch` accepts, in one statement of many rows, every save that follows its head and was decided as of this generation
 * (or of 0: any). It returns the state of the others for `decideWrite`. `write_decided` then stores what was decided, under the
 * locks that `lock_states` took. A save with an `owner` is of a holder who was not revoked in that generation, so the holder is
 * not looked up. Holders are locked before records, both in the order of their bytes, so that two groups never wait for each
 * other.
 */
const CAMPAIGN_MIGRATIONS: readonly ((schema: string, campaign: number) => string)[] = [
  (schema, campaign) => `
CREATE SCHEMA ${schema};
CREATE SEQUENCE ${schema}.place;
CREATE TABLE ${schema}.holder (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  holder bytea NOT NULL UNIQUE,
  access bytea NOT NULL CONSTRAINT holder_access UNIQUE,
  calendar integer NOT NULL,
  role text NOT NULL CHECK (role IN ('pupil', 'staff', 'group')),
  revoked boolean NOT NULL DEFAULT false
);
CREATE TABLE ${schema}.record (
  id bigint GENERATED ALWAYS AS IDENTITY,
  holder bigint NOT NULL,
  name text NOT NULL,
  version bigint NOT NULL DEFAULT 0,
  hash bytea,
  final boolean NOT NULL DEFAULT false,
  at bigint,
  place bigint,
  before bigint,
  remembers boolean NOT NULL DEFAULT false,
  envelope bytea,
  PRIMARY KEY (holder, name)
) WITH (fillfactor = 75);
CREATE UNIQUE INDEX record_id ON ${schema}.record (id);
CREATE TABLE ${schema}.version (
  place bigint PRIMARY KEY,
  record bigint NOT NULL,
  version bigint NOT NULL,
  hash bytea NOT NULL,
  before bigint
);
CREATE TABLE ${schema}.seen (
  record bigint NOT NULL,
  hash bytea NOT NULL,
  answer smallint NOT NULL CHECK (answer IN (0, 1, 2)),
  PRIMARY KEY (record, hash)
);
CREATE TABLE ${schema}.branch (
  record bigint NOT NULL,
  device bytea NOT NULL,
  holder bigint NOT NULL,
  name text NOT NULL,
  reason text NOT NULL CHECK (reason IN ('late', 'conflict')),
  version bigint NOT NULL,
  hash bytea NOT NULL,
  at bigint NOT NULL,
  place bigint NOT NULL,
  envelope bytea NOT NULL,
  PRIMARY KEY (record, device)
);
CREATE INDEX branch_place ON ${schema}.branch (place);
CREATE TABLE ${schema}.rescue (
  uploader bigint NOT NULL,
  holder bigint NOT NULL,
  name text NOT NULL,
  version bigint NOT NULL,
  hash bytea NOT NULL,
  at bigint NOT NULL,
  place bigint NOT NULL,
  envelope bytea NOT NULL,
  PRIMARY KEY (holder, hash)
);
CREATE INDEX rescue_place ON ${schema}.rescue (place);
CREATE INDEX rescue_uploader ON ${schema}.rescue (uploader, holder);
CREATE TABLE ${schema}.document (
  holder bigint NOT NULL,
  name text NOT NULL,
  version bigint NOT NULL,
  hash bytea NOT NULL,
  envelope bytea NOT NULL,
  PRIMARY KEY (holder, name)
);
CREATE TABLE ${schema}.routing (
  holder bigint NOT NULL,
  name text NOT NULL,
  after text NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (holder, name)
);
CREATE TABLE ${schema}.released_key (
  name text NOT NULL,
  calendar integer NOT NULL,
  key bytea NOT NULL,
  PRIMARY KEY (name, calendar)
);
CREATE TABLE ${schema}.content (hash text PRIMARY KEY, type text NOT NULL, identity bytea NOT NULL, gzip bytea, br bytea);
ALTER TABLE ${schema}.record ALTER COLUMN envelope SET STORAGE EXTERNAL;
ALTER TABLE ${schema}.branch ALTER COLUMN envelope SET STORAGE EXTERNAL;
ALTER TABLE ${schema}.rescue ALTER COLUMN envelope SET STORAGE EXTERNAL;
ALTER TABLE ${schema}.document ALTER COLUMN envelope SET STORAGE EXTERNAL;
ALTER TABLE ${schema}.routing ALTER COLUMN sealed SET STORAGE EXTERNAL;
ALTER TABLE ${schema}.content ALTER COLUMN identity SET STORAGE EXTERNAL, ALTER COLUMN gzip SET STORAGE EXTERNAL,
  ALTER COLUMN br SET STORAGE EXTERNAL;

CREATE TYPE ${schema}.known_state AS (
  n bigint, holder bigint, revoked boolean, record bigint, version bigint, hash bytea, final boolean, answer smallint,
  branch_devices bigint, device_has_branch boolean, records bigint, generation bigint
);
CREATE FUNCTION ${schema}.was_accepted(head bigint, wanted bigint, envelope bytea) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
  v ${schema}.version;
BEGIN
  WHILE head IS NOT NULL LOOP
    SELECT * INTO STRICT v FROM ${schema}.version WHERE place = head;
    IF v.version <= wanted THEN RETURN v.version = wanted AND v.hash = envelope; END IF;
    head := v.before;
  END LOOP;
  RETURN false;
END $$;

CREATE FUNCTION ${schema}.states(holders bytea[], names text[], versions bigint[], hashes bytea[], devices bytea[], without bigint[], generation bigint)
RETURNS SETOF ${schema}.known_state LANGUAGE sql STABLE AS $$
  SELECT g.n, h.id, h.revoked, r.id, r.version, r.hash, r.final,
    CASE WHEN ${schema}.was_accepted(r.place, g.version, g.hash) THEN 0 ELSE s.answer END,
    (SELECT count(*) FROM ${schema}.branch b WHERE b.record = r.id),
    EXISTS (SELECT FROM ${schema}.branch b WHERE b.record = r.id AND b.device = g.device),
    (SELECT count(*) FROM ${schema}.record o WHERE o.holder = h.id), generation
  FROM unnest(holders, names, versions, hashes, devices) WITH ORDINALITY AS g (holder, name, version, hash, device, n)
  LEFT JOIN ${schema}.holder h ON h.holder = g.holder
  LEFT JOIN ${schema}.record r ON r.holder = h.id AND r.name = g.name
  LEFT JOIN ${schema}.seen s ON s.record = r.id AND s.hash = g.hash
  WHERE g.n <> ALL (without)
$$;

CREATE FUNCTION ${schema}.lock_states(holders bytea[], names text[], versions bigint[], hashes bytea[], devices bytea[])
RETURNS SETOF ${schema}.known_state LANGUAGE plpgsql AS $$
DECLARE
  now_at bigint := cloison.enter(${campaign});
BEGIN
  PERFORM FROM ${schema}.holder h WHERE h.holder = ANY (holders) ORDER BY h.holder FOR NO KEY UPDATE;
  PERFORM FROM ${schema}.record r JOIN ${schema}.holder h ON h.id = r.holder
    JOIN unnest(holders, names) AS g (holder, name) ON g.holder = h.holder AND g.name = r.name
    ORDER BY h.holder, r.name FOR UPDATE OF r;
  RETURN QUERY SELECT * FROM ${schema}.states(holders, names, versions, hashes, devices, '{}', now_at);
END $$;

-- answers: 0 becomes the head, 1 is kept as late, 2 as conflict.
CREATE FUNCTION ${schema}.write_decided(
  holders bytea[], names text[], versions bigint[], hashes bytea[], devices bytea[], finals boolean[],
  minutes bigint[], envelopes bytea[], answers bigint[], remembered_most bigint
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  owner bigint;
  target ${schema}.record;
BEGIN
  FOR i IN 1 .. cardinality(holders) LOOP
    SELECT id INTO STRICT owner FROM ${schema}.holder WHERE holder = holders[i];
    INSERT INTO ${schema}.record (holder, name) VALUES (owner, names[i]) ON CONFLICT DO NOTHING;
    IF answers[i] = 0 THEN
      UPDATE ${schema}.record SET version = versions[i], hash = hashes[i], final = finals[i], at = minutes[i],
        before = place, place = nextval('${schema}.place'), envelope = envelopes[i]
        WHERE holder = owner AND name = names[i] RETURNING * INTO STRICT target;
      INSERT INTO ${schema}.version VALUES (target.place, target.id, target.version, target.hash, target.before);
    ELSE
      UPDATE ${schema}.record SET remembers = true WHERE holder = owner AND name = names[i] RETURNING * INTO STRICT target;
      INSERT INTO ${schema}.branch AS b VALUES (target.id, devices[i], owner, names[i],
        CASE answers[i] WHEN 1 THEN 'late' ELSE 'conflict' END, versions[i], hashes[i], minutes[i],
        nextval('${schema}.place'), envelopes[i])
      ON CONFLICT (record, device) DO UPDATE SET reason = excluded.reason, version = excluded.version,
        hash = excluded.hash, at = excluded.at, place = excluded.place, envelope = excluded.envelope;
      IF (SELECT count(*) FROM ${schema}.seen s WHERE s.record = target.id AND s.answer > 0) >= remembered_most THEN
        -- Forget only those whose envelope is no longer kept.
        DELETE FROM ${schema}.seen s WHERE s.record = target.id AND s.answer > 0
          AND s.hash NOT IN (SELECT b.hash FROM ${schema}.branch b WHERE b.record = target.id);
      END IF;
      INSERT INTO ${schema}.seen VALUES (target.id, hashes[i], answers[i]) ON CONFLICT DO NOTHING;
    END IF;
  END LOOP;
END $$;
`,
  // A group of saves as one parameter, and one answer: null when all were accepted, else the states of the others as JSON.
  // `begins`: one of them is a first version.
  (schema, campaign) => `
CREATE FUNCTION ${schema}.save_batch(saves cloison.new_save[], begins boolean) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  begun bigint[] := '{}';
  done bigint[] := '{}';
  others jsonb;
  now_at bigint := cloison.enter(${campaign});
BEGIN
  IF begins THEN
    -- Whoever counts a holder's records or begins one holds that holder.
    PERFORM FROM ${schema}.holder h WHERE h.holder = ANY (
        ARRAY(SELECT g.holder FROM unnest(saves) AS g WHERE g.version = 1)
      ) ORDER BY h.holder FOR NO KEY UPDATE;
    WITH added AS (
      INSERT INTO ${schema}.record AS r (holder, name, version, hash, final, at, place, envelope)
      SELECT h.id, g.name, 1, g.hash, g.final, g.minute, nextval('${schema}.place'), g.envelope
      FROM unnest(saves) AS g JOIN ${schema}.holder h ON h.holder = g.holder
      WHERE g.open AND g.as_of IN (0, now_at) AND NOT h.revoked AND g.version = 1 AND g.previous = decode(repeat('00', 32), 'hex')
        AND NOT EXISTS (SELECT FROM ${schema}.record o WHERE o.holder = h.id AND o.name = g.name)
        AND (SELECT count(*) FROM ${schema}.record o WHERE o.holder = h.id) < g.most
      ON CONFLICT DO NOTHING
      RETURNING r.id, r.hash, r.place
    ), logged AS (
      INSERT INTO ${schema}.version SELECT place, id, 1, hash FROM added
    )
    SELECT coalesce(array_agg(g.n), '{}') INTO begun
      FROM (SELECT s.hash, s.n FROM unnest(saves) WITH ORDINALITY AS s (${NEW_SAVE}, n)) AS g
      WHERE g.hash IN (SELECT hash FROM added);
  END IF;
  IF cardinality(begun) < cardinality(saves) THEN
    WITH replaced AS (
      UPDATE ${schema}.record r
      SET version = g.version, hash = g.hash, final = g.final, at = g.minute, before = r.place,
        place = nextval('${schema}.place'), envelope = g.envelope
      FROM (
        SELECT s.*,
          coalesce(s.owner, (SELECT h.id FROM ${schema}.holder h WHERE h.holder = s.holder AND NOT h.revoked)) AS owned_by
        FROM unnest(saves) WITH ORDINALITY AS s (${NEW_SAVE}, n)
        WHERE s.open AND s.as_of IN (0, now_at) OFFSET 0
      ) AS g
      WHERE r.holder = g.owned_by AND r.name = g.name AND r.version > 0
        AND r.version = g.version - 1 AND r.hash = g.previous AND NOT r.final
        AND NOT (r.remembers
          AND (SELECT s.answer FROM ${schema}.seen s WHERE s.record = r.id AND s.hash = g.hash) IS NOT NULL)
      RETURNING r.id, r.place, r.before, g.version, g.hash, g.n
    ), logged AS (
      INSERT INTO ${schema}.version SELECT place, id, version, hash, before FROM replaced
    )
    SELECT begun || coalesce(array_agg(n), '{}') INTO done FROM replaced;
  ELSE
    done := begun;
  END IF;
  IF cardinality(done) < cardinality(saves) THEN
    SELECT jsonb_agg(to_jsonb(k)) INTO others FROM (
      SELECT array_agg(s.holder) AS holders, array_agg(s.name) AS names, array_agg(s.version) AS versions,
        array_agg(s.hash) AS hashes, array_agg(s.device) AS devices FROM unnest(saves) AS s
    ) AS g CROSS JOIN LATERAL ${schema}.states(g.holders, g.names, g.versions, g.hashes, g.devices, done, now_at) AS k;
  END IF;
  RETURN others;
END $$;
`,
];

export const STORE_LAYOUT = STORE_MIGRATIONS.length;
export const CAMPAIGN_LAYOUT = CAMPAIGN_MIGRATIONS.length;

/**
 * Applies the missing migrations, on a connection of its own. Throws `SetupError` `too-new` and changes nothing when a later
 * version of the program has migrated the database.
 */
export async function migrate(query: Query): Promise<void> {
  await query(`BEGIN; SET LOCAL statement_timeout = 600000; SET LOCAL lock_timeout = 60000;
    SELECT pg_advisory_xact_lock(${LOCK_CLASS}, 0)`);
  try {
    await query('CREATE SCHEMA IF NOT EXISTS cloison');
    await query('CREATE TABLE IF NOT EXISTS cloison.layout (version integer NOT NULL)');
    const [row] = await query('SELECT max(version)::integer AS version FROM cloison.layout', []);
    const version = (row?.version as number | null) ?? 0;
    refuseNewer('the store', version, STORE_LAYOUT);
    for (const migration of STORE_MIGRATIONS.slice(version)) await query(migration);
    if (version === 0) await query(`INSERT INTO cloison.layout VALUES (${STORE_LAYOUT})`);
    else if (version < STORE_LAYOUT) {
      await query(`UPDATE cloison.layout SET version = ${STORE_LAYOUT}`);
    }
    const campaigns = await query(
      "SELECT id, name, layout FROM cloison.campaign WHERE state IN ('open', 'moved') ORDER BY id",
      [],
    );
    for (const campaign of campaigns as readonly { id: number; name: string; layout: number }[]) {
      refuseNewer(`campaign ${campaign.name}`, campaign.layout, CAMPAIGN_LAYOUT);
      if (campaign.layout === CAMPAIGN_LAYOUT) continue;
      await layOut(query, campaign.id, campaign.layout);
    }
    await query('COMMIT');
  } catch (error) {
    await query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Creates the tables that a campaign's layout lacks. The campaign has a row. */
export async function layOut(query: Query, campaign: number, layout: number): Promise<void> {
  const schema = schemaOf(campaign);
  for (const migration of CAMPAIGN_MIGRATIONS.slice(layout)) await query(migration(schema, campaign));
  await query(`UPDATE cloison.campaign SET layout = ${CAMPAIGN_LAYOUT} WHERE id = ${campaign}`);
}

function refuseNewer(what: string, version: number, known: number): void {
  if (version <= known) return;
  throw new SetupError('postgres-schema-newer', { schema: what, version, known });
}
