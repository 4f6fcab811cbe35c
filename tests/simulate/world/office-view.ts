/** What the office has, read from its vault by an observer. */
import { toBase64Url } from '@cloison/protocol/public';
import type { OpenCampaign } from '../../../apps/authority/src/campaign/open-campaign.ts';
import { journalLines } from '../../../apps/authority/src/journal/journal.ts';
import { SERVED } from '../../../apps/authority/src/records/incidents.ts';
import { MAX_QUARANTINED_OF_HOLDER } from '../../../apps/authority/src/records/quarantine.ts';
import type { Vault } from '../../../apps/authority/src/vault/vault.ts';

const SERVED_CODES = SERVED.map((code) => `'${code}'`).join(', ');

export interface KeptEnvelope {
  readonly holder: string;
  readonly name: string;
  readonly hash: string;
  readonly version: number;
  readonly final: boolean;
  readonly isHead: boolean;
}

interface Row {
  readonly holder: Uint8Array;
  readonly name: string;
  readonly hash: Uint8Array;
  readonly version: number;
  readonly final: number;
  readonly isHead: number;
}

export class OfficeView {
  readonly #vault: Vault;
  readonly #name: string;

  constructor({ vault, name }: Pick<OpenCampaign, 'vault' | 'name'>) {
    this.#vault = vault;
    this.#name = name;
  }

  kept(): readonly KeptEnvelope[] {
    return this.#vault
      .all<Row>(
        `SELECT holder, name, hash, version, final, 1 AS isHead FROM record
         UNION ALL SELECT holder, name, hash, version, final, 0 AS isHead FROM branch`,
      )
      .map((row) => ({
        holder: toBase64Url(row.holder),
        name: row.name,
        hash: toBase64Url(row.hash),
        version: row.version,
        final: row.final === 1,
        isHead: row.isHead === 1,
      }));
  }

  head(holder: Uint8Array, name: string): KeptEnvelope | null {
    const id = toBase64Url(holder);
    return this.kept().find((one) => one.isHead && one.holder === id && one.name === name) ?? null;
  }

  hasIncident(code: string, holder: Uint8Array = new Uint8Array(0), name = ''): boolean {
    return this.#has(
      'incident WHERE campaign = ? AND code = ? AND holder = ? AND name = ?',
      this.#name,
      code,
      holder,
      name,
    );
  }

  hasRollback(holder: Uint8Array, name: string): boolean {
    return this.#has('rollback WHERE holder = ? AND name = ?', holder, name);
  }

  hasQuarantined(holder: Uint8Array, name: string): boolean {
    return this.#has('quarantine WHERE holder = ? AND name = ?', holder, name) || this.#isFull(holder);
  }

  /** Whether the office keeps no more traces of what it refuses of that holder. It has named the host by then a thousand times. */
  #isFull(holder: Uint8Array): boolean {
    const traces = this.#vault.count('SELECT count(*) FROM quarantine WHERE holder = ?', holder);
    return traces >= MAX_QUARANTINED_OF_HOLDER;
  }

  hasAnySetAside(): boolean {
    return (
      this.#vault.count('SELECT count(*) FROM quarantine') +
        this.#vault.count('SELECT count(*) FROM rollback') >
      0
    );
  }

  /** Of any record. */
  hasAnyIncident(code: RegExp): boolean {
    return this.#vault
      .all<{ code: string }>('SELECT DISTINCT code FROM incident')
      .some((one) => code.test(one.code));
  }

  /** Whether a line of the journal has this text. */
  journalHas(text: string): boolean {
    return [...journalLines(this.#vault)].some((line) => line.includes(text));
  }

  /** Passes in which the feed began anew. */
  rewinds(): number {
    return Number(this.#vault.meta(`feed-rewinds:${this.#name}`) ?? 0);
  }

  /** Whether the platform is known to have gone back. */
  hasGoneBack(): boolean {
    return this.rewinds() > 0 || this.#vault.count('SELECT count(*) FROM rollback') > 0;
  }

  /** Whether all that came from this code, which was replaced, was collected. */
  isSettled(holder: Uint8Array): boolean {
    return this.#has('holder WHERE holder_id = ? AND pushed = 4', holder);
  }

  /** Codes in use that the platform was not given, and revoked ones that it still takes. */
  codesThatWait(): number {
    return this.#vault.count(
      `SELECT count(*) FROM holder
       WHERE campaign = ?
         AND ((state IN ('assigned', 'reserve') AND pushed IN (0, 3)) OR (state = 'revoked' AND pushed IN (1, 3)))`,
      this.#name,
    );
  }

  /** Of everything that accuses a host or a holder. */
  accusations(): number {
    return this.#vault.count(
      `SELECT (SELECT count(*) FROM incident) + (SELECT count(*) FROM rollback) + (SELECT count(*) FROM quarantine)`,
    );
  }

  /**
   * Of everything that accuses an honest host, without what a copy of its store that was put back brings with it, and without
   * envelopes of codes that a copy of the vault does not know.
   */
  accusationsBeyond({ store, vault }: { readonly store: boolean; readonly vault: boolean }): number {
    const ofStore = store
      ? `WHERE code NOT IN ('fork', 'after-final', 'newer-missing', 'beside-missing', ${SERVED_CODES})`
      : '';
    // What was revoked since that copy is in force in it, and not on the platform.
    const ofCodes = vault ? `${store ? 'AND' : 'WHERE'} code <> 'code-unknown'` : '';
    const ofVault = vault ? 'WHERE holder IN (SELECT holder_id FROM holder)' : '';
    return this.#vault.count(
      `SELECT (SELECT count(*) FROM incident ${ofStore} ${ofCodes}) + (SELECT count(*) FROM quarantine ${ofVault})
        + ${store ? '0' : '(SELECT count(*) FROM rollback)'}`,
    );
  }

  /** What the platform is known to serve otherwise than published. */
  servedWrong(): readonly string[] {
    return this.#vault
      .all<{ code: string; name: string }>(
        `SELECT code, name FROM incident WHERE campaign = ? AND code IN (${SERVED_CODES})`,
        this.#name,
      )
      .map(({ code, name }) => `${code} ${name}`);
  }

  /** Whether the vault has, or had, a holder of this id. */
  knows(holder: string): boolean {
    return this.#has('holder WHERE holder_id = ?', Buffer.from(holder, 'base64url'));
  }

  /** By code: records with the incident, and how many the journal has named. They have to be the same. */
  incidentsAndJournal(): Readonly<Record<string, readonly [number, number]>> {
    const counts: Record<string, [number, number]> = {};
    const of = (code: string) => {
      counts[code] ??= [0, 0];
      return counts[code];
    };
    for (const { code, n } of this.#vault.all<{ code: string; n: number }>(
      'SELECT code, count(*) AS n FROM incident GROUP BY code',
    )) {
      of(code)[0] = n;
    }
    for (const text of journalLines(this.#vault)) {
      const { what, detail } = JSON.parse(text) as { what: string; detail: Record<string, number> };
      const sign = what === 'platform.incident' ? 1 : what === 'platform.mended' ? -1 : 0;
      if (sign !== 0) for (const [code, n] of Object.entries(detail)) of(code)[1] += sign * n;
    }
    return counts;
  }

  #has(where: string, ...values: readonly (string | Uint8Array)[]): boolean {
    return this.#vault.count(`SELECT count(*) FROM ${where}`, ...values) > 0;
  }
}
