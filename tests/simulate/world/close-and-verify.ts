/** The end of every run: the campaign is closed, with kills and lies where the scenario has them, and all is verified. */
import { createPublicKey, verify } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '@cloison/command/refusal';
import { fromBase64Url, type SignedStatement } from '@cloison/protocol/public';
import { type Certificate, readCertificate } from '../../../apps/authority/src/close/certificate.ts';
import type { CloseOutcome } from '../../../apps/authority/src/close/close-campaign.ts';
import { closingCohort } from '../../../apps/authority/src/close/closing-cohort.ts';
import { journalLines } from '../../../apps/authority/src/journal/journal.ts';
import { fingerprintOf } from '../../../apps/authority/src/keys/key-store.ts';
import { replacedSigningKeys } from '../../../apps/authority/src/keys/signing-keys.ts';
import type { Vault } from '../../../apps/authority/src/vault/vault.ts';
import { verifyJournal } from '../../../apps/authority/src/verify/verify-journal.ts';
import { isDisk } from './office-machine.ts';
import { OfficeView } from './office-view.ts';
import { describe, Found, NAME, type Run } from './run.ts';
import { CLOSING_AT_MS, PUPILS } from './scenario.ts';
import { ProcessGone } from './simulated-disk.ts';
import { FAIR } from './simulated-network.ts';
import { recordKeyOf } from './truth.ts';

const ATTEMPTS = 8;
const LONGEST_MS = 30 * 60_000;
/** Refusals of a closing that are right while the host lies or the platform is away; nothing is destroyed then. */
const MAY_REFUSE = /^(?:closing-purge|closing-feed|platform-.*)$/;

export async function closeAndVerify(run: Run): Promise<void> {
  run.office.look((vault) => run.invariants.atTheEnd(new OfficeView({ vault, name: NAME })));
  await run.invariants.beforeClosing();
  run.office.onCounted = (vault) => run.invariants.afterLastCollection(new OfficeView({ vault, name: NAME }));
  if (run.violation !== null) throw new Found();
  noCanaryIsOutside(run);
  const outcome = await close(run);
  await certificateHolds(run, outcome);
}

async function close(run: Run): Promise<CloseOutcome> {
  const { steps } = run.scenario;
  for (const step of steps) {
    if (step.at < CLOSING_AT_MS) continue;
    if (step.do === 'lie' && !run.isHonest) run.host.arm(step);
    if (step.do === 'kill') run.arm(step);
    if (step.do === 'full' || step.do === 'network') run.fault(step);
  }
  let isApproved = false;
  // Where a cohort is followed its two persons mark the pupils before, or once the closing has refused to go on without.
  let isMarked = false;
  let marksFirst = run.scenario.campaign === 'adaptive' && run.scenario.inParts === true;
  for (let attempt = 1; ; attempt++) {
    const hadKey = run.office.look((_vault, keys) => keys.has('identity', NAME));
    const beganInTrouble = isInTrouble(run);
    try {
      if (marksFirst) {
        await run.until(run.office.markCohort(run.cohort), LONGEST_MS);
        isMarked = true;
        marksFirst = false;
      }
      if (attempt > 1) {
        await run.until(run.office.approveClosing(), LONGEST_MS);
        isApproved = true;
      }
      const outcome = await run.until(run.office.close(), LONGEST_MS);
      if (!isApproved) run.found('closed-alone', 'without the approval of another person');
      run.note(`closed at attempt ${attempt}: ${JSON.stringify(outcome.counts)}`);
      return outcome;
    } catch (error) {
      if (error instanceof Found) throw error;
      if (error instanceof ProcessGone || run.office.disk.isCut) {
        run.note('closing was killed');
        run.office.letGo();
        run.office.disk.restore();
        continue;
      }
      run.note(`closing refused: ${error instanceof Refusal ? error.code : describe(error)}`);
      if (error instanceof Refusal) run.invariants.messageIsOurs(error);
      if (!isApproved && error instanceof Refusal && error.code === 'approval-missing') continue;
      if (error instanceof Refusal && error.code === 'closing-cohort' && !isMarked) {
        marksFirst = true;
        continue;
      }
      const mayRefuse =
        (error instanceof Refusal &&
          MAY_REFUSE.test(error.code) &&
          (!run.isHonest || beganInTrouble || isInTrouble(run) || attempt < 3)) ||
        (isDisk(error) && run.office.disk.isFull);
      if (!mayRefuse || attempt > ATTEMPTS) run.found('closing-fails', describe(error));
      const hasKey = run.office.look((_vault, keys) => keys.has('identity', NAME));
      if (hadKey && !hasKey) run.found('key-destroyed-without-certificate', describe(error));
      if (run.violation !== null) throw new Found();
      if (attempt >= 2) run.host.repent();
      await run.pass(120_000);
    }
  }
}

