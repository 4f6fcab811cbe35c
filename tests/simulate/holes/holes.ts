/**
 * Guards that were not always there, or that might be forgotten: what stands in the code, and what it becomes when the
 * guard is taken out. The simulation has to miss each of them (`npm run simulate -- --holes`).
 */
export interface Guard {
  /** End of its path. */
  readonly file: string;
  /** As it stands there, once. */
  readonly guard: string;
  readonly instead: string;
}

const RECEIVE = 'apps/authority/src/records/receive-feed.ts';
const AUDIT = 'apps/authority/src/collect/audit.ts';
const COLLECT = 'apps/authority/src/collect/collect.ts';

export const HOLES: Readonly<Record<string, readonly Guard[]>> = {
  /** The kept head is replaced before the new envelope is opened. */
  'open-after-replace': [
    {
      file: RECEIVE,
      guard:
        "if (kept === null && isHead && !isTooLate && now?.kind !== 'refused') return { keepAs: 'head' };",
      instead: "if (isHead && (kept === null || shown.version > kept.version)) return { keepAs: 'head' };",
    },
  ],
  /** A higher version replaces, whatever its history. */
  'no-previous-check': [
    {
      file: 'apps/authority/src/records/follow.ts',
      guard: 'if (shown.saves !== null && kept.saves !== null) {',
      instead:
        "if (shown.version > kept.version) return 'follows';\n  if (shown.saves !== null && kept.saves !== null) {",
    },
  ],
  /** Something follows a final. */
  'final-after-final': [
    {
      file: RECEIVE,
      guard: "if (relation === 'follows' && !before.state.final)",
      instead: "if (relation === 'follows')",
    },
  ],
  /** One wrong audit answer ends the pass, and `campaign serve` with it. */
  'wrong-audit-ends-serve': [
    {
      file: AUDIT,
      guard: "return isIt ? null : 'audit-swapped';",
      instead: "if (!isIt) throw new TypeError('swapped');\n    return null;",
    },
    {
      file: AUDIT,
      guard: "} catch {\n    return 'audit-unreadable';",
      instead:
        "} catch (error) {\n    if (error instanceof TypeError) throw error;\n    return 'audit-unreadable';",
    },
  ],
  /** What an audit does not answer counts as fine. */
  'audit-evaded-by-empty-list': [
    {
      file: AUDIT,
      guard: 'for (const [key, record] of asked) {',
      instead: 'for (const [key, record] of asked) {\n    if (!shown.has(key)) continue;',
    },
  ],
  'audit-evaded-by-rubbish': [
    {
      file: AUDIT,
      guard: "} catch {\n    return 'audit-unreadable';",
      instead: '} catch {\n    return null;',
    },
    {
      file: AUDIT,
      guard: "const envelope = typeof text === 'string' ? fromBase64Url(text) : null;",
      instead:
        "let envelope: ReturnType<typeof fromBase64Url> | null = null;\n    try {\n      if (typeof text === 'string') {\n        envelope = fromBase64Url(text);\n        parseEnvelopeHeader(envelope);\n      }\n    } catch {\n      continue;\n    }",
    },
  ],
  /** A "newer" head that never comes counts as fine. */
  'newer-that-never-comes': [
    {
      file: AUDIT,
      guard: 'return receiveAudited(campaign, missing, feedEnded ? incidents : []);',
      instead: 'return receiveAudited(campaign, [], feedEnded && incidents.length < 0 ? incidents : []);',
    },
  ],
  /** A record that is kept and does not open leaves no trace, once its holder has as many as are left. */
  'kept-without-trace': [
    {
      file: 'apps/authority/src/collect/process-records.ts',
      guard: "addQuarantine(campaign, one, 'kept')",
      instead: 'addQuarantine(campaign, one)',
    },
  ],
  /** A statement of erasure makes the certificate invalid, after the keys are gone. */
  'purge-spoils-certificate': [
    {
      file: 'apps/authority/src/close/certificate.ts',
      guard: 'const text = v.pipe(v.string(), v.maxLength(10_000));',
      instead: 'const text = v.pipe(v.string(), v.maxLength(1_000));',
    },
    {
      file: 'apps/authority/src/close/close-campaign.ts',
      guard: 'certificatePage(await readCertificate(signed, fingerprintOf(publicKey)));',
      instead: '',
    },
  ],
  'purge-of-any-day': [
    {
      file: 'apps/authority/src/hosts/purge-statement.ts',
      guard: 'if (!isReal) throw',
      instead: 'if (!isReal && times === null) throw',
    },
    {
      file: 'apps/authority/src/hosts/purge-statement.ts',
      guard: 'if (times !== null && (',
      instead: 'if (times !== null && times.fromMs < 0 && (',
    },
    {
      file: 'apps/authority/src/close/close-campaign.ts',
      guard: 'certificatePage(await readCertificate(signed, fingerprintOf(publicKey)));',
      instead: '',
    },
  ],
  'purge-of-nothing': [
    {
      file: 'apps/authority/src/hosts/purge-statement.ts',
      guard: 'purge.erased[what] < expected[what]',
      instead: 'purge.erased[what] < 0',
    },
  ],
  /** A pass goes on as long as the feed announces more. */
  'endless-feed': [
    {
      file: COLLECT,
      guard: 'for (let count = 0; !ended && count < pages && isTime(); count++) {',
      instead: 'for (let count = 0; !ended; count++) {',
    },
    {
      file: COLLECT,
      guard: 'if (page.more && (page.next === cursor || isEndless)) {',
      instead: 'if (page.more && isEndless && bytes < 0) {',
    },
  ],
  'branches-without-end': [
    {
      file: RECEIVE,
      guard: 'const isFull = countBranches(vault, record) >= MAX_BRANCHES;',
      instead: 'const isFull = false;',
    },
  ],
  /** The time that a host states is believed. */
  'any-time-is-believed': [
    {
      file: RECEIVE,
      guard: 'return { at: isPossible ? stated : now.toISOString(), isImpossibleTime: !isPossible };',
      instead: 'return { at: isPossible ? stated : now.toISOString(), isImpossibleTime: false };',
    },
  ],
  /** A platform that shows an older head is not named. */
  'rollback-unnamed': [
    {
      file: RECEIVE,
      guard: 'if (kept !== null && addRollback(campaign, kept, 0)) tally.rollbacks += 1;',
      instead: '',
    },
  ],
  /** Incidents are kept, and the journal does not say so. */
  'incident-not-journaled': [
    {
      file: 'apps/authority/src/records/incidents.ts',
      guard:
        "if (codes.size > 0) appendJournal(vault, actor, 'platform.incident', name, Object.fromEntries(codes));",
      instead: '',
    },
  ],
  /** One entry that makes no sense costs the whole page. */
  'one-entry-costs-the-page': [
    {
      file: 'packages/protocol/src/messages/platform.ts',
      guard: 'return parsed.success ? [parsed.output] : [];',
      instead:
        'return parsed.success && values.every((one) => v.safeParse(schema, one).success) ? [parsed.output] : [];',
    },
  ],
  /** The platform says "saved" up to twenty seconds before the disk has it. */
  'acknowledged-before-the-disk': [
    {
      file: 'apps/platform/src/store/sqlite/transaction.ts',
      guard: "db.exec('BEGIN IMMEDIATE');\n    work();\n    db.exec('COMMIT');",
      instead:
        "if (db.isTransaction) db.exec('COMMIT');\n    db.exec('BEGIN IMMEDIATE');\n    work();\n    setTimeout(() => {\n      try {\n        if (db.isOpen && db.isTransaction) db.exec('COMMIT');\n      } catch {}\n    }, 20_000);",
    },
  ],
  /** The page closes, and what it had not sealed yet is gone. */
  'no-journal-in-the-browser': [
    {
      file: 'packages/client/src/saving/journal.ts',
      guard: 'this.#store.journal.write(entry,',
      instead: "if (entry === '') this.#store.journal.write(entry,",
    },
  ],
  /** The feed's cursor is kept before the page is. */
  'cursor-before-the-page': [
    {
      file: RECEIVE,
      guard:
        'const states = await readStates(campaign, shown);\n  return campaign.vault.transaction(() => {\n    for (const one of refused)',
      instead:
        'setFeedCursor(campaign, feed.next);\n  const states = await readStates(campaign, shown);\n  return campaign.vault.transaction(() => {\n    for (const one of refused)',
    },
  ],
  /** Callers' tokens are in the log. */
  'token-in-the-log': [
    {
      file: 'apps/platform/src/http/server.ts',
      guard: "route: request.routeOptions?.url ?? 'none',",
      instead: "route: String(request.headers.authorization ?? 'none'),",
    },
  ],
  /** What is shown as the record of a code that was replaced is believed, whenever it comes. */
  'old-code-is-believed': [
    {
      file: RECEIVE,
      guard: 'const isTooLate = isHead && isSettled(shown.holder);',
      instead: 'const isTooLate = false;',
    },
  ],
  /** Of two heads in one page, the one that does not open leaves no trace. */
  'forged-head-without-trace': [
    {
      file: RECEIVE,
      guard: "if (kept === null && isHead && !isTooLate && now?.kind !== 'refused')",
      instead: 'if (kept === null && isHead && !isTooLate)',
    },
  ],
  /** A pupil who takes over where the other computer has ended is asked again and again. */
  'asked-after-the-end': [
    {
      file: 'apps/pupil/src/sitting/live-sitting.ts',
      guard: "if (opened.final) this.#writerSays = { kind: 'saved' };",
      instead: '',
    },
  ],
  /** A document that opens is believed, whoever sealed it. */
  'unsigned-documents-are-read': [
    {
      file: 'packages/client/src/session/session.ts',
      guard: ': this.#authority.open(this.holder, envelope, name);',
      instead:
        ": this.#authority.open(this.holder, envelope, name).catch(() => open(this.holder, envelope, { kind: 'document', name }));",
    },
  ],
  /** A key that is not proven once ends `campaign serve`. */
  'unproven-key-ends-serve': [
    {
      file: 'apps/authority/src/collect/serve-campaign.ts',
      guard: "  'platform-key-unproven',\n",
      instead: '',
    },
  ],
  /** An answer to one call ends `campaign serve`. */
  'purged-ends-serve': [
    {
      file: 'apps/authority/src/collect/serve-campaign.ts',
      guard: "  'platform-purged',\n]);",
      instead: ']);',
    },
  ],
  /** What a feed left out is asked for by nobody. */
  'left-out-is-not-asked-for': [
    {
      file: 'apps/authority/src/collect/silent-records.ts',
      guard: 'return expectedNames(campaign, holder).filter(',
      instead: 'return (holder.pupil === null ? expectedNames(campaign, holder) : []).filter(',
    },
  ],
  /** A school's changes count as published before they are sent. */
  'published-before-it-is-sent': [
    {
      file: 'apps/authority/src/requests/publish-changes.ts',
      guard: 'if (outcome.changed > 0) markReportsOfSchool(campaign.vault, id);',
      instead:
        'if (outcome.changed > 0) markReportsOfSchool(campaign.vault, id);\n    clearToPublish(campaign.vault, id);',
    },
  ],
  /** A holder that the platform says it has lost counts as one that it never had. */
  'lost-holder-is-forgotten': [
    {
      file: 'apps/authority/src/codes/publish-holders.ts',
      guard: "'CASE pushed WHEN 0 THEN 0 ELSE 3 END'",
      instead: "'0'",
    },
  ],
  /** A revoked code is answered otherwise than one that nobody has. */
  'revoked-answers-otherwise': [
    {
      file: 'apps/platform/src/http/save-route.ts',
      guard: "throw new PlatformError('unknown-code');\n  };",
      instead: "throw new PlatformError(revoked === null ? 'unknown-code' : 'not-found');\n  };",
    },
  ],
  /** The platform's key is shown, and not proven. */
  'key-is-not-proven': [
    {
      file: 'apps/authority/src/platform-link/platform-client.ts',
      guard: 'if (answers) return key;',
      instead: 'return key;',
    },
    {
      file: 'apps/authority/src/platform-link/platform-client.ts',
      guard: 'const said = parseKeyProof(await verifyStatement(proof, key));',
      instead:
        'const said = parseKeyProof(await verifyStatement(proof, key).catch(() => ({ v: 1, kind: "key-proof", ...asked })));',
    },
  ],
  /** Rescue files that do not open are named by nobody. */
  'rubbish-rescue-unnamed': [
    {
      file: RECEIVE,
      guard: "shown.branch === 'rescue' ? 'unreadable-rescue' : null",
      instead: 'null',
    },
  ],
  /** One person closes alone. */
  'one-person-closes': [
    {
      file: 'apps/authority/src/roles/approvals.ts',
      guard: 'if (othersWhoApproved(vault, actor, act, subject)?.length === 0)',
      instead: 'if (othersWhoApproved(vault, actor, act, subject)?.length === -1)',
    },
  ],
  /** A browser waits as long as it is told to, and a timer that 32 bits do not hold does not wait at all. */
  'any-time-to-wait-is-believed': [
    {
      file: 'packages/client/src/platform/api.ts',
      guard: 'Math.min(retryAfter * 1000, LONGEST_RETRY_AFTER_MS)',
      instead: 'retryAfter * 1000',
    },
  ],
  /** Base64url with bits beyond its bytes passes the edge, and its decoding ends `campaign serve`. */
  'symbols-that-cannot-be-decoded': [
    {
      file: 'packages/protocol/src/messages/parts.ts',
      guard: ", v.check(endsCanonically, 'not canonical')] as const",
      instead: '] as const',
    },
  ],
  /** A name that the host gave to a field is shown to whoever reads the message. */
  'words-of-the-host-are-shown': [
    {
      file: 'packages/protocol/src/messages/parts.ts',
      guard: "return (isUnexpected ? [...path.slice(0, -1), UNNAMED] : path).join('.');",
      instead: "return v.getDotPath(issue) ?? '';",
    },
  ],
  /** A signed statement that is nested without end overflows the stack. */
  'statement-nested-without-end': [
    {
      file: 'packages/protocol/src/statement.ts',
      guard: '} catch {\n    return undefined;',
      instead: '} catch (error) {\n    if (error instanceof RangeError) throw error;\n    return undefined;',
    },
  ],
  /** A page of another server, or an error under 200, counts as something that the platform has taken. */
  'page-counts-as-done': [
    {
      file: 'apps/authority/src/platform-link/platform-client.ts',
      guard: 'if (status !== reader.status) throw',
      instead: 'if (status >= 300) throw',
    },
  ],
  /** What was announced under a hash counts as what came. */
  'announced-counts-as-come': [
    {
      file: AUDIT,
      guard:
        'return envelope !== null && (kept === null || kept.version < parseEnvelopeHeader(envelope).version);',
      instead:
        'return envelope !== null && (kept === null || kept.version < parseEnvelopeHeader(envelope).version) && !hasCome(campaign, { holder, name, hash: hashOf(envelope) });',
    },
  ],
  /** An older state that the host shows after a conflict of its own making is gone on from. */
  'older-state-is-taken-over': [
    {
      file: 'apps/pupil/src/sitting/live-sitting.ts',
      guard: 'const isOlder = !opened.final && writer.hasAllOf(opened);',
      instead: 'const isOlder = !opened.final && writer.hasAllOf({ body: null, hash: new Uint8Array() });',
    },
    {
      file: 'packages/client/src/saving/record-writer.ts',
      guard: 'if (shown.isBehind && !shown.final) {',
      instead: 'if (shown.isBehind && shown.final) {',
    },
  ],
  /** Unsent work gives way to an older state of another computer. */
  'older-state-is-resumed': [
    {
      file: 'packages/client/src/saving/record-writer.ts',
      guard: "const continues = order === 'unknown' ? isOwn : order === 'same' || order === 'behind';",
      instead: 'const continues = isOwn;',
    },
  ],
  /** What the platform called late is let go of, whether it was kept or not. */
  'late-is-let-go-of': [
    {
      file: 'packages/client/src/saving/record-writer.ts',
      guard: 'this.#stored = { ...this.#stored, late: sealed.bytes };',
      instead: 'this.#stored = { ...this.#stored };',
    },
  ],
  /** What was called saved, at a version that the host made lower, gives way to the older state that it shows. */
  'lower-version-gives-way': [
    {
      file: 'packages/client/src/saving/record-writer.ts',
      guard: `return order === 'behind' && this.#head?.final !== true ? kept : null;`,
      instead: 'return versionOf(newest) < versionOf(head) ? kept : null;',
    },
  ],
  /** What a second tab had not sent takes the place of what the first has saved since. */
  'second-tab-replaces-the-first': [
    {
      file: 'packages/client/src/saving/record-writer.ts',
      guard: "const continues = order === 'unknown' ? isOwn : order === 'same' || order === 'behind';",
      instead: "const continues = isOwn || order === 'same' || order === 'behind';",
    },
  ],
  /** A vault that was put back gives a code out again that somebody has had since. */
  'codes-are-given-again': [
    {
      file: 'apps/authority/src/codes/withdraw-ungiven.ts',
      guard: "state = 'revoked', reason = 'revoked' WHERE state = 'reserve'",
      instead: "state = 'revoked', reason = 'revoked' WHERE state = 'none'",
    },
  ],
  /** What a feed has left out once, and has no name to be asked for, is never read. */
  'beside-is-read-once': [
    {
      file: COLLECT,
      guard: "const isReadAgain = options.asksForAll === true && feedCursor(campaign) !== '';",
      instead: 'const isReadAgain = false;',
    },
  ],
  /** A browser does not send again what the platform has acknowledged and lost. */
  'lost-is-not-sent-again': [
    {
      file: 'packages/client/src/saving/record-writer.ts',
      guard: 'if (ahead !== null) return this.#heal(ahead);',
      instead: '',
    },
  ],
  /** A change of the passphrase that is killed leaves keys under both. */
  'passphrase-half-changed': [
    {
      file: 'apps/authority/src/keys/change-passphrase.ts',
      guard: 'keepKeyChange(store.folder, files);',
      instead: 'for (const { path, file } of files) writeKeyFile(path, file);',
    },
    {
      file: 'apps/authority/src/keys/change-passphrase.ts',
      guard: '  wrapKey,\n}',
      instead: '  wrapKey,\n  writeKeyFile,\n}',
    },
  ],
  /** `campaign serve` goes on with a signing key that was replaced. */
  'serve-keeps-the-old-key': [
    {
      file: 'apps/authority/src/collect/serve-campaign.ts',
      guard: 'requireInForce(campaign.vault, publicKey);',
      instead: '',
    },
  ],
  /** Documents that wait are sealed again under their iv, with the signature of another key. */
  'waiting-under-another-key': [
    {
      file: 'apps/authority/src/signing/replace-signing-key.ts',
      guard: 'forgetWaitingSigned(vault, name);',
      instead: '',
    },
  ],
  /** After a leak, what was done with the old codes counts for nobody. */
  'leak-costs-the-work': [
    {
      file: 'apps/authority/src/codes/replace-leaked.ts',
      guard: "succeed(campaign, old, 'lost', stock.pupil);",
      instead: "succeed(campaign, old, 'misused' as 'lost', stock.pupil);",
    },
  ],
  /** A campaign that follows a cohort is closed without its identifiers. */
  'closed-without-identifiers': [
    {
      file: 'apps/authority/src/close/closing-cohort.ts',
      guard: 'cohort.isOver || cohort.withoutIdentifier === 0) return;',
      instead: 'cohort.withoutIdentifier >= 0) return;',
    },
    {
      file: 'apps/authority/src/close/close-campaign.ts',
      guard: 'if (unmarked > 0) {',
      instead: 'if (unmarked < 0) {',
    },
  ],
  /** What is served otherwise than published is looked at, and named by nobody. */
  'served-wrong-unnamed': [
    {
      file: 'apps/authority/src/read-back/read-back.ts',
      guard: 'second.findings.all.filter((one) => first.findings.has(one));',
      instead: '[];',
    },
  ],
  /** After a vault was put back, the platform is compared with what that vault knows. */
  'read-back-by-an-old-vault': [
    {
      file: 'apps/authority/src/read-back/read-back.ts',
      guard: 'if (!isPublicationKnown(campaign.vault, campaign.name)) return NOTHING;',
      instead: '',
    },
  ],
};
