/**
 * Broken variants of the program: each removes one guard from the source as it is loaded (`patch-sources.ts`), in the processes of the
 * audit alone. The files on the disk, and what anybody else runs, have no switch for it. Each must turn its line red.
 */
export interface SourcePatch {
  /** From the root of the repository. */
  readonly file: string;
  /** Occurs exactly once. */
  readonly find: string;
  readonly replace: string;
}

export interface Variant {
  readonly name: string;
  /** The line that has to turn red. */
  readonly line: string;
  /** Which guard is gone. */
  readonly without: string;
  readonly patches: readonly SourcePatch[];
}

const one = (
  name: string,
  line: string,
  without: string,
  file: string,
  find: string,
  replace: string,
): Variant => ({
  name,
  line,
  without,
  patches: [{ file, find, replace }],
});

const ENVELOPE = 'packages/protocol/src/envelope.ts';
/** What the office seals and opens with by itself. */
const OFFICE_ENVELOPE = 'apps/authority/src/envelopes/envelope.ts';
const KEYS = 'packages/protocol/src/keys.ts';
const FEED = 'apps/authority/src/records/receive-feed.ts';
const AUDIT = 'apps/authority/src/collect/audit.ts';
const SIGNED_CALL = 'apps/platform/src/authority/signed-call.ts';
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
const SEAL_IS_ACCESS: readonly SourcePatch[] = [
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

/** In the order of the lines. */
export const VARIANTS: readonly Variant[] = [
  one(
    'replace-unopened',
    'forge',
    'a head is opened before it replaces another',
    FEED,
    `if (now.kind === 'refused') {`,
    `if (now.kind === 'refused') return { keepAs: 'head' };\n  if (now.kind === 'refused') {`,
  ),
  one(
    'class-signs-itself',
    'forge',
    'documents of a class are signed by the authority',
    'packages/protocol/src/signed-document.ts',
    'if (!good) throw',
    'if (!good && envelope.length === 0) throw',
  ),
  one(
    'audit-takes-any',
    'swap',
    'an audit compares what it asked for with what it got',
    AUDIT,
    `return isIt ? null : 'audit-swapped';`,
    'void isIt;\n    return null;',
  ),
  one(
    'document-of-anybody',
    'swap',
    'an envelope opens at its own address alone',
    ENVELOPE,
    `    !equalBytes(header.holderId, holder.holderId)\n  ) {`,
    `    false\n  ) {`,
  ),
  one(
    'calls-twice',
    'replay',
    'a signed call is accepted once',
    SIGNED_CALL,
    `=== 'replayed') {`,
    `=== ('never' as string)) {`,
  ),
  one(
    'older-document',
    'roll-back',
    'a browser keeps the highest version that it has seen',
    'packages/client/src/session/session.ts',
    'parseEnvelopeHeader(shown).version < parseEnvelopeHeader(held).version',
    'false',
  ),
  one(
    'any-history',
    'fork',
    'a head has to follow the one before',
    'apps/authority/src/records/follow.ts',
    'export function relationOf(shown: RecordState, kept: RecordState): Relation {',
    `export function relationOf(shown: RecordState, kept: RecordState): Relation {\n  if (shown.version > kept.version) return 'follows';`,
  ),
  one(
    'after-the-final',
    'fork',
    'nothing counts after a final',
    FEED,
    `relation === 'follows' && !before.state.final`,
    `relation === 'follows'`,
  ),
  one(
    'silence',
    'drop',
    'an audit requires exactly what was asked for',
    AUDIT,
    `text === undefined ? 'audit-silent'`,
    'text === undefined ? null',
  ),
  one(
    'any-content',
    'substitute',
    'content is compared with its hash',
    'packages/client/src/content/content.ts',
    'await verifyHash(await api.content(hash, { most }), expected)',
    '(void expected, await api.content(hash, { most }))',
  ),
  one(
    'any-platform',
    'substitute',
    'a platform is its key',
    'apps/authority/src/platform-link/connect.ts',
    'if (equalBytes(shown, registered)) return;',
    'if (shown.length > 0) return;',
  ),
  one(
    'any-time',
    'time',
    'a time of receipt has to be possible',
    FEED,
    'const isPossible = isReal &&',
    'const isPossible = true || isReal &&',
  ),
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
    'packages/client/src/storage/journal.ts',
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
    'teacher-has-school',
    'readers',
    'a teacher’s keyring has the teacher’s classes alone',
    'apps/authority/src/documents/message-bodies.ts',
    'schoolRoot: null,',
    'schoolRoot: school.holder === null ? null : rootOf(school.holder),',
  ),
  one(
    'inspector-has-school',
    'readers',
    'an inspector’s keyring has the area’s own root alone',
    'apps/authority/src/documents/area-keyrings.ts',
    'const group = territory === undefined ? null : holderOfTerritory(campaign.vault, territory.id);',
    `const group =
      campaign.vault.get<typeof holder>("SELECT * FROM holder WHERE kind = 'school' AND state = 'assigned'") ??
      (territory === undefined ? null : holderOfTerritory(campaign.vault, territory.id));`,
  ),
  one(
    'anybodys-pupil',
    'writers',
    'a head declares pupils of the own school alone',
    'apps/authority/src/desk/apply-desk.ts',
    'if (pupil === null || pupil.school !== school) continue;',
    'if (pupil === null) continue;',
  ),
  one(
    'any-class-keys',
    'writers',
    'what the own class has keyed stands before what another has',
    'apps/authority/src/records/open-records.ts',
    'const cells = { ...other?.cells, ...own?.cells };',
    'const cells = { ...own?.cells, ...other?.cells };',
  ),
  one(
    'strays-count',
    'found-slip',
    'a final of a slip that was reported counts for nothing unless it goes on from the sitting',
    'apps/authority/src/records/resolve-branches.ts',
    'Number(a.strays) - Number(b.strays) ||',
    '',
  ),
  one(
    'anybodys-request',
    'writers',
    'a class asks for its own pupils alone',
    'apps/authority/src/desk/apply-desk.ts',
    ': pupil.class_level === holder.class_level);',
    ': pupil.class_level > 0);',
  ),
  {
    name: 'pupils-rescue',
    line: 'endpoints',
    without: 'rescue files are taken from staff alone',
    patches: [
      {
        file: 'apps/platform/src/http/holder-routes.ts',
        find: `if (holder.role === 'pupil') throw new PlatformError('not-staff');`,
        replace: '',
      },
      {
        file: 'apps/platform/src/holder/rescue.ts',
        find: `if (uploader.role === 'pupil') throw new PlatformError('not-staff');`,
        replace: '',
      },
    ],
  },
  one(
    'unasked-address',
    'endpoints',
    'every address of the program is asked by every role',
    'apps/platform/src/http/web-routes.ts',
    `  server.get('/c/:campaign/campaign.json'`,
    `  server.get('/c/:campaign/unasked', async () => 'open to all');\n  server.get('/c/:campaign/campaign.json'`,
  ),
  one(
    'any-signature',
    'signed-calls',
    'signatures of calls are verified',
    SIGNED_CALL,
    `if (bytes.length !== 64 || !verify(null, Buffer.from(base, 'latin1'), authority.key, bytes))`,
    'void verify;\n  if (bytes.length !== 64)',
  ),
  one(
    'no-roles',
    'agents',
    'commands are bound to roles',
    'apps/authority/src/roles/roles.ts',
    'if (roles === null) return;',
    'if (roles === null || command.length > 0) return;',
  ),
  one(
    'one-person',
    'agents',
    'what destroys, and reading a sitting, takes another person',
    'apps/authority/src/roles/approvals.ts',
    '.filter((who) => who !== actor.who)',
    '.filter((who) => who.length > 0)',
  ),
  one(
    'stale-copies',
    'former-agent',
    'a change of passphrase reaches the registered copies',
    'apps/authority/src/keys/change-passphrase.ts',
    `of copies.filter(({ place }) => place === 'present')) {`,
    `of copies.filter(({ place }) => place === 'other')) {`,
  ),
  one(
    'role-stays',
    'former-agent',
    'a role that is taken is gone',
    'apps/authority/src/roles/roles.ts',
    `    vault.run('DELETE FROM role WHERE actor = ? AND role = ?', from, role);\n`,
    '',
  ),
  one(
    'former-key-calls',
    'former-key',
    'the platform takes the key that its operator registered last, and no other',
    'apps/platform/src/base/secrets.ts',
    'const { authorityKey: former, statementKey } = await readSecrets(secretsDir);',
    'const { authorityKey: former, statementKey } = await readSecrets(secretsDir);\n  authorityKey = former;',
  ),
  one(
    'former-key-documents',
    'former-key',
    'an open page goes over to the key of the newer keyring',
    'packages/client/src/session/keyring-authority.ts',
    `    this.key = fromBase64Url(keyring.authority);
    return`,
    '    return',
  ),
  one(
    'former-key-certificates',
    'former-key',
    'a certificate is verified by the fingerprint that was published',
    'apps/authority/src/keys/signed-by.ts',
    'if (fingerprint !== null && !isSameFingerprint(fingerprint, found)) throw new StatementKeyError(found);',
    'void StatementKeyError;',
  ),
  one(
    'former-key-back',
    'former-key',
    'the office works with no key that its vault knows to be replaced',
    'apps/authority/src/keys/signing-keys.ts',
    'if (equalBytes(found, inForce)) return;',
    'if (found.length > 0) return;',
  ),
  one(
    'always-open',
    'retrieval',
    'documents have windows',
    'apps/platform/src/holder/read-envelopes.ts',
    `  await requireWindow(campaign, holder, name, nowMs, ['open']);\n`,
    '',
  ),
  one(
    'not-erased',
    'purged',
    'a purge erases',
    'apps/platform/src/authority/purge.ts',
    '  await store.erase(campaign);\n',
    '',
  ),
  one(
    'any-day',
    'certificate',
    'an erasure is dated within the campaign',
    'apps/authority/src/hosts/purge-statement.ts',
    'if (times !== null && (atMs < times.fromMs - CLOCK_MS || atMs > times.untilMs + CLOCK_MS)) {',
    'if (times !== null && atMs + CLOCK_MS > Number.MAX_VALUE) {',
  ),
  one(
    'key-stays',
    'keys-destroyed',
    'closing destroys every registered copy of the key',
    'apps/authority/src/close/close-campaign.ts',
    `outOfReach(destroyKeys(vault, actor, 'identity', name))`,
    'outOfReach([] as ReturnType<typeof destroyKeys>)',
  ),
  one(
    'one-key-for-all',
    'everything',
    'the research key is another than the identity key',
    'apps/authority/src/keys/key-store.ts',
    'const key = new Uint8Array(randomBytes(32));',
    `const key =
        purpose === 'research'
          ? new Uint8Array((await this.openKey('identity', campaign)).key)
          : new Uint8Array(randomBytes(32));`,
  ),
  {
    name: 'token-opens-later',
    line: 'everything',
    without: 'an access token, which the host has seen, is another than the sealing key',
    patches: SEAL_IS_ACCESS,
  },
  one(
    'told-background',
    'anonymous',
    'background is hidden until enough pupils share it',
    'apps/authority/src/research/background-secrecy.ts',
    'return hide(background, hidings[at]!.hidden);',
    'return background;',
  ),
  one(
    'told-texts',
    'anonymous',
    'rare texts are suppressed',
    'apps/authority/src/research/rare-texts.ts',
    '[responseId, isRare ? SUPPRESSED_TEXT : value]',
    '[responseId, value]',
  ),
  one(
    'loose-chain',
    'journal',
    'each line of the journal names the one before',
    'apps/authority/src/verify/verify-journal.ts',
    'if (line.n !== count || line.previous !== previous)',
    'if (line.n !== count)',
  ),
];

export function variantOf(name: string): Variant {
  const found = VARIANTS.find((variant) => variant.name === name);
  if (found === undefined) throw new Error(`no broken variant is called ${name}`);
  return found;
}
