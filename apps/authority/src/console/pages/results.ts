/** What comes out of a campaign, in counts and thresholds; and what a closing would find. */
import type { CertificateRead, Closing, Results, Standards } from '@cloison/console-messages';
import { campaignRow, specOf } from '../../campaign/campaign-row.ts';
import { CLOSING_STEPS, stepDetail } from '../../campaign/closing-steps.ts';
import { closingPreview } from '../../close/closing-preview.ts';
import { recognisedCertificate } from '../../close/recognise-closing.ts';
import { lastJournalLine } from '../../journal/last-line.ts';
import type { AnonymiseOutcome } from '../../research/anonymise.ts';
import { hasApproved, othersWhoApproved } from '../../roles/approvals.ts';
import { countPupils } from '../../roster/pupils.ts';
import { domainsInForce, formThresholds, standardsOf } from '../../standards/standards-in-force.ts';
import type { Vault } from '../../vault/vault.ts';
import { verifyCertificate } from '../../verify/verify-certificate.ts';
import type { Desk } from '../desk/desk.ts';
import { certificateFile } from '../desk/machine-file.ts';

export function results({ reader: vault }: Desk, name: string): Results {
  const row = campaignRow(vault, name);
  const spec = specOf(row);
  const distilled = stepDetail(vault, name, 'distilled');
  const anonymised = vault.meta(`anonymised:${name}`);
  return {
    state: row.state,
    rehearsal: row.rehearsal === 1,
    analysedAt: lastJournalLine(vault, name, 'campaign.analyse')?.at ?? null,
    levels: spec.levels.map(({ id, title }) => ({ level: id, title })),
    domains: spec.domains.map(({ id, title }) => ({ domain: id, title })),
    hasCertificate: stepDetail(vault, name, 'certified') !== null,
    researchRows: distilled === null ? null : (JSON.parse(distilled) as { rows: number }).rows,
    anonymised: anonymised === null ? null : secrecyOf(JSON.parse(anonymised) as AnonymiseOutcome),
  };
}

function secrecyOf({
  rows,
  droppedRows,
  k,
  suppressed,
  suppressedTexts,
  risk = [],
}: AnonymiseOutcome): Results['anonymised'] {
  return {
    rows,
    droppedRows,
    k,
    cells: Object.values(suppressed).reduce((sum, count) => sum + count, 0),
    suppressedTexts,
    levels: risk.map(({ level, rows: of, background, answers }) => ({
      level,
      rows: of,
      fewestPersons: background.after.fewestPersons,
      unique: answers.unique,
      uniqueWithBackground: answers.uniqueWithBackground,
    })),
  };
}

export function standards({ reader: vault }: Desk, name: string): Standards {
  const spec = specOf(campaignRow(vault, name));
  return {
    domains: domainsInForce({ vault, name, spec }).map((domain) => {
      const { id, title, thresholds } = domain;
      const own = spec.domains.find((one) => one.id === id) ?? domain;
      const ownForms = formThresholds(own) ?? {};
      const forms = formThresholds(domain);
      return {
        domain: id,
        title,
        own: own.thresholds,
        inForce: thresholds,
        forms:
          forms === undefined
            ? null
            : Object.entries(forms).map(([form, inForce]) => ({
                form,
                own: ownForms[form] ?? inForce,
                inForce,
              })),
      };
    }),
    changes: standardsOf({ vault, name }).map(({ number, at, who, reason, domains, issuedAt }) => ({
      number,
      at,
      who,
      reason,
      domains: domains.map(({ domain }) => domain),
      issuedAt,
    })),
  };
}

export function closing(desk: Desk, name: string): Closing {
  const { reader: vault, actor } = desk;
  const row = campaignRow(vault, name);
  const { state, platform_url } = row;
  const { campaign: _campaign, ...preview } = closingPreview(
    vault,
    name,
    actor.now(),
    desk.options.keysFolder,
  );
  const spec = specOf(row);
  // Levels have sequences of the same title.
  const titleOf = (sequence: string) => {
    const own = spec.sequences.find(({ id }) => id === sequence);
    const level = spec.levels.find(({ id }) => id === own?.level);
    return own === undefined || level === undefined
      ? { fr: sequence, en: sequence }
      : { fr: `${level.title.fr} · ${own.title.fr}`, en: `${level.title.en} · ${own.title.en}` };
  };
  return {
    state,
    platform: platform_url,
    pupils: countPupils({ vault, name }),
    ...preview,
    sequences: preview.sequences.map((one) => ({ ...one, title: titleOf(one.sequence) })),
    openWindows: preview.openWindows.map((one) => ({ ...one, title: titleOf(one.sequence) })),
    steps: CLOSING_STEPS.map((step) => ({ step, isDone: stepDetail(vault, name, step) !== null })),
    byCertificate: {
      restoredAt: restoredSince(vault, row.created_at),
      isTaken: recognisedCertificate(vault, name) !== null,
    },
    approvedBy: othersWhoApproved(vault, actor, 'close', name),
    unstatedApprovedBy: othersWhoApproved(vault, actor, 'close-unstated', name),
    ownApprovals: (['close', 'close-unstated'] as const).filter((act) =>
      hasApproved(vault, actor, act, name),
    ),
  };
}

function restoredSince(vault: Vault, createdAt: string): string | null {
  const at = lastJournalLine(vault, null, 'vault.restore')?.at ?? null;
  return at === null || at < createdAt ? null : at;
}

/** Throws `console-file`, and as `verifyCertificate`. Whether it is of this vault is seen by the closing. */
export async function certificateRead(path: string): Promise<CertificateRead> {
  const { certificate, key, purge } = await verifyCertificate(certificateFile(path), null);
  const left = certificate.destroyed.copies.filter(({ outcome }) => outcome !== 'destroyed');
  return {
    campaign: certificate.campaign,
    title: certificate.title,
    at: certificate.at,
    key,
    platformErasedAt: purge?.at ?? null,
    pupilCodes: certificate.counts.codes.find(({ kind }) => kind === 'pupil')?.issued ?? 0,
    copiesDestroyed: certificate.destroyed.copies.length - left.length,
    copiesLeft: left.map(({ path: copy }) => copy),
    researchRows: certificate.research.rows,
  };
}
