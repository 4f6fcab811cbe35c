/**
 * A host that has no honest platform behind it. It answers every call of a browser by itself, from what a host lawfully has: what
 * the office published, envelopes that it was ever sent, and keys of accomplices. It keeps a world of its own for each computer
 * if it likes. Pages and content are the true ones.
 */
import { DatabaseSync } from 'node:sqlite';
import { type Bytes, parseEnvelopeHeader, sha256, toBase64Url } from '@cloison/protocol/public';

export interface Call {
  readonly method: 'GET' | 'PUT' | 'POST';
  /** `me`, `documents`, `records`, `routing`, `keys`, `rescue`. */
  readonly what: string;
  /** `ticket`, `maths/2` …; empty where the call has none. */
  readonly name: string;
  /** Whose token it bears, in base64url; empty: nobody's. */
  readonly holder: string;
  /** Which computer asks, as addresses and pace tell a host. */
  readonly computer: string;
  readonly body: Bytes;
}

/** What was stored for each holder before the world was forged, and what anybody has sent since, oldest first. */
export interface Loot {
  readonly documents: ReadonlyMap<string, Bytes>;
  readonly routing: ReadonlyMap<string, Bytes>;
  readonly keys: ReadonlyMap<string, Bytes>;
  readonly windows: Readonly<Record<string, { readonly opens: string; readonly closes: string }>>;
  readonly sent: { readonly holder: string; readonly name: string; readonly envelope: Bytes }[];
}

/** Null: the world's own answer. */
export type Strategy = (call: Call, host: ForgedHost) => Promise<Response | null> | Response | null;

export class ForgedHost {
  readonly loot: Loot;
  strategy: Strategy = () => null;
  calls = 0;
  /** The world of a computer: its heads by holder and name. By default there is one for all. */
  worldOf: (computer: string) => string = () => '';
  /** What it says the time is. */
  now: () => string = () => new Date().toISOString();
  readonly #heads = new Map<string, Bytes>();
  /** H(access) in base64url → holder. */
  readonly #tokens = new Map<string, string>();
  readonly #publicUrl: string;

  private constructor(loot: Loot, publicUrl: string) {
    this.loot = loot;
    this.#publicUrl = publicUrl;
  }

  /** Takes what a platform has on its disk. `publicUrl`: where its pages and content are. */
  static steal(file: string, publicUrl: string): ForgedHost {
    const db = new DatabaseSync(file, { readOnly: true });
    const all = (sql: string) => db.prepare(sql).all() as Record<string, Bytes & string>[];
    const byHolder = (sql: string) =>
      new Map(
        all(sql).map((row) => [`${toBase64Url(row.holder!)} ${row.name}`, row.bytes!.slice() as Bytes]),
      );
    const [published] = all('SELECT json FROM published');
    const { calendars } = JSON.parse(published?.json ?? '') as { calendars: Loot['windows'][] };
    const loot: Loot = {
      documents: byHolder(
        'SELECT h.holder, d.name, d.envelope AS bytes FROM document d JOIN holder h ON h.id = d.holder',
      ),
      routing: byHolder(
        'SELECT h.holder, r.name, r.sealed AS bytes FROM routing r JOIN holder h ON h.id = r.holder',
      ),
      keys: new Map(
        all('SELECT name, key FROM released_key').map(({ name, key }) => [name!, key!.slice() as Bytes]),
      ),
      windows: Object.assign({}, ...calendars),
      sent: [],
    };
    db.close();
    return new ForgedHost(loot, publicUrl);
  }

  /** It stores a hash of every token, so that it knows who calls. */
  async knows(holder: { readonly holderId: Bytes; readonly access: Bytes }): Promise<void> {
    this.#tokens.set(toBase64Url(holder.access), toBase64Url(holder.holderId));
  }

  head(world: string, holder: string, name: string): Bytes | null {
    return this.#heads.get(`${world}|${holder} ${name}`) ?? null;
  }

  /** As a browser of this computer calls it. */
  fetchOf(computer: string): typeof fetch {
    return async (input, init) => {
      const url = new URL(String(input));
      if (!url.pathname.startsWith('/api/')) return fetch(new URL(url.pathname, this.#publicUrl), init);
      this.calls += 1;
      const [, , , , what = '', ...name] = url.pathname.split('/');
      const token = new Headers(init?.headers).get('authorization')?.slice(7) ?? '';
      const sent = init?.body;
      const call: Call = {
        method: (init?.method ?? 'GET') as Call['method'],
        what,
        name: name.map(decodeURIComponent).join('/'),
        holder: this.#tokens.get(token) ?? '',
        computer,
        body: (sent instanceof Uint8Array ? sent.slice() : new Uint8Array()) as Bytes,
      };
      if (call.method === 'PUT')
        this.loot.sent.push({ holder: call.holder, name: call.name, envelope: call.body });
      return (await this.strategy(call, this)) ?? this.ownAnswer(call);
    };
  }

  /** As a platform would answer that had this world alone. */
  async ownAnswer(call: Call): Promise<Response> {
    const { method, what, name, holder, computer } = call;
    const at = `${this.worldOf(computer)}|${holder} ${name}`;
    const found = (one: Bytes | undefined) => (one === undefined ? refused(404, 'not-found') : bytes(one));
    if (holder === '') return refused(401, 'unknown-code');
    if (what === 'me') return Response.json(await this.me(call));
    if (what === 'documents') return found(this.loot.documents.get(`${holder} ${name}`));
    if (what === 'keys') return found(this.loot.keys.get(name));
    if (what === 'routing') {
      const head = this.#heads.get(at);
      const isFinal = head !== undefined && parseEnvelopeHeader(head).kind === 'final';
      return isFinal ? found(this.loot.routing.get(`${holder} ${name}`)) : refused(403, 'not-released');
    }
    if (what !== 'records') return refused(400, 'bad-request');
    if (method === 'GET') return found(this.#heads.get(at));
    const head = this.#heads.get(at);
    const { version } = parseEnvelopeHeader(call.body);
    const headVersion = head === undefined ? 0 : parseEnvelopeHeader(head).version;
    if (version !== headVersion + 1) {
      const hash = head === undefined ? new Uint8Array(32) : await sha256(head);
      return Response.json(
        { code: 'conflict', version: headVersion, hash: toBase64Url(hash) },
        { status: 409 },
      );
    }
    this.#heads.set(at, call.body);
    return new Response(null, { status: 204 });
  }

  async me({ holder, computer }: Call): Promise<object> {
    const of = (entry: string, prefix: string) => entry.slice(prefix.length);
    const listed = async (name: string, envelope: Bytes) => {
      const { version, kind } = parseEnvelopeHeader(envelope);
      return { name, version, hash: toBase64Url(await sha256(envelope)), final: kind === 'final' };
    };
    const world = `${this.worldOf(computer)}|${holder} `;
    const heads = [...this.#heads].filter(([key]) => key.startsWith(world));
    const documents = [...this.loot.documents].filter(([key]) => key.startsWith(`${holder} `));
    return {
      now: this.now(),
      holder,
      windows: this.loot.windows,
      documents: await Promise.all(
        documents.map(async ([key, one]) => {
          const { final: _, ...document } = await listed(of(key, `${holder} `), one);
          return document;
        }),
      ),
      records: await Promise.all(heads.map(([key, one]) => listed(of(key, world), one))),
    };
  }
}

export const bytes = (body: Uint8Array): Response => new Response(body as Bytes, { status: 200 });
export const refused = (status: number, code: string, more: object = {}): Response =>
  Response.json({ code, ...more }, { status });
