/** Variants for the promises from `access` to `office`: somebody takes files, traffic, codes or computers, and reads nothing. */
import { ENVELOPE, one, type SourcePatch, type Variant } from './variant.ts';

/** What the office seals and opens with by itself. */
const OFFICE_ENVELOPE = 'apps/authority/src/envelopes/envelope.ts';
const KEYS = 'packages/protocol/src/keys.ts';
const DRAW = 'apps/authority/src/codes/draw.ts';
/** The access token is the root itself. */
const TOKEN_IS_ROOT: readonly SourcePatch[] = [
  {
    file: KEYS,
    find: `derive(prk, 'cloison/1/access', 32)`,
    replace: 'Promise.resolve(root.slice() as Bytes)',
  },
];
/** The sealing key is the access token. */
export const SEAL_IS_ACCESS: readonly SourcePatch[] = [
  {
    file: KEYS,
    find: `derive(prk, 'cloison/1/seal', 32)`,
    replace: `derive(prk, 'cloison/1/access', 32)`,
  },
  {
    file: 'apps/authority/src/envelopes/holder-keys.ts',
    find: `createSecretKey(this.#derive('cloison/1/seal'))`,
    replace: `createSecretKey(this.#derive('cloison/1/access'))`,
  },
];
/** Codes are drawn from a counter that begins anew with each campaign. */
const COUNTED_CODES: readonly SourcePatch[] = [
  {
    file: DRAW,
    find: 'const random = (length: number): Bytes => new Uint8Array(randomBytes(length));',
    replace: `let drawn = 0;
const random = (length: number): Bytes =>
  new Uint8Array(process.getBuiltinModule('node:crypto').createHash('sha512').update(String(drawn++)).digest().subarray(0, length));
void randomBytes;`,
  },
];