async function certificateHolds(run: Run, { certificate: signed, counts }: CloseOutcome): Promise<void> {
  const publicKey = run.office.signingKey ?? run.people.authorityKey;
  const fingerprint = fingerprintOf(publicKey);
  let certificate: Certificate;
  try {
    certificate = (await readCertificate(signed, fingerprint)).certificate;
  } catch (error) {
    run.found('certificate-invalid', describe(error));
    throw new Found();
  }
  if (!isSignedBy(signed, publicKey)) run.found('certificate-invalid', 'signature');
  for (const { sequence, expected, final, unfinished, absent, neverBegun } of counts.sequences) {
    if (final + unfinished + absent + neverBegun !== expected) run.found('counts-differ', sequence);
  }
  const { records, counted, apart, quarantined } = counts.received;
  if (records !== counted + apart + quarantined) run.found('counts-differ', 'received');
  if (run.isHonest) countsAreTrue(run, counts);
  run.office.look((vault, keys) => {
    if (keys.has('identity', NAME)) run.found('key-survives', 'after closing');
    try {
      verifyJournal(vault, { hash: certificate.journal.head });
    } catch (error) {
      run.found('journal-broken', describe(error));
    }
    cohortIsStated(run, vault, certificate, counts);
    replacementsAreStated(run, vault, certificate);
    const differs = [...journalLines(vault)].some((line) => line.includes('campaign.purge-differs'));
    const isNamed = certificate.notDestroyed.some(({ code }) => code === 'platform-counts');
    if (differs !== isNamed)
      run.found('purge-differs-unnamed', `${differs} in the journal, ${isNamed} in the certificate`);
    if ((run.told['purge-of-nothing'] ?? 0) > 0 && !isNamed && purgeIs(certificate, 0)) {
      run.found('unnamed-purge-of-nothing', 'a statement that counts nothing');
    }
  });
  if (run.violation !== null) throw new Found();
}

/** Whoever has a sitting has an identifier, and the certificate says which two keys make it, and where rows with one are. */
function cohortIsStated(
  run: Run,
  vault: Vault,
  { notDestroyed }: Certificate,
  { sequences }: CloseOutcome['counts'],
): void {
  if (run.scenario.campaign !== 'adaptive') return;
  const stated = (code: string) => notDestroyed.find((one) => one.code === code)?.what.en ?? '';
  for (const key of closingCohort(vault, NAME, run.office.actor.now())?.keys ?? [null])
    if (key === null || !stated('cohort-keys').includes(key)) run.found('cohort-key-unstated', `${key}`);
  const rows = vault.count('SELECT count(*) FROM cohort_row WHERE campaign = ?', NAME);
  const begun = sequences.reduce((sum, { final, unfinished }) => sum + final + unfinished, 0);
  if (rows > 0 !== stated('cohort-marks').length > 0) run.found('cohort-rows-unstated', `${rows} rows`);
  if (rows < begun) run.found('cohort-row-missing', `${rows} of ${begun}`);
}

/** Every signing key that the vault knows to be replaced is in the certificate, with why. */
function replacementsAreStated(run: Run, vault: Vault, { replacedKeys = [] }: Certificate): void {
  const known = replacedSigningKeys(vault);
  if (JSON.stringify(known) !== JSON.stringify(replacedKeys))
    run.found('replaced-key-unstated', `${known.length} known, ${replacedKeys.length} stated`);
  if (run.signing.count > 0 && known.length === 0) run.found('replaced-key-unstated', 'none is known');
}

function purgeIs({ purge }: Certificate, holders: number): boolean {
  if (purge === null) return false;
  const stated = JSON.parse(Buffer.from(fromBase64Url(purge.statement)).toString('utf8')) as {
    erased: { holders: number };
  };
  return stated.erased.holders === holders;
}

/** As an outsider verifies it, without any code of ours. */
function isSignedBy({ statement, signature }: SignedStatement, publicKey: Uint8Array): boolean {
  const x = Buffer.from(publicKey).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, Buffer.from(statement, 'base64url'), key, Buffer.from(signature, 'base64url'));
}

/** With an honest host: whoever ended, ended; whoever began, began. */
function countsAreTrue(run: Run, { sequences }: CloseOutcome['counts']): void {
  const { truth, people } = run;
  // Of whoever has another code since, or a sequence opened again, this is not to be told so simply.
  const isEnded = (who: string): boolean => {
    // The last stage may have its end, and no receipt yet, while that of the first is still under way.
    if (run.scenario.campaign === 'adaptive') return run.haveReceipt.has(who) && !run.invariants.storeIsCopy;
    const id = Buffer.from(people.pupils.get(who)?.holder.holderId ?? []).toString('base64url');
    return [...truth.acknowledged].some((hash) => {
      const sealed = truth.envelopes.get(hash);
      return sealed?.final === true && recordKeyOf(sealed) === `${id} maths`;
    });
  };
  const ended = PUPILS.filter((who) => !run.invariants.hasChanged(who) && isEnded(who)).length;
  const maths = sequences.find(({ sequence }) => sequence === 'maths');
  if ((maths?.final ?? 0) < ended)
    run.found('counts-differ', `${ended} pupils have a receipt, ${maths?.final} are counted`);
}

function noCanaryIsOutside(run: Run): void {
  run.canaries.lookAlsoForTokens('log', Buffer.from(run.platform.logLines.join('')));
  for (const bytes of filesIn(join(run.platform.folder, 'store')))
    run.canaries.lookAlsoForTokens('store', bytes);
  if (run.violation !== null) throw new Found();
}

function* filesIn(folder: string): Generator<Buffer> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* filesIn(path);
    else yield readFileSync(path);
  }
}

/** Whether an honest platform may be out of reach. */
function isInTrouble({ platform, network }: Run): boolean {
  return !platform.isUp || platform.disk.isFull || network.weather !== FAIR;
}