export const AGAINST_READING: readonly Variant[] = [
  {
    name: 'unsealed',
    line: 'store',
    without: 'bodies are encrypted',
    patches: [
      {
        file: ENVELOPE,
        find: 'const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, holder.sealKey, body));',
        replace: 'void algorithm;\n  const sealed = concat(body, new Uint8Array(16));',
      },
      {
        file: ENVELOPE,
        find: 'body: new Uint8Array(await crypto.subtle.decrypt(algorithm, holder.sealKey, sealed)),',
        replace: 'body: (void algorithm, sealed.slice(0, -16)) as Bytes,',
      },
      {
        file: OFFICE_ENVELOPE,
        find: 'envelope.set(cipher.update(body), header.length);',
        replace: 'cipher.update(body);\n  envelope.set(body, header.length);',
      },
      {
        file: OFFICE_ENVELOPE,
        find: 'body = decipher.update(envelope.subarray(header.bodyOffset, end));\n    decipher.final();',
        replace: 'body = Buffer.from(envelope.subarray(header.bodyOffset, end));\n    void decipher;',
      },
    ],
  },
  one(
    'logged-addresses',
    'log',
    'the log has the pattern of a route, not the address',
    'apps/platform/src/http/server.ts',
    `      route: request.routeOptions?.url ?? 'none',\n      status`,
    '      route: request.url,\n      status',
  ),
  {
    name: 'seal-is-access',
    line: 'secrets',
    without: 'the sealing key is another than the access token',
    patches: SEAL_IS_ACCESS,
  },
  {
    name: 'root-in-memory',
    line: 'memory',
    without: 'the platform is never shown a root',
    patches: TOKEN_IS_ROOT,
  },
  {
    name: 'root-in-traffic',
    line: 'traffic',
    without: 'the platform is never shown a root',
    patches: TOKEN_IS_ROOT,
  },
  one(
    'same-nonce',
    'backups',
    'each sealing draws a nonce',
    'packages/client/src/saving/record-writer.ts',
    'iv: random(12),',
    'iv: new Uint8Array(12),',
  ),
  one(
    'secrets-in-backups',
    'backups',
    'the secrets stay out of backups',
    'apps/platform/src/backup/backup-store.ts',
    `        const campaigns = await copyAll(storeDir, growing);`,
    `        const campaigns = await copyAll(storeDir, growing);
        copyFileSync(join(storeDir, '../secrets/pepper.key'), join(growing, 'pepper.key'));`,
  ),
  one(
    'numbers-of-the-ine',
    'order-numbers',
    'order numbers are drawn',
    'apps/authority/src/roster/pupils.ts',
    'String(randomInt(0, 10_000_000))',
    `String((Number(sealer.open('pupil', 'sealed', pupil, vault.get('SELECT sealed FROM pupil WHERE id = ?', pupil)
      .sealed).ine.slice(0, 9)) * 1000 + randomInt(0, 900)) % 10_000_000)`,
  ),
  one(
    'number-as-name',
    'unseen-numbers',
    'the name of an entry is a keyed hash',
    'packages/protocol/src/primitives/names.ts',
    'return toBase32(mac.slice(0, 10));',
    `void mac;\n  return sequence === 'lettres' ? orderNumber.padEnd(16, '0') : toBase32(mac.slice(0, 10));`,
  ),
  one(
    'plain-http',
    'https',
    'no plain HTTP but on this machine',
    'apps/platform/src/start/start-platform.ts',
    '&& !isLoopback(host)) {',
    '&& host.length === 0) {',
  ),
  {
    name: 'clear-wire',
    line: 'wire',
    without: 'TLS',
    patches: [
      {
        file: 'tests/audit/audit-world.ts',
        find: 'TappedRoad.open(() => url, certificate)',
        replace: 'TappedRoad.open(() => url, null)',
      },
    ],
  },
  { name: 'counted-staff-codes', line: 'staff-codes', without: 'codes are drawn', patches: COUNTED_CODES },
  { name: 'counted-codes', line: 'pupil-codes', without: 'codes are drawn', patches: COUNTED_CODES },
  one(
    'codes-in-order',
    'pupil-codes',
    'codes are given out in a random order',
    'apps/authority/src/codes/stock.ts',
    'this.#order = shuffledPositions(this.#left);',
    'this.#order = Uint32Array.from({ length: this.#left }, (_, i) => i);\n    void shuffledPositions;',
  ),
  one(
    'revoked-tells',
    'guessing',
    'a revoked code is answered like an unknown one',
    'apps/platform/src/holder/holder-access.ts',
    'if (found !== null && !found.holder.revoked) return found.holder;',
    `if (found !== null && !found.holder.revoked) return found.holder;\n      if (found !== null) throw new PlatformError('not-found');`,
  ),
  one(
    'cheap-codes',
    'guessing',
    'each attempt at a code costs memory and time',
    KEYS,
    'memoryKiB: 19456, passes: 2',
    'memoryKiB: 8, passes: 1',
  ),
  one(
    'ticket-with-name',
    'found-slip',
    'a ticket says the class and the order number, and no name',
    'apps/authority/src/documents/message-bodies.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text that is looked for
    'label: `${context.classLabel} · n° ${context.orderNumber}`,',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    'label: `${context.classLabel} · ${context.pupil.facts.lastName}`,',
  ),
  one(
    'slip-still-opens',
    'found-slip',
    'a code that was replaced opens nothing',
    'apps/platform/src/holder/holder-access.ts',
    'if (found !== null && !found.holder.revoked) return found.holder;',
    'if (found !== null) return found.holder;',
  ),
  one(
    'unchecked-codes',
    'found-slip',
    'one wrong symbol of a code is noticed',
    'packages/protocol/src/code.ts',
    `if (checkSymbol(symbols) !== all.at(-1)) throw new ProtocolError('code-check');`,
    '',
  ),
  {
    name: 'clear-vault',
    line: 'vault',
    without: 'cells of the vault are encrypted',
    patches: [
      {
        file: 'apps/authority/src/vault/sealer.ts',
        find: 'const body = cipher.update(padded);',
        replace: 'cipher.update(padded);\n    const body = padded;',
      },
      {
        file: 'apps/authority/src/vault/sealer.ts',
        find: 'const json = decipher.update(body);\n      decipher.final();',
        replace: 'const json = Buffer.from(body);',
      },
    ],
  },
  one(
    'look-ups-without-key',
    'vault',
    'a pupil is found by keyed hashes',
    'apps/authority/src/vault/sealer.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text that is looked for
    "createHmac('sha256', this.#key(`lookup/${kind}`))",
    "createHmac('sha256', kind)",
  ),
  {
    name: 'unbound-header',
    line: 'alter',
    without: 'the clear header is authenticated',
    patches: [
      {
        file: ENVELOPE,
        find: `iv: input.iv as Bytes, additionalData: header }`,
        replace: 'iv: input.iv as Bytes }',
      },
      { file: ENVELOPE, find: 'additionalData: envelope.slice(0, header.bodyOffset) as Bytes,', replace: '' },
      { file: OFFICE_ENVELOPE, find: '  cipher.setAAD(header);\n', replace: '' },
      {
        file: OFFICE_ENVELOPE,
        find: '    decipher.setAAD(envelope.subarray(0, header.bodyOffset));\n',
        replace: '',
      },
    ],
  },
  one(
    'true-sizes',
    'sizes',
    'bodies are padded to the ceiling of their name',
    'packages/protocol/src/body.ts',
    'const body = new Uint8Array(ceiling);',
    'const body = new Uint8Array(Math.ceil((4 + deflated.length) / 512) * 512);',
  ),
  one(
    'clear-journal',
    'browsers',
    'what a browser keeps for a crash is sealed',
    'packages/client/src/saving/journal.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text that is looked for
    '.write(entry, `${this.#sealedKey}.${toBase64Url(concat(nonce, sealed))}`)',
    '.write(entry, JSON.stringify([body, sealed.length]))',
  ),
  one(
    'reaches-secrets',
    'program',
    'the platform reaches no code that opens',
    'apps/platform/src/start/start-platform.ts',
    `import '../base/keep-next-tick-fast.ts';`,
    `import '../base/keep-next-tick-fast.ts';\nimport '@cloison/protocol';`,
  ),
  one(
    'lost-numbers',
    'at-the-office',
    'the vault keeps what was imported',
    'apps/authority/src/vault/sealer.ts',
    'padded.set(json);',
    `padded.set(Buffer.from(Buffer.from(json).toString('utf8').replace(/"ine":"([^"]*)"/, (_, ine) => '"ine":""' + ' '.repeat(ine.length))));`,
  ),
  one(
    'strays-count',
    'found-slip',
    'a final of a slip that was reported counts for nothing unless it goes on from the sitting',
    'apps/authority/src/records/resolve-branches.ts',
    'Number(a.strays) - Number(b.strays) ||',
    '',
  ),
];
